/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Failures: one sentence for the user and one exit code for scripts, recorded
 * where the failure is understood and printed by main() alone.
 *
 * A function that returns a negative errno value has recorded a failure, and
 * one that has recorded a failure returns a negative value; its callers pass
 * that value on. Only main() reads the record, and the few callers that
 * continue in spite of a failure: these take it out of the record with
 * fail_take(). Functions that do not record (those of util/file.h, and others
 * whose comment says so) leave the recording to their caller.
 */
#ifndef LAZYMMU_FAIL_H
#define LAZYMMU_FAIL_H

#include <stdbool.h>

/**
 * enum exit_code - the meanings of the command's exit status
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
	EXIT_PORTED = 12,
	EXIT_NOT_GIT = 13,
	EXIT_BRANCH_EXISTS = 14,
	EXIT_NO_SPACE = 15,
	EXIT_MISSING_TOOL = 16,
	EXIT_STEP = 17,			/* a step no longer fits the tree */
	EXIT_DIRTY = 18,		/* uncommitted changes in tracked files */
	EXIT_FETCH = 19,
	EXIT_NOT_PORTED = 20,
	EXIT_BY_HAND = 21,		/* code has to be changed by hand */
	EXIT_INTERRUPTED = 130,
};

/**
 * fail_code_text - the meaning of an exit status, in a few words
 *
 * This is the one table of exit statuses: all help texts are made from it, and a
 * test compares the man page with it.
 *
 * Return: the words, or NULL if the command never exits with @code.
 */
const char *fail_code_text(int code);

/**
 * fail - record why the command cannot go on
 * @code: exit status of the command
 * @err: positive errno value, for the caller's callers
 * @fmt: one sentence: what was wrong, where, what to do about it
 *
 * Only the first failure is kept; later ones are its consequences.
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
 * struct failure - a failure that was taken out of the record
 * @message: the sentence
 * @code: the exit status that was recorded with the sentence
 */
struct failure {
	char *message;
	enum exit_code code;
};

/**
 * fail_take - take the failure out of the record, to continue in spite of it
 * @f: released with failure_free(); empty if no failure was recorded
 *
 * For the few callers that report a failure themselves and continue. All other
 * callers pass on the negative value that they got, and leave the record to
 * main().
 *
 * Return: was a failure recorded?
 */
bool fail_take(struct failure *f);

/**
 * fail_take_error - take the failure behind a negative value out of the record
 * @err: negative errno value that was returned
 * @f: released with failure_free(); never empty: if no failure was recorded, it
 *	says what @err means, so that a failure cannot end as a success
 */
void fail_take_error(int err, struct failure *f);

/**
 * fail_again - record a failure that was taken out
 * @f: stays as it is
 * @err: negative errno value
 *
 * Return: @err.
 */
int fail_again(const struct failure *f, int err);

/**
 * fail_excuse - take the failure behind a negative value out of the record, to
 * continue in spite of it
 * @err: negative errno value that was returned
 * @f: as for fail_take_error(); empty if the command was interrupted, as nothing
 *	continues then
 *
 * Return: 0, or @err if the command was interrupted (failure recorded).
 */
int fail_excuse(int err, struct failure *f);

/** failure_free - release @f; it is empty afterwards */
void failure_free(struct failure *f);

/** fail_clear - forget the recorded failure */
void fail_clear(void);

/**
 * note_quiet - turn notes off, or on again
 * @off: no notes from now on
 */
void note_quiet(bool off);

/**
 * note_is_quiet - are notes off? Progress that is not written in whole lines
 * asks this.
 */
bool note_is_quiet(void);

/**
 * note - one line of progress on stderr, unless notes are off
 * @fmt: the line, without newline
 */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * note_always - one line on stderr that the user has to see, also if notes are off
 * @fmt: the line, without newline
 */
void note_always(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * oom - end the process: no memory is left, not even for a few strings
 */
void oom(void) __attribute__((noreturn));

#endif
