/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests share that kill the command, starve it, or run it twice at
 * once: moments by chance, processes and their children, and what a repository
 * must still be after that.
 */
#ifndef LAZYMMU_TEST_HURT_H
#define LAZYMMU_TEST_HURT_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/strlist.h"
#include "../unit/fixture.h"

/**
 * chance_init - begin with LAZYMMU_SEED, or with a seed of its own, and say it;
 * LAZYMMU_TEST is the pattern of the tests to run, if not all
 */
void chance_init(void);

/** chance - a number below @n */
unsigned long chance(unsigned long n);

/** rounds - how often: LAZYMMU_ROUNDS, or @normal */
int rounds(int normal);

/** nap_us - sleep so long */
void nap_us(long us);

/** now_us - a clock */
long long now_us(void);

/**
 * begin - start the command in a session of its own
 * @log: file below @top for both its outputs
 * @args: as of lazymmu()
 */
pid_t begin(const char *log, const char *args);

/** end - wait for what begin() has started; its status as of waitpid() */
int end(pid_t pid);

/** kill_all - kill the command and all that it has started, at once */
void kill_all(pid_t pid);

/** wait_all - wait until none of that is left */
void wait_all(pid_t pid);

/**
 * killed_at - run the command, and kill it, with all that it has started, when
 * it is about to make the system call @nr for the @n-th time
 *
 * Return: whether it came to that.
 */
bool killed_at(const char *args, long nr, int n);

/** how_long - run the command, which must succeed; microseconds */
long how_long(const char *args);

/** ok - run the command, which must succeed, with a message if it does not */
void ok(const char *args);

/** copy - a copy of the directory @from in @to, both below @top */
void copy(const char *from, const char *to);

/**
 * struct picture - all that is in a repository and its work tree
 * @v: a line for each file, sorted
 */
struct picture {
	struct strlist v;
};

/** picture_take - of the directory @dir below @top */
void picture_take(const char *dir, struct picture *p);

/** picture_free - release it */
void picture_free(struct picture *p);

/**
 * assert_same_but_branch - nothing has changed but for unreferenced objects,
 * and for the branch
 * @killed: what the next run has to remove may be there, too
 */
void assert_same_but_branch(const char *dir, const struct picture *before,
			    bool killed);

/** assert_clean - no scratch directory is left, and nothing in $TMPDIR */
void assert_clean(void);

/** scratch_left - is a scratch directory left? */
bool scratch_left(void);

/** the_branch - trees and messages of the commits that were made; by the caller */
char *the_branch(const char *dir);

/** has_branch - is there a branch in @dir? */
bool has_branch(const char *dir);

/** make_full_kernel - the tiny kernel in @dir, with all that a user may have */
void make_full_kernel(const char *dir);

/** make_full_series - the tiny series, with a semantic patch and more files */
void make_full_series(void);

/** hurt_setup, hurt_teardown - of each test */
int hurt_setup(void **state);
int hurt_teardown(void **state);

/** private_mounts - may we mount? Mounts are seen by nobody else, then */
bool private_mounts(void);

/**
 * small_disk - a file system of its own in the directory @dir below @top
 * @options: "size=8m"; it is mounted anew if it is there
 */
void small_disk(const char *dir, const char *options);

/** fake_apt - package commands that know what publish() has made */
void fake_apt(void);

/** publish - make it the newest linux-source-6.12, with what is in package/ */
void publish(const char *version);

#endif
