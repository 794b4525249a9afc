/* SPDX-License-Identifier: GPL-2.0-only */
/* What unit tests share: a place of their own, a tiny kernel, a tiny series. */
#ifndef LAZYMMU_TEST_FIXTURE_H
#define LAZYMMU_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* fail() is ours: fail.h. */
#undef fail
#undef fail_msg
#define fail_msg(...) \
	do { \
		print_error(__VA_ARGS__); \
		print_error("\n"); \
		_fail(__FILE__, __LINE__); \
	} while (0)

#include "util/strbuf.h"

/* The temporary directory of this test; home/, cache/ and kernel/ are in it. */
extern char *top;

/**
 * fixture_setup - make an empty @top, and let home_dir() and cache_dir() and
 * git's configuration be in it (a cmocka setup function)
 */
int fixture_setup(void **state);

/** fixture_teardown - remove @top; the recorded failure is forgotten */
int fixture_teardown(void **state);

/** put - write @text to the file @path below @top; directories are made */
void put(const char *path, const char *text);

/** get - the content of the file @path below @top; freed by the caller */
char *get(const char *path);

/** at - "@top/@path"; valid until the test ends */
const char *at(const char *path);

/** git_in - run git in @dir below @top; it must succeed. Output: by the caller */
char *git_in(const char *dir, const char *args);

/** make_kernel - a git tree in @dir that passes for Linux 6.12 */
void make_kernel(const char *dir);

/** make_series - a series of two steps for it in home/, without spatch */
void make_series(void);

/**
 * lazymmu - run the command itself
 * @args: words, separated by single spaces; "@/" becomes @top and "/"
 * @out: both its outputs, or NULL
 *
 * Return: as of proc_run().
 */
int lazymmu(const char *args, struct strbuf *out);

/** command_path - the command under test */
const char *command_path(void);

/** run - run the command, which must end with @status and say @part */
void run(const char *args, int status, const char *part);

/** run_out - the same; its output is returned, to be freed by the caller */
char *run_out(const char *args, int status);

/** sh - run shell commands in @top, which must succeed */
void sh(const char *commands);

/** script - put an executable script, or change it */
void script(const char *path, const char *text);

/**
 * fake_git - replace git by a shell script
 * @text: what it does before it becomes the real git; $TOP is @top, $GIT the
 *	  real one
 *
 * Return: for real_git().
 */
char *fake_git(const char *text);

/** real_git - git is itself again */
void real_git(char *old_path);

/** nap - sleep for @ms milliseconds */
void nap(long ms);

/** assert_git - git in @dir below @top must print @expected */
void assert_git(const char *dir, const char *args, const char *expected);

/** assert_contains - @text has @part in it */
void assert_contains(const char *text, const char *part);

#endif
