/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failures: one sentence for the user and one exit code for scripts, recorded
 * where the failure is understood and printed by main() alone.
 */
#ifndef LAZYMMU_FAIL_H
#define LAZYMMU_FAIL_H

#include <stdbool.h>

/**
 * enum exit_code - what the command's exit status says
 */
enum exit_code {
	EXIT_OK = 0,
	EXIT_TESTS_FAILED = 1,		/* a guest's tests failed */
	EXIT_USAGE = 2,
	EXIT_TOOL = 3,			/* a program failed, I/O error */
	EXIT_BUILD = 4,
	EXIT_PANIC = 5,			/* a guest panicked or oopsed */
	EXIT_TIMEOUT = 6,		/* a guest hung or ran out of time */
	EXIT_NOT_KERNEL = 10,
	EXIT_NO_SERIES = 11,
	EXIT_CONVERTED = 12,
	EXIT_NOT_GIT = 13,
	EXIT_BRANCH_EXISTS = 14,
	EXIT_NO_SPACE = 15,
	EXIT_MISSING_TOOL = 16,
	EXIT_STEP = 17,			/* a step no longer fits the tree */
	EXIT_DIRTY = 18,		/* uncommitted changes in tracked files */
	EXIT_FETCH = 19,
	EXIT_INTERRUPTED = 130,
};

/* Progress of long work is told on stderr unless this is set. */
extern bool quiet;

/**
 * fail - record why the command cannot go on
 * @code: exit status of the command
 * @err: positive errno value, for the caller's callers
 * @fmt: one sentence: what was wrong, where, what to do about it
 *
 * Only the first record counts: what follows from a failure does not hide it.
 *
 * Return: -@err, or -EIO if @err is not positive.
 */
int fail(enum exit_code code, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * fail_message - the recorded sentence
 *
 * Return: the sentence, or NULL if nothing failed.
 */
const char *fail_message(void);

/**
 * fail_code - the recorded exit status
 *
 * Return: the exit status of the first failure, EXIT_OK without one.
 */
enum exit_code fail_code(void);

/**
 * fail_clear - forget the recorded failure
 */
void fail_clear(void);

/**
 * note - one line of progress on stderr
 * @fmt: the line, without newline
 */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * oom - end the process: memory for a few strings could not be had
 */
void oom(void) __attribute__((noreturn));

#endif
