/* SPDX-License-Identifier: GPL-2.0-only */
/* What a boot has measured: windows of bench/plugin.c, and what they were. */
#ifndef LAZYMMU_SAMPLES_H
#define LAZYMMU_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

/* How the lines on the console begin that name the windows. */
#define SAMPLES_MARK	"lazy_mmu_bench: "

/* The counter of interrupts. */
#define SAMPLES_INTERRUPTS	"interrupts"

/* The workload that does nothing, with which all others are compared. */
#define SAMPLES_NOTHING	"nothing"

/**
 * struct samples - a workload
 * @name: of the workload
 * @pages: that it worked on; or what it says instead
 * @runs: how often it was measured, without those that are left out
 * @v: of each run the counters, per operation
 */
struct samples {
	char *name;
	unsigned long pages;
	size_t runs;
	double *v;
};

/**
 * struct measurements - of a boot
 * @counters: their names; the first is that of instructions
 * @v: the workloads, in the order in which they ran
 * @n: their number
 */
struct measurements {
	struct strlist counters;
	struct samples *v;
	size_t n;
};

/**
 * samples_pair - put windows and names together
 * @windows: what the plugin has written
 * @lines: "NAME OPERATIONS PAGES", what the console says of each
 *
 * They come in the same order. The first run of a workload that has several is
 * for warming up and left out. Runs that an interrupt has come into are left
 * out if there are enough others: what it takes is not the workload's, and long
 * ones have them all. What a turn of a loop that does nothing takes, and the
 * markers with it, is subtracted from each operation: also from those of user
 * space, which have no such loop, but next to them it is nothing.
 *
 * Return: 0, or a negative errno value with the failure recorded: nothing is
 * believed if they do not go together.
 */
int samples_pair(const char *windows, const struct strlist *lines,
		  struct measurements *m);

/** samples_free - release what is in @m */
void samples_free(struct measurements *m);

/** samples_find - by name; NULL if there is none */
const struct samples *samples_find(const struct measurements *m,
				    const char *name);

/** samples_counter - the number of the counter @name, or -1 */
int samples_counter(const struct measurements *m, const char *name);

/** samples_median - the median of a counter over the runs */
double samples_median(const struct measurements *m, const struct samples *w,
		      int counter);

/** samples_spread - between the smallest and the largest, in parts of the median */
double samples_spread(const struct measurements *m, const struct samples *w,
		      int counter);

#endif
