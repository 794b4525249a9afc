/* SPDX-License-Identifier: GPL-2.0-only */
/* The costs of several kernels on one machine, side by side, and the verdicts on them. */
#ifndef LAZYMMU_COSTS_H
#define LAZYMMU_COSTS_H

#include "build/target.h"
#include "measure/budget.h"
#include "measure/functions.h"
#include "measure/run.h"
#include "measure/sizes.h"
#include "series/variant.h"
#include "util/regex.h"
#include "util/strlist.h"

/**
 * struct costs_row - the costs of a workload by one counter
 * @workload: name of the workload
 * @counter: name of the counter
 * @pages: number of pages that the workload works on
 * @cost: the median for each variant; NAN: not known
 * @spread: the largest spread of a variant, see samples_spread()
 * @limits: the budget, as text
 * @verdict: the verdict on the budget
 * @open: number of limits that could not be judged because a cost is not known
 */
struct costs_row {
	char *workload;
	char *counter;
	unsigned long pages;
	double cost[N_VARIANTS];
	double spread;
	char *limits;
	enum budget_verdict verdict;
	size_t open;
};

/**
 * struct costs - all costs on a machine
 * @target: name of the machine
 * @missing: for each variant, why it was not measured, or NULL
 * @absent: for each variant, the counters whose functions it lacks
 * @hypervisor: version of the hypervisor's package, or NULL
 * @sizes: functions whose text differs between stock and ported
 * @frames: functions whose stack frame differs between stock and ported
 * @holders: stack frames of functions that contain sections, in stock and
 *	ported
 * @v: the rows
 * @n: number of rows
 * @room: number of rows for which there is memory
 */
struct costs {
	char *target;
	char *missing[N_VARIANTS];
	struct strlist absent[N_VARIANTS];
	char *hypervisor;
	struct changes sizes;
	struct changes frames;
	struct changes holders;
	struct costs_row *v;
	size_t n;
	size_t room;
};

/**
 * costs_make - put measurements side by side
 * @t: set, also after a failure; to be released with costs_free()
 * @target: the machine
 * @b: the measurements of each variant; NULL: not measured
 * @budgets: the budgets for the costs
 * @only: take only workloads that match; NULL: all
 *
 * Counters that are 0 everywhere are left out unless they have a budget.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_make(struct costs *t, const struct target *target,
	       const struct bench *const b[N_VARIANTS],
	       const struct budgets *budgets, const struct regex *only);

/**
 * costs_add_sizes - add the sizes of stock and ported, which need no boot
 * @s: the sizes of each variant; mainline's are not used
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_sizes(struct costs *t, const struct budgets *budgets,
		    const struct sizes s[N_VARIANTS]);

/**
 * costs_add_frames - add the stack frames of stock and ported
 * @f: the stack frames of each variant; mainline's are not used
 * @holders: the functions that contain sections
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_frames(struct costs *t, const struct budgets *budgets,
		     const struct functions f[N_VARIANTS],
		     const struct strlist *holders);

/**
 * costs_add - add a number of the ported kernel that was derived elsewhere
 * @workload: name of the workload
 * @counter: name of the number
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add(struct costs *t, const struct budgets *budgets,
	      const char *workload, const char *counter, double ported);

/** costs_over - the number of rows that are over their budgets */
size_t costs_over(const struct costs *t);

/** costs_open - the number of limits that could not be judged */
size_t costs_open(const struct costs *t);

/**
 * costs_unknown - the first row that has a budget but no cost of the ported
 * kernel, or NULL
 */
const struct costs_row *costs_unknown(const struct costs *t);

/** costs_free - release what is in @t */
void costs_free(struct costs *t);

#endif
