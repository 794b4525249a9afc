/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turning the bytes of a machine's console into lines.
 *
 * The bytes are not trusted: a line may never end, may hold any byte, and there
 * may be millions of lines.
 */
#ifndef LAZYMMU_CONSOLE_H
#define LAZYMMU_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"

#define CONSOLE_LINE_MAX	4096

/**
 * struct console - a console that is being read
 * @line: the current line, as far as it has been read
 * @escape: state of the escape sequence that is being dropped
 * @after_cr: the last byte was a carriage return
 * @rest: a part of the current line has been given to @emit already
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

/** console_init - begin to read a console; @emit and @arg as in struct console */
void console_init(struct console *c,
		  void (*emit)(void *arg, const char *line, bool rest),
		  void *arg);

/**
 * console_feed - read more bytes
 *
 * Escape sequences are dropped, a tab becomes a blank, other bytes that are not
 * printable ASCII become \xNN. A message of Xen in the middle of a line becomes
 * a line of its own.
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
