/* SPDX-License-Identifier: GPL-2.0-only */
/* The outcomes of all targets of a command. */
#ifndef LAZYMMU_SESSION_H
#define LAZYMMU_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "util/fail.h"
#include "util/strlist.h"

/**
 * struct outcome - the outcome of one target
 * @target: name of the target
 * @passed: number of tests that passed
 * @failed: number of failed tests and of all other failures
 * @code: exit status of this target
 * @error: why the target was not tested, or NULL; counts as one failure
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

/** session_fail - record that the target was not tested because of @f, and empty @f */
void session_fail(struct outcome *o, struct failure *f);

/**
 * struct session - all targets of a command
 * @kernel: release of the kernel
 * @commit: the commit that the kernels are built from, or NULL; owned
 * @flavour: flavour of the kernels
 * @stock: the stock kernel was tested, not the ported one
 * @without: parts of the series that were left out; may be NULL
 * @with: the semantic patch on top of the series, or NULL
 * @v: outcomes of the targets, in the order in which the targets were named;
 *	allocated
 * @n: number of targets
 * @error: why the command could test no target, or stopped early; or NULL. It
 *	   counts as a failure, so that the last line of the output alone cannot
 *	   be taken for success
 * @error_code: exit status that belongs to @error
 */
struct session {
	const char *kernel;
	char *commit;
	const char *flavour;
	bool stock;
	const struct strlist *without;
	const char *with;
	struct outcome *v;
	size_t n;
	const char *error;
	enum exit_code error_code;
};

/** session_totals - count the passed and failed tests of all targets */
void session_totals(const struct session *s, size_t *passed, size_t *failed);

/** session_untested - number of targets that were not tested */
size_t session_untested(const struct session *s);

/**
 * session_error - why not all targets were tested
 *
 * Return: a sentence that names the targets, to be freed by the caller; NULL if
 * all were tested.
 */
char *session_error(const struct session *s);

/**
 * session_code - the exit status of all targets
 *
 * If targets were not tested, the result is incomplete, and the reason for the
 * first of them decides; an interruption decides before any other reason.
 * Otherwise the gravest result decides.
 */
enum exit_code session_code(const struct session *s);

/** session_free - release the outcomes and the commit */
void session_free(struct session *s);

#endif
