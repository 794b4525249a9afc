/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's console: bytes into lines, and lines judged for what a kernel
 * says when something is wrong with it, whatever its tests say.
 *
 * Nothing is believed about the bytes: lines may never end, hold anything, or
 * number millions.
 */
#ifndef LAZYMMU_CONSOLE_H
#define LAZYMMU_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"
#include "util/strlist.h"

#define CONSOLE_LINE_MAX	4096

/**
 * struct console - bytes on their way to lines
 * @line: what has come of the current line
 * @escape: state of the escape sequence being dropped
 * @after_cr: the last byte was a carriage return
 * @rest: the current line already handed out its first part
 * @emit: called for every line: printable ASCII, no newline. @rest: it is not
 *	  the beginning of a line, but the continuation of one that is longer
 *	  than CONSOLE_LINE_MAX
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

/** console_init - begin; @emit and @arg as in struct console */
void console_init(struct console *c,
		  void (*emit)(void *arg, const char *line, bool rest),
		  void *arg);

/**
 * console_feed - more bytes have come
 *
 * Escape sequences are dropped, other bytes that are not printable ASCII come
 * out as \xNN. A Xen message in the middle of a line becomes a line.
 */
void console_feed(struct console *c, const void *bytes, size_t len);

/** console_end - nothing will come: hand out a last line without newline */
void console_end(struct console *c);

/** console_free - release the memory */
void console_free(struct console *c);

/**
 * console_text - the text of a line, without log level and time stamp
 *
 * Return: a pointer into @line.
 */
const char *console_text(const char *line);

/**
 * enum badness - what is wrong with a kernel, in order of gravity
 */
enum badness {
	BAD_NOTHING,
	BAD_WARNING,		/* WARNING, stack trace */
	BAD_LOCKDEP,		/* locking rules */
	BAD_STALL,		/* RCU stall, lockup, hung task */
	BAD_BUG,		/* BUG: survived */
	BAD_OOPS,		/* killed what was running */
	BAD_PANIC,		/* the end of a kernel, or of Xen */
};

/** badness_name - in a word or two */
const char *badness_name(enum badness bad);

/**
 * struct finding - one incident on the console
 * @kind: its gravity
 * @line_no: number of the line that gave it away, from 1
 * @text: that line
 * @context: it and what surrounds it, without register dumps
 */
struct finding {
	enum badness kind;
	size_t line_no;
	char *text;
	struct strlist context;
};

/**
 * struct benign - a line that looks bad and is not
 * @re: matches it
 * @because: why it is not
 */
struct benign {
	struct regex *re;
	char *because;
};

/**
 * struct benign_list - the allow-list of a machine
 */
struct benign_list {
	struct benign *v;
	size_t n;
};

/**
 * benign_add - add an entry
 * @pattern: PCRE2
 * @because: the reason
 * @why: set to what is wrong with the pattern, to be freed by the caller
 *
 * Return: 0 or -EINVAL.
 */
int benign_add(struct benign_list *list, const char *pattern,
	       const char *because, char **why);

/** benign_free - release the list */
void benign_free(struct benign_list *list);

#define JUDGE_BEFORE	4	/* lines of context before the telling one */
#define JUDGE_AFTER	45	/* ... and after it */
#define JUDGE_MAX	100	/* findings kept; more are counted */

/**
 * struct judge - the console's verdict while it grows
 * @benign: the allow-list, may be NULL
 * @findings: the incidents
 * @n: their number
 * @more: incidents beyond JUDGE_MAX
 * @excused: lines that @benign excused
 * @worst: the gravest of all
 * @line_no: lines seen
 *
 * The other members are private.
 */
struct judge {
	const struct benign_list *benign;
	struct finding *findings;
	size_t n;
	size_t more;
	size_t excused;
	enum badness worst;
	size_t line_no;
	char before[JUDGE_BEFORE][256];
	size_t open_until;
	bool open_excused;
	enum badness open_kind;
};

/** judge_init - begin, with an allow-list that stays valid, or NULL */
void judge_init(struct judge *j, const struct benign_list *benign);

/**
 * judge_line - look at a line
 *
 * Return: what it gave away: a new incident or a graver one of the same; else
 * BAD_NOTHING.
 */
enum badness judge_line(struct judge *j, const char *line);

/** judge_free - release the findings */
void judge_free(struct judge *j);

#endif
