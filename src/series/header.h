/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of a semantic patch: "// KEY: VALUE" lines in the comment at its
 * top. A word in small letters with a colon behind it is a key, so that a key
 * that is misspelt is not taken for prose.
 *
 * One list of keys serves all readers. A step needs files, in and expect; the
 * tests that break a kernel on purpose (tests/busted) put such patches on top of
 * the series, and need target, flavour and caught-by besides.
 */
#ifndef LAZYMMU_HEADER_H
#define LAZYMMU_HEADER_H

#include <stddef.h>

/**
 * struct header_line - a line of a header
 * @file: the file, for messages
 * @line: its number
 * @key: for example "files"
 * @value: without white space at its ends
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
 *	  (failure recorded), which ends the reading. Keys that it does not need
 *	  it ignores
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
