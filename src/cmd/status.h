/* SPDX-License-Identifier: GPL-2.0-only */
/* The exit statuses, at the end of each command's --help. */
#ifndef LAZYMMU_STATUS_H
#define LAZYMMU_STATUS_H

#include <argp.h>
#include <stddef.h>

#include "util/array.h"
#include "util/fail.h"

/**
 * status_text - the help text that lists exit statuses
 * @codes: the statuses, besides EXIT_OK, EXIT_USAGE and EXIT_TOOL, which every
 *	command can return
 * @n: number of @codes
 *
 * Return: the text, which argp frees.
 */
char *status_text(const enum exit_code *codes, size_t n);

/*
 * Define status_help(), a help_filter of argp, for a command that returns these
 * statuses besides EXIT_OK, EXIT_USAGE and EXIT_TOOL.
 */
#define STATUS_HELP(...) \
static char *status_help(int key, const char *text, void *input) \
{ \
	static const enum exit_code codes[] = { EXIT_OK, ##__VA_ARGS__ }; \
\
	(void)input; \
	return key == ARGP_KEY_HELP_EXTRA ? \
	       status_text(codes, ARRAY_SIZE(codes)) : (char *)text; \
}

/* The statuses of all commands that put the series on a kernel. */
#define STATUS_SERIES \
	EXIT_NOT_KERNEL, EXIT_NO_SERIES, EXIT_PORTED, EXIT_NOT_GIT, \
	EXIT_NO_SPACE, EXIT_MISSING_TOOL, EXIT_STEP, EXIT_DIRTY, EXIT_FETCH, \
	EXIT_INTERRUPTED

#endif
