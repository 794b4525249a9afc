/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of a semantic patch: "// KEY: VALUE" lines in the comment at its
 * top. Every word in small letters with a colon after it counts as a key, so
 * that a misspelt key is not taken for prose.
 *
 * One list of keys serves all readers. A step needs files, in, expect, say, again and for. The
 * tests that break a kernel on purpose (tests/busted) put semantic patches on
 * top of the series; these patches have target, flavour and caught-by as well.
 * The curves of a benchmark (measure/curve.h) have target, curve, values and
 * workloads.
 */
#ifndef LAZYMMU_HEADER_H
#define LAZYMMU_HEADER_H

#include <stddef.h>

/**
 * struct header_line - a line of a header
 * @file: the file, for messages
 * @line: number of the line
 * @key: the key, for example "files"
 * @value: the value, without white space at its ends
 */
struct header_line {
	const char *file;
	size_t line;
	const char *key;
	const char *value;
};

/**
 * header_read - read the header of the file @path
 * @take: called for each line with a key; returns 0, or a negative errno value
 *	  (failure recorded), which ends the reading. It ignores the keys that
 *	  it does not need
 * @arg: first argument of @take
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int header_read(const char *path,
		int (*take)(void *arg, const struct header_line *l), void *arg);

/**
 * header_error - record that a line of a header is wrong
 * @what: what is wrong
 *
 * Return: a negative errno value.
 */
int header_error(const struct header_line *l, const char *what);

#endif
