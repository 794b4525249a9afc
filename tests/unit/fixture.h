/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the unit tests share: a temporary directory, a tiny kernel, a
 * tiny series.
 */
#ifndef LAZYMMU_TEST_FIXTURE_H
#define LAZYMMU_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Our own fail() is used, see fail.h. */
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
 * fixture_setup - make an empty @top that holds home_dir(), cache_dir() and
 * git's configuration (a cmocka setup function)
 */
int fixture_setup(void **state);

/** fixture_teardown - remove @top and clear the recorded failure */
int fixture_teardown(void **state);

/** put - write @text to the file @path below @top, and make its directories */
void put(const char *path, const char *text);

/** get - the content of the file @path below @top; to be freed by the caller */
char *get(const char *path);

/** at - "@top/@path"; valid until the test ends */
const char *at(const char *path);

/**
 * git_in - run git in @dir below @top, which must succeed. Returns its output,
 * to be freed by the caller
 */
char *git_in(const char *dir, const char *args);

/** make_kernel - make a git tree in @dir that looks like Linux 6.12 */
void make_kernel(const char *dir);

/** make_series - make a series of two steps in home/, which does not need spatch */
void make_series(void);

/**
 * lazymmu - run the command itself
 * @args: words, separated by single spaces; "@/" becomes @top and "/"
 * @out: its standard output and standard error are appended; or NULL
 *
 * Return: as of proc_run().
 */
int lazymmu(const char *args, struct strbuf *out);

/** command_path - the command under test */
const char *command_path(void);

/** run - run the command, which must exit with @status and print @part */
void run(const char *args, int status, const char *part);

/** run_out - like run(); returns the output, to be freed by the caller */
char *run_out(const char *args, int status);

/** sh - run shell commands in @top, which must succeed */
void sh(const char *commands);

/** script - write an executable script, or replace it */
void script(const char *path, const char *text);

/**
 * fake_git - replace git by a shell script
 * @text: shell commands that run before the real git; $TOP is @top, $GIT the
 *	  real git
 *
 * Return: the old PATH, for real_git().
 */
char *fake_git(const char *text);

/** real_git - undo fake_git() */
void real_git(char *old_path);

/** nap - sleep for @ms milliseconds */
void nap(long ms);

/** assert_git - check that git in @dir below @top prints @expected */
void assert_git(const char *dir, const char *args, const char *expected);

/** assert_contains - check that @text contains @part */
void assert_contains(const char *text, const char *part);

#endif
