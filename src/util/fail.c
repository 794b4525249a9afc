// SPDX-License-Identifier: GPL-2.0-only
#include "util/fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One for each value of enum exit_code. */
static const struct {
	enum exit_code code;
	const char *text;
} texts[] = {
	{ EXIT_OK, "done, all tests passed" },
	{ EXIT_TESTS_FAILED, "a test failed, the console shows a bug, or a cost is over its budget" },
	{ EXIT_USAGE, "usage" },
	{ EXIT_TOOL, "a program failed, an I/O error" },
	{ EXIT_BUILD, "a kernel or a commit does not build, or lacks a symbol of its configuration" },
	{ EXIT_PANIC, "a guest panicked or oopsed" },
	{ EXIT_TIMEOUT, "a guest hung or ran out of time" },
	{ EXIT_NOT_KERNEL, "not a kernel tree" },
	{ EXIT_NO_SERIES, "a version without a series" },
	{ EXIT_PORTED, "the tree is ported already" },
	{ EXIT_NOT_GIT, "not a git tree" },
	{ EXIT_BRANCH_EXISTS, "the branch exists" },
	{ EXIT_NO_SPACE, "no space" },
	{ EXIT_MISSING_TOOL, "a program is missing" },
	{ EXIT_STEP, "a step does not fit the tree" },
	{ EXIT_DIRTY, "uncommitted changes in tracked files" },
	{ EXIT_FETCH, "the kernel could not be fetched" },
	{ EXIT_NOT_PORTED, "the tree does not have the series" },
	{ EXIT_BY_HAND, "code has to be changed by hand" },
	{ EXIT_INTERRUPTED, "interrupted" },
};

static char *message;
static enum exit_code code_of_message;
static bool quiet;

const char *fail_code_text(int code)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if ((int)texts[i].code == code)
			return texts[i].text;
	}
	return NULL;
}

int fail(enum exit_code code, int err, const char *fmt, ...)
{
	va_list ap;

	/* A write that failed for lack of space is reported as such, whatever it was for. */
	if (code == EXIT_TOOL && (err == ENOSPC || err == EDQUOT))
		code = EXIT_NO_SPACE;
	if (!message) {
		va_start(ap, fmt);
		if (vasprintf(&message, fmt, ap) < 0)
			oom();
		va_end(ap);
		code_of_message = code;
	}
	return err > 0 ? -err : -EIO;
}

const char *fail_message(void)
{
	return message;
}

enum exit_code fail_code(void)
{
	return message ? code_of_message : EXIT_OK;
}

bool fail_take(struct failure *f)
{
	*f = (struct failure){ .message = message, .code = fail_code() };
	message = NULL;
	code_of_message = EXIT_OK;
	return f->message;
}

void fail_take_error(int err, struct failure *f)
{
	if (fail_take(f))
		return;
	f->code = EXIT_TOOL;
	if (asprintf(&f->message, "the command failed for an unknown reason: %s",
		     strerror(-err)) < 0)
		oom();
}

int fail_again(const struct failure *f, int err)
{
	return fail(f->code, -err, "%s", f->message);
}

int fail_excuse(int err, struct failure *f)
{
	fail_take_error(err, f);
	if (f->code != EXIT_INTERRUPTED)
		return 0;
	fail_again(f, err);
	failure_free(f);
	return err;
}

void failure_free(struct failure *f)
{
	free(f->message);
	*f = (struct failure){ 0 };
}

void fail_clear(void)
{
	struct failure f;

	fail_take(&f);
	failure_free(&f);
}

void note_quiet(bool off)
{
	quiet = off;
}

bool note_is_quiet(void)
{
	return quiet;
}

static void print_line(const char *fmt, va_list ap)
{
	fflush(stdout);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void note(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	print_line(fmt, ap);
	va_end(ap);
}

void note_always(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(fmt, ap);
	va_end(ap);
}

void oom(void)
{
	fputs("lazymmu: out of memory\n", stderr);
	abort();
}
