/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of all boots of a command. */
#ifndef LAZYMMU_SESSION_H
#define LAZYMMU_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "util/fail.h"
#include "verdict/result.h"

/**
 * struct session - all boots of a command
 * @kernel: release
 * @commit: the commit it was built from, NULL if nothing was built; owned
 * @flavour: of the kernels
 * @stock: not the ported kernel
 * @with: the semantic patch that was on top, or NULL
 * @v: the boots; allocated
 * @n: their number
 * @error: why the command stopped early, or NULL. It counts as a failure, so
 *	   that the last line of the output alone cannot be taken for success
 * @error_code: the exit status @error asks for
 */
struct session {
	const char *kernel;
	char *commit;
	const char *flavour;
	bool stock;
	const char *with;
	struct result *v;
	size_t n;
	const char *error;
	enum exit_code error_code;
};

/** session_totals - passed and failed tests of all boots */
void session_totals(const struct session *s, size_t *passed, size_t *failed);

/** session_code - the exit status of all boots: the gravest */
enum exit_code session_code(const struct session *s);

/** session_free - release the results and the commit */
void session_free(struct session *s);

#endif
