/* SPDX-License-Identifier: GPL-2.0-only */
/* Text, line by line. */
#ifndef LAZYMMU_LINES_H
#define LAZYMMU_LINES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct lines - the position of a reader in a text
 * @next: where the next line begins
 * @end: behind the last byte
 * @line: the line that lines_next() found; not NUL-terminated
 * @len: its length, without the newline
 * @number: its number, from 1
 */
struct lines {
	const char *next;
	const char *end;
	const char *line;
	size_t len;
	unsigned int number;
};

/** LINES - the @len bytes at @mem, before the first line */
#define LINES(mem, len_) { .next = (mem), .end = (mem) + (len_) }

/**
 * lines_next - go on to the next line
 *
 * A last line without newline counts as a line.
 *
 * Return: false at the end of the text.
 */
bool lines_next(struct lines *l);

/**
 * lines_cut - like lines_next(), and end the line with a NUL
 * @l: its bytes may be overwritten, and a NUL follows the last one
 *
 * Return: the line, or NULL at the end of the text.
 */
char *lines_cut(struct lines *l);

#endif
