/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Budgets: what a benchmark may cost. bench/budgets has one per line:
 *
 *	TARGET WORKLOAD COUNTER LIMIT...
 *
 * TARGET and WORKLOAD are regular expressions that have to match the whole name.
 * A LIMIT is "max N": the ported kernel's cost; "stock N" or "mainline N": the
 * ported kernel's cost divided by that kernel's.
 */
#ifndef LAZYMMU_BUDGET_H
#define LAZYMMU_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "series/variant.h"
#include "util/regex.h"
#include "util/strbuf.h"

/**
 * enum limit_of - what a limit compares with
 */
enum limit_of {
	LIMIT_MAX,
	LIMIT_STOCK,
	LIMIT_MAINLINE,
};

/**
 * struct limit - one of a budget
 * @of: what it compares with
 * @n: the number
 */
struct limit {
	enum limit_of of;
	double n;
};

#define BUDGET_LIMITS	4

/**
 * struct budget - a line
 * @target: which machines
 * @workload: which workloads
 * @counter: which of their counters
 * @limit: the limits: all have to hold
 * @n: their number
 * @line: of the file
 * @used: something was held against it
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
 * struct budgets - all lines
 * @v: the budgets
 * @n: their number
 * @room: how many there is memory for
 */
struct budgets {
	struct budget *v;
	size_t n;
	size_t room;
};

/**
 * enum budget_verdict - what came of it
 * @VERDICT_NONE: there is no budget
 * @VERDICT_OPEN: there is nothing to compare with
 */
enum budget_verdict { VERDICT_NONE, VERDICT_OPEN, VERDICT_OK, VERDICT_OVER };

/** budget_verdict_name - "", "?", "OK" or "OVER" */
const char *budget_verdict_name(enum budget_verdict v);

/**
 * budgets_load - read a file
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int budgets_load(const char *path, struct budgets *b);

/** budgets_free - release them */
void budgets_free(struct budgets *b);

/**
 * budgets_judge - hold a cost against all budgets there are for it
 * @cost: of the ported, the stock and mainline's kernel (enum variant); NAN if
 *	  it is not known
 * @text: the limits are appended, "<= 4, <= 0.35 mainline"
 * @open: set to the number of limits that could not be judged
 *
 * The budgets are marked as used.
 *
 * Return: the gravest enum budget_verdict, or a negative errno value if it cannot
 * be said which budgets apply (failure recorded).
 */
int budgets_judge(const struct budgets *b, const char *target,
		  const char *workload, const char *counter,
		  const double cost[N_VARIANTS], struct strbuf *text, size_t *open);

/**
 * budgets_unused - the first one that nothing was held against, or NULL
 */
const struct budget *budgets_unused(const struct budgets *b);

#endif
