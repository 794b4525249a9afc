/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions for the tests that kill the command, starve it, or run it several
 * times at once: random moments, processes with their children, and checks of a
 * repository.
 */
#ifndef LAZYMMU_TEST_HURT_H
#define LAZYMMU_TEST_HURT_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/strlist.h"
#include "../unit/fixture.h"

/**
 * chance_init - seed the random numbers with LAZYMMU_SEED, or with a new seed,
 * and print the seed; LAZYMMU_TEST can hold a pattern for the tests to run
 */
void chance_init(void);

/** chance - a random number below @n */
unsigned long chance(unsigned long n);

/** rounds - the number of rounds: LAZYMMU_ROUNDS, or @normal */
int rounds(int normal);

/** nap_us - sleep for @us microseconds */
void nap_us(long us);

/** now_us - a clock in microseconds */
long long now_us(void);

/**
 * begin - start the command in a session of its own
 * @log: file below @top for standard output and standard error
 * @args: as of lazymmu()
 */
pid_t begin(const char *log, const char *args);

/** end - wait for the command that begin() started; returns the status of waitpid() */
int end(pid_t pid);

/** kill_all - kill the command and all processes that it has started, at once */
void kill_all(pid_t pid);

/** wait_all - wait until none of these processes is left */
void wait_all(pid_t pid);

/**
 * killed_at - run the command, and kill it with all processes that it has
 * started, just before its @n-th system call @nr
 *
 * Return: was the command killed?
 */
bool killed_at(const char *args, long nr, int n);

/** how_long - run the command, which must succeed; returns microseconds */
long how_long(const char *args);

/** ok - run the command, which must succeed; a failure shows its output */
void ok(const char *args);

/** copy - copy the directory @from to @to, both below @top */
void copy(const char *from, const char *to);

/**
 * struct picture - the content of a repository and its work tree
 * @v: a line for each file, sorted
 */
struct picture {
	struct strlist v;
};

/** picture_take - take the picture of the directory @dir below @top */
void picture_take(const char *dir, struct picture *p);

/** picture_free - release the picture */
void picture_free(struct picture *p);

/**
 * assert_same_but_branch - nothing has changed except unreferenced objects and
 * the branch
 * @killed: files that the next run removes may exist as well
 */
void assert_same_but_branch(const char *dir, const struct picture *before,
			    bool killed);

/** assert_clean - no scratch directory is left, and nothing in $TMPDIR */
void assert_clean(void);

/** scratch_left - is a scratch directory left? */
bool scratch_left(void);

/**
 * the_branch - trees and messages of the commits on the branch; to be freed by
 * the caller
 */
char *the_branch(const char *dir);

/** has_branch - has the branch been made in @dir? */
bool has_branch(const char *dir);

/**
 * make_full_kernel - make the tiny kernel in @dir, with everything that a user
 * may have
 */
void make_full_kernel(const char *dir);

/** make_full_series - make the tiny series, with a semantic patch and more files */
void make_full_series(void);

/** hurt_setup, hurt_teardown - setup and teardown of each test */
int hurt_setup(void **state);
int hurt_teardown(void **state);

/** private_mounts - can this process mount file systems that no other process sees? */
bool private_mounts(void);

/**
 * small_disk - mount a small file system at the directory @dir below @top
 * @options: mount options, "size=8m"; a mounted file system is mounted again
 */
void small_disk(const char *dir, const char *options);

/** fake_apt - install package commands that know the packages of publish() */
void fake_apt(void);

/** publish - make @version the newest linux-source-6.12, with the content of package/ */
void publish(const char *version);

#endif
