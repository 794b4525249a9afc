/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measurements of a boot: the windows of bench/plugin.c, matched with the
 * workloads that ran in them.
 */
#ifndef LAZYMMU_SAMPLES_H
#define LAZYMMU_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

/* The beginning of the lines on the console that name workloads. */
#define SAMPLES_MARK	"lazy_mmu_bench: "

/* The counter of interrupts. */
#define SAMPLES_INTERRUPTS	"interrupts"

/* The workload that does nothing, with which all others are compared. */
#define SAMPLES_NOTHING	"nothing"

/**
 * struct samples - the measurements of a workload
 * @name: name of the workload
 * @pages: number of pages that the workload works on, or another measure that
 *	it prints
 * @runs: number of runs, without those that are left out
 * @v: the counters of each run, per operation
 */
struct samples {
	char *name;
	unsigned long pages;
	size_t runs;
	double *v;
};

/**
 * struct measurements - the measurements of a boot
 * @counters: names of the counters; the first counts instructions
 * @maxima: names of those counters whose numbers belong to the whole run: the
 *	    longest of something, not a sum over the operations
 * @v: the workloads, in the order in which they ran
 * @n: number of workloads
 */
struct measurements {
	struct strlist counters;
	struct strlist maxima;
	struct samples *v;
	size_t n;
};

/**
 * samples_pair - match windows with workloads
 * @windows: the output of the plugin
 * @lines: the lines "NAME OPERATIONS PAGES" of the console, one for each window
 *
 * Windows and lines come in the same order. If a workload has several runs, the
 * first one is for warming up and left out. Runs with an interrupt are left out
 * if there are enough others, because an interrupt is not the workload's cost;
 * long workloads have interrupts in every run. The cost of a turn of an empty
 * loop, with the markers, is subtracted from each operation, except where a
 * counter is a maximum. Workloads of user
 * space have no such loop, but their operations are so large that this does not
 * matter.
 *
 * Return: 0, or a negative errno value with the failure recorded, for example
 * if the numbers of windows and lines differ, or if a count is negative.
 */
int samples_pair(const char *windows, const struct strlist *lines,
		  struct measurements *m);

/** samples_free - release what is in @m */
void samples_free(struct measurements *m);

/** samples_find - find a workload by name; NULL if there is none */
const struct samples *samples_find(const struct measurements *m,
				    const char *name);

/** samples_counter - the index of the counter @name, or -1 */
int samples_counter(const struct measurements *m, const char *name);

/** samples_median - the median of a counter over the runs */
double samples_median(const struct measurements *m, const struct samples *w,
		      int counter);

/** samples_spread - the largest value minus the smallest, divided by the median */
double samples_spread(const struct measurements *m, const struct samples *w,
		      int counter);

#endif
