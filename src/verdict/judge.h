/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Judging the lines of a console: a kernel that reports a problem has failed,
 * whatever its tests say.
 */
#ifndef LAZYMMU_JUDGE_H
#define LAZYMMU_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"
#include "verdict/benign.h"

/**
 * enum badness - kinds of incidents, the least grave first
 */
enum badness {
	BAD_NOTHING,
	BAD_WARNING,		/* WARNING, stack trace */
	BAD_LOCKDEP,		/* locking rules */
	BAD_STALL,		/* RCU stall, lockup, hung task */
	BAD_BUG,		/* BUG: survived */
	BAD_OOPS,		/* killed the task that was running */
	BAD_PANIC,		/* the end of a kernel, or of Xen */
};

/** judge_badness - the name of a kind of incident */
const char *judge_badness(enum badness bad);

/**
 * struct finding - one incident on the console
 * @kind: its gravity
 * @line_no: number of the line that began it, from 1
 * @text: that line
 * @context: that line and the lines around it, without register dumps
 */
struct finding {
	enum badness kind;
	size_t line_no;
	char *text;
	struct strlist context;
};

#define JUDGE_BEFORE	4	/* lines of context before an incident's first */
#define JUDGE_AFTER	45	/* lines of an incident after its first */
#define JUDGE_MAX	100	/* findings kept; more are counted */

/**
 * struct judge - the verdict on a console, while the console grows
 * @benign: the allow-list, may be NULL
 * @findings: the incidents
 * @n: their number
 * @cap: number of findings there is room for
 * @more: number of incidents beyond JUDGE_MAX
 * @excused: number of lines that @benign excused
 * @worst: the gravest kind of all incidents
 * @line_no: number of lines read
 *
 * The other members are private.
 */
struct judge {
	const struct benign_list *benign;
	struct finding *findings;
	size_t n;
	size_t cap;
	size_t more;
	size_t excused;
	enum badness worst;
	size_t line_no;
	char before[JUDGE_BEFORE][256];
	size_t open_until;
	enum badness open_kind;
	size_t trace_until;
	size_t excused_until;
};

/** judge_init - begin to judge; the allow-list @benign, or NULL, must stay valid */
void judge_init(struct judge *j, const struct benign_list *benign);

/**
 * judge_line - judge a line
 *
 * Return: the kind of the incident that the line begins, or the graver kind
 * that the line gives the open incident; else BAD_NOTHING.
 */
enum badness judge_line(struct judge *j, const char *line);

/** judge_free - release the findings */
void judge_free(struct judge *j);

#endif
