/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measurements of a boot. The emulator's plugin writes the counts of each run of
 * a workload, a window; the guest writes which workload it was.
 */
#ifndef LAZYMMU_SAMPLES_H
#define LAZYMMU_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

/* The beginning of the lines on the console that name the workloads. */
#define SAMPLES_MARK	"lazy_mmu_bench: "

/* The counter of interrupts. */
#define SAMPLES_INTERRUPTS	"interrupts"

/* The workload that does nothing; its cost is subtracted from all others. */
#define SAMPLES_NOTHING	"nothing"

/**
 * struct samples - a workload
 * @name: of the workload
 * @pages: how many pages it worked on
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
 * struct measurements - of a boot
 * @counters: their names; the first is that of instructions
 * @v: the workloads, in the order in which they ran
 * @n: their number
 * @room: how many there is memory for
 */
struct measurements {
	struct strlist counters;
	struct samples *v;
	size_t n;
	size_t room;
};

/**
 * samples_pair - put windows and names together
 * @windows: the text that the plugin has written
 * @lines: "NAME OPERATIONS PAGES" of each window, from the console
 * @m: set on success; to be released with samples_free()
 *
 * Windows and lines are in the same order. The first of several runs of a workload
 * warms the machine up, and is left out. Runs in which an interrupt came are left
 * out if there are enough others, as the interrupt's instructions are not those of
 * the workload; long workloads have interrupts in all runs. The cost of a turn of an
 * empty loop, with that of the markers, is subtracted from each operation. The
 * workloads of user space have no such loop, but next to their cost it is
 * negligible.
 *
 * Return: 0 or a negative errno value (failure recorded): if the numbers of windows
 * and lines differ, none of them is used.
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

/**
 * samples_spread - the difference between the largest and the smallest value,
 * divided by the median
 */
double samples_spread(const struct measurements *m, const struct samples *w,
		      int counter);

#endif
