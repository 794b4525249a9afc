/* SPDX-License-Identifier: GPL-2.0-only */
/* What several kernels cost on one machine, side by side, and the verdicts. */
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
 * struct costs_row - a counter of a workload
 * @workload: its name
 * @counter: its name
 * @pages: that it worked on
 * @cost: of each variant, the median; NAN: not known
 * @spread: the largest of the variants' spreads, see samples_spread()
 * @limits: the budget in words
 * @verdict: what came of it
 * @open: number of limits that could not be judged, because a cost is not known
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
 * struct costs - all rows of a machine
 * @target: its name
 * @missing: why there is nothing of a variant, or NULL
 * @absent: of each variant the counters that it has no functions for
 * @hypervisor: version of the hypervisor's package, or NULL
 * @sizes: functions whose text differs between stock and ported
 * @frames: functions whose stack frame differs between stock and ported
 * @holders: stack frames of functions with sections, of stock and ported
 * @v: the rows
 * @n: their number
 * @room: how many there is memory for
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
 * @t: set, also if it fails; to be released with costs_free()
 * @target: the machine; its 'ratio' lines give rows of their own
 * @b: of each variant; NULL: not measured
 * @budgets: the costs are held against these
 * @only: only workloads that match, or NULL
 *
 * Counters that are always 0 are left out unless they have a budget.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_make(struct costs *t, const struct target *target,
	       const struct bench *const b[N_VARIANTS],
	       const struct budgets *budgets, const struct regex *only);

/**
 * costs_add_sizes - add what stock and ported take without running
 * @s: of each variant; mainline's is not looked at
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_sizes(struct costs *t, const struct budgets *budgets,
		    const struct sizes s[N_VARIANTS]);

/**
 * costs_add_frames - add the stack frames of stock and ported
 * @f: of each variant; mainline's are not looked at
 * @holders: the functions that have sections in them
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int costs_add_frames(struct costs *t, const struct budgets *budgets,
		     const struct functions f[N_VARIANTS],
		     const struct strlist *holders);

/** costs_over - how many rows are over their budgets */
size_t costs_over(const struct costs *t);

/** costs_open - how many limits could not be judged */
size_t costs_open(const struct costs *t);

/**
 * costs_unknown - the first row with a budget whose cost of the ported kernel is
 * not known, or NULL
 */
const struct costs_row *costs_unknown(const struct costs *t);

/** costs_free - release what is in @t */
void costs_free(struct costs *t);

#endif
