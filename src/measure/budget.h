/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Budgets: the limits for the costs of a series in a benchmark. Those of the
 * series NAME are in bench/budgets.NAME, and those of the series that makes
 * sections stateful in bench/budgets. Each line is a budget:
 *
 *	TARGET WORKLOAD COUNTER LIMIT...
 *
 * TARGET and WORKLOAD are regular expressions that have to match the whole name.
 * A LIMIT is "max N" or "min N": the most or the least that the cost of the kernel
 * with the series may be; "stock N" or "mainline N": the most that this cost
 * divided by that kernel's may be. A lower limit is for events that have to
 * happen, such as barriers. What follows a line "for DIALECT" is for versions of
 * that dialect, and what follows "for VERSION" for that version, until "for all".
 */
#ifndef LAZYMMU_BUDGET_H
#define LAZYMMU_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "series/versions.h"
#include "util/regex.h"
#include "util/strbuf.h"

/**
 * enum limit_of - what a limit is compared with
 */
enum limit_of {
	LIMIT_MAX,
	LIMIT_MIN,
	LIMIT_STOCK,
	LIMIT_MAINLINE,
};

/**
 * struct limit - a limit of a budget
 * @of: what the limit is compared with
 * @n: the number
 */
struct limit {
	enum limit_of of;
	double n;
};

#define BUDGET_LIMITS	4

/**
 * struct budget - a line of the file
 * @target: the machines
 * @workload: the workloads
 * @counter: the counter of these workloads
 * @limit: the limits, all of which have to hold
 * @n: their number
 * @line: line number in the file
 * @used: a cost was compared with the budget
 */
struct budget {
	struct regex *target;
	struct regex *workload;
	char *counter;
	struct limit limit[BUDGET_LIMITS];
	size_t n;
	size_t line;
	bool used;
};

/**
 * struct budgets - all budgets of a series
 * @path: path of the file
 * @v: the budgets
 * @n: their number
 * @room: number of budgets for which there is memory
 */
struct budgets {
	char *path;
	struct budget *v;
	size_t n;
	size_t room;
};

/**
 * enum budget_verdict - the verdict on a cost
 * @VERDICT_NONE: there is no budget
 * @VERDICT_OPEN: the cost of the other kernel is not known
 */
enum budget_verdict { VERDICT_NONE, VERDICT_OPEN, VERDICT_OK, VERDICT_OVER };

/**
 * struct compared - a cost, and the costs that limits compare it with
 * @own: the cost of the kernel with the series; NAN: not known
 * @stock: that of the stock kernel; NAN: not known
 * @mainline: that of a kernel with mainline's own mode; NAN: not known
 */
struct compared {
	double own;
	double stock;
	double mainline;
};

/** budget_verdict_name - "", "?", "OK" or "OVER" */
const char *budget_verdict_name(enum budget_verdict v);

/**
 * budgets_load - read a file
 * @path: the file
 * @version: budgets that are for another version, or for another dialect than
 *	that of the version, are left out; NULL: none are
 * @b: the budgets; to be released with budgets_free() if 0 is returned
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int budgets_load(const char *path, const struct version *version,
		 struct budgets *b);

/** budgets_free - release what is in @b; it is empty afterwards */
void budgets_free(struct budgets *b);

/**
 * budgets_judge - compare a cost with all budgets for it
 * @cost: the cost
 * @text: the limits are appended, "<= 4, <= 0.35 mainline"
 * @open: set to the number of limits that could not be judged
 *
 * Marks these budgets as used.
 *
 * Return: the gravest enum budget_verdict, or a negative errno value if PCRE2
 * cannot decide which budgets apply (failure recorded).
 */
int budgets_judge(const struct budgets *b, const char *target,
		  const char *workload, const char *counter,
		  const struct compared *cost, struct strbuf *text, size_t *open);

/**
 * budgets_unused - the first budget that no cost was compared with, or NULL
 */
const struct budget *budgets_unused(const struct budgets *b);

#endif
