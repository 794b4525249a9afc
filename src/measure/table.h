/* SPDX-License-Identifier: GPL-2.0-only */
/* What several kernels cost on one machine, side by side. */
#ifndef LAZYMMU_BENCH_TABLE_H
#define LAZYMMU_BENCH_TABLE_H

#include <jansson.h>
#include <stdio.h>

#include "measure/budget.h"
#include "measure/run.h"
#include "measure/size.h"
#include "util/regex.h"

#define N_VARIANTS	3	/* of enum variant */

/**
 * struct bench_row - a counter of a workload
 * @workload: its name
 * @counter: its name
 * @pages: that it worked on
 * @cost: of each variant, the median; NAN: not known
 * @spread: the largest of them
 * @limits: the budget in words
 * @verdict: what came of it
 * @open: of so many limits nothing can be said
 */
struct bench_row {
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
 * struct bench_table - all rows of a machine
 * @target: its name
 * @missing: why there is nothing of a variant, or NULL
 * @absent: of each variant the counters that it has no functions for
 * @functions: of which the size has changed: see footprint_diff()
 * @frames: stack frames that have changed: see footprint_frames()
 * @holders: those of functions with sections: see footprint_holders()
 * @v: the rows
 * @n: their number
 */
struct bench_table {
	char *target;
	char *missing[N_VARIANTS];
	struct strlist absent[N_VARIANTS];
	struct strlist functions;
	struct strlist frames;
	struct strlist holders;
	struct bench_row *v;
	size_t n;
};

/**
 * bench_table_make - put measurements side by side
 * @b: of each variant; NULL: not measured
 * @budgets: hold them against these
 * @only: only workloads that match, or NULL
 *
 * Counters that are always 0 are left out unless they have a budget. Where
 * hypercalls and what the hypervisor takes are counted, workloads named
 * "section-..." get a row "irqs-off": the hypervisor's instructions per
 * hypercall, while which the guest has its interrupts off.
 *
 * Return: 0 or a negative errno value (failure recorded; @t has to be released
 * all the same).
 */
int bench_table_make(struct bench_table *t, const char *target,
		     const struct bench *const b[N_VARIANTS],
		     const struct budgets *budgets, const struct regex *only);

/**
 * bench_table_static - what stock and ported take without running
 * @f: of each variant; the peer's is not looked at
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int bench_table_static(struct bench_table *t, const struct budgets *budgets,
		       const struct footprint f[N_VARIANTS]);

/**
 * bench_table_add - one more row, of what was found out otherwise
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int bench_table_add(struct bench_table *t, const struct budgets *budgets,
		    const char *workload, const char *counter,
		    const double cost[N_VARIANTS]);

/** bench_table_over - how many rows are over their budgets */
size_t bench_table_over(const struct bench_table *t);

/** bench_table_open - how many limits could not be judged */
size_t bench_table_open(const struct bench_table *t);

/**
 * bench_table_unknown - the first row with a budget whose cost of the ported
 * kernel is not known, or NULL
 */
const struct bench_row *bench_table_unknown(const struct bench_table *t);

/** bench_table_remarks - what is lacking, a line each */
void bench_table_remarks(const struct bench_table *t, const char *prefix,
			 FILE *to);

/** bench_table_print - for people; @markdown: as a table of a document */
void bench_table_print(const struct bench_table *t, bool markdown, FILE *to);

/** bench_table_json - for programs; to be released with json_decref() */
json_t *bench_table_json(const struct bench_table *t);

/** bench_table_free - release what is in @t */
void bench_table_free(struct bench_table *t);

#endif
