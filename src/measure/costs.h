/* SPDX-License-Identifier: GPL-2.0-only */
/* The costs of several kernels on one machine, side by side, and the verdicts on them. */
#ifndef LAZYMMU_COSTS_H
#define LAZYMMU_COSTS_H

#include "build/target.h"
#include "measure/budget.h"
#include "measure/columns.h"
#include "measure/functions.h"
#include "measure/run.h"
#include "measure/sizes.h"
#include "util/regex.h"
#include "util/strlist.h"

/**
 * struct costs_row - the costs of a workload by one counter
 * @workload: name of the workload
 * @counter: name of the counter
 * @pages: number of pages that the workload works on
 * @cost: the median for each column; NAN: not known
 * @spread: the largest spread of a column, see samples_spread()
 * @limits: the budgets, as text
 * @verdict: the gravest verdict on the budgets of any series
 * @judged: the column that has this verdict
 * @unknown: a column that has a budget but no cost, or -1
 * @open: number of limits that could not be judged because a cost is not known
 */
struct costs_row {
	char *workload;
	char *counter;
	unsigned long pages;
	double cost[COLUMNS_MAX];
	double spread;
	char *limits;
	enum budget_verdict verdict;
	size_t judged;
	int unknown;
	size_t open;
};

/**
 * struct costs - all costs on a machine
 * @target: name of the machine
 * @columns: the kernels
 * @missing: for each column, why it was not measured on this machine, or NULL; a
 *	column without a kernel has its own reason
 * @absent: for each column, the counters whose functions it lacks
 * @hypervisor: version of the hypervisor's package, or NULL
 * @sizes: for each series, functions whose text differs from stock
 * @frames: for each series, functions whose stack frame differs from stock
 * @holders: for each series, stack frames of functions that contain sections, in
 *	stock and with the series
 * @v: the rows
 * @n: number of rows
 * @room: number of rows for which there is memory
 */
struct costs {
	char *target;
	const struct columns *columns;
	char *missing[COLUMNS_MAX];
	struct strlist absent[COLUMNS_MAX];
	char *hypervisor;
	struct changes sizes[COLUMNS_MAX];
	struct changes frames[COLUMNS_MAX];
	struct changes holders[COLUMNS_MAX];
	struct costs_row *v;
	size_t n;
	size_t room;
};

/**
 * costs_make - put measurements side by side
 * @t: set, also after a failure; to be released with costs_free()
 * @target: the machine
 * @columns: the kernels; must stay valid as long as @t is
 * @b: the measurements of each column; NULL: not measured
 * @only: take only workloads that match; NULL: all
 *
 * A workload that only some kernels have is shown, too. Counters that are 0
 * everywhere are left out unless they have a budget.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_make(struct costs *t, const struct target *target,
	       const struct columns *columns,
	       const struct bench *const b[COLUMNS_MAX], const struct regex *only);

/**
 * costs_add_sizes - add the sizes of stock and of each series, which need no boot
 * @s: the sizes of each column; mainline's are not used
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_sizes(struct costs *t, const struct sizes s[COLUMNS_MAX]);

/**
 * costs_add_frames - add the stack frames of stock and of each series
 * @f: the stack frames of each column; mainline's are not used
 * @holders: the functions that contain sections
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_frames(struct costs *t, const struct functions f[COLUMNS_MAX],
		     const struct strlist *holders);

/**
 * costs_add - add a number of one kernel that was derived elsewhere
 * @column: index of the kernel
 * @workload: name of the workload
 * @counter: name of the number
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add(struct costs *t, size_t column, const char *workload,
	      const char *counter, double cost);

/**
 * costs_missing - why a column was not measured on this machine
 *
 * Return: the reason; NULL if the column was measured.
 */
const char *costs_missing(const struct costs *t, size_t column);

/** costs_over - the number of rows that are over a budget */
size_t costs_over(const struct costs *t);

/** costs_open - the number of limits that could not be judged */
size_t costs_open(const struct costs *t);

/**
 * costs_unknown - the first row with a column that has a budget but no cost, or
 * NULL
 */
const struct costs_row *costs_unknown(const struct costs *t);

/** costs_free - release what is in @t */
void costs_free(struct costs *t);

#endif
