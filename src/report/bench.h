/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of a benchmark as a document with plots. */
#ifndef LAZYMMU_BENCH_REPORT_H
#define LAZYMMU_BENCH_REPORT_H

#include "build/target.h"
#include "measure/table.h"

/**
 * struct report - all that was measured
 * @release: of each variant's kernel, or NULL
 * @missing: why there is none
 * @tables: of each machine
 * @targets: the machines
 * @n: their number
 * @partial: only some of the machines or workloads
 */
struct report {
	const char *release[N_VARIANTS];
	const char *missing[N_VARIANTS];
	const struct bench_table *tables;
	const struct target *const *targets;
	size_t n;
	bool partial;
};

/** report_date - today, as strftime() formats it */
void report_date(const char *format, char date[32]);

/** report_programs - versions of the programs that matter; to be released */
json_t *report_programs(void);

/**
 * report_write - write results.md and plots/ in @dir
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int report_write(const struct report *r, const char *dir);

/**
 * report_plot - gnuplot's commands for cost against pages
 * @kind: of workload, "vmalloc" for "vmalloc-1", "vmalloc-4", ...
 * @path: of the SVG file
 * @script: appended
 *
 * Return: how many sizes there are; nothing is appended below three.
 */
size_t report_plot(const struct bench_table *t, const char *kind,
		   const char *path, struct strbuf *script);

#endif
