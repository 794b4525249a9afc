/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's console: bytes into lines.
 *
 * Nothing is believed about the bytes: lines may never end, hold anything, or
 * number millions.
 */
#ifndef LAZYMMU_CONSOLE_H
#define LAZYMMU_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"

#define CONSOLE_LINE_MAX	4096

/**
 * struct console - bytes on their way to lines
 * @line: the current line, as far as it has come
 * @escape: state of the escape sequence being dropped
 * @after_cr: the last byte was a carriage return
 * @rest: a part of the current line was already given to @emit
 * @emit: called with every line: printable ASCII, no newline. @rest: the text
 *	  continues a line that is longer than CONSOLE_LINE_MAX
 * @arg: first argument of @emit
 */
struct console {
	struct strbuf line;
	int escape;
	bool after_cr;
	bool rest;
	void (*emit)(void *arg, const char *line, bool rest);
	void *arg;
};

/** console_init - begin a console; @emit and @arg as in struct console */
void console_init(struct console *c,
		  void (*emit)(void *arg, const char *line, bool rest),
		  void *arg);

/**
 * console_feed - read more bytes
 *
 * Escape sequences are dropped, a tab becomes a blank, other bytes that are not
 * printable ASCII become \xNN. A message of Xen in the middle of a line becomes
 * a line.
 */
void console_feed(struct console *c, const void *bytes, size_t len);

/** console_end - the console has ended: emit a last line without newline */
void console_end(struct console *c);

/** console_free - release the memory */
void console_free(struct console *c);

/**
 * console_text - the text of a line, without log level and time stamp
 *
 * Return: a pointer into @line.
 */
const char *console_text(const char *line);

#endif
