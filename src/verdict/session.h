/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of all targets of a command. */
#ifndef LAZYMMU_SESSION_H
#define LAZYMMU_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "util/fail.h"

/**
 * struct outcome - what came of one target
 * @target: its name
 * @passed: number of tests that passed
 * @failed: number of failed tests and of all other failures
 * @code: the exit status that it asks for
 * @error: why the target was not tested, or NULL. It counts as one failure
 * @report: the result of the boot as a JSON object, NULL if there is none
 */
struct outcome {
	char *target;
	size_t passed;
	size_t failed;
	enum exit_code code;
	char *error;
	char *report;
};

/** session_fail - the target was not tested, because of @f; @f is empty then */
void session_fail(struct outcome *o, struct failure *f);

/**
 * struct session - all targets of a command
 * @kernel: release
 * @commit: the commit that the kernels are built from, or NULL; owned
 * @flavour: of the kernels
 * @stock: not the ported kernel
 * @with: the semantic patch that was on top, or NULL
 * @v: the targets, in the order they were named; allocated
 * @n: their number
 * @error: why the command could test no target, or stopped early; or NULL. It
 *	   counts as a failure, so that the last line of the output alone cannot
 *	   be taken for success
 * @error_code: the exit status @error asks for
 */
struct session {
	const char *kernel;
	char *commit;
	const char *flavour;
	bool stock;
	const char *with;
	struct outcome *v;
	size_t n;
	const char *error;
	enum exit_code error_code;
};

/** session_totals - passed and failed tests of all targets */
void session_totals(const struct session *s, size_t *passed, size_t *failed);

/** session_untested - number of targets that were not tested */
size_t session_untested(const struct session *s);

/**
 * session_error - why not all targets were tested
 *
 * Return: a sentence that names the targets, to be freed by the caller; NULL if
 * all were.
 */
char *session_error(const struct session *s);

/**
 * session_code - the exit status of all targets
 *
 * If a target was not tested, the result is incomplete: the reason decides, that
 * of the first such target if there are several, but an interruption before all.
 * Otherwise the gravest result does.
 */
enum exit_code session_code(const struct session *s);

/** session_free - release the outcomes and the commit */
void session_free(struct session *s);

#endif
