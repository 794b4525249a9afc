/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counts of several kernel versions, side by side: tables made of the files
 * that 'lazymmu bench --json' writes, of which each has one version.
 */
#ifndef LAZYMMU_COUNTS_H
#define LAZYMMU_COUNTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "measure/settings.h"
#include "series/versions.h"

/**
 * struct counts - the results of several benchmarks
 * @v: the results
 * @n: their number
 * @room: number of results for which there is memory
 */
struct counts {
	json_t **v;
	size_t n;
	size_t room;
};

/** counts_is_bench - is this a result of a benchmark, and not of a test? */
bool counts_is_bench(const json_t *root);

/**
 * counts_add - add a result
 * @path: its file, for messages
 * @root: the result; a reference is taken
 *
 * Refuses a result with a patch on top of the series, and one that does not say
 * which version it is of.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int counts_add(struct counts *c, const char *path, json_t *root);

/**
 * counts_print - print the tables, in Markdown
 * @c: the results. If several have the same kernel, the first one counts, but a
 *     result of another version is only used for its mainline kernel, and after
 *     all others
 * @vs: the versions; each has a row for the stock kernel and for each series
 * @settings: the counters and the workloads
 * @to: the output
 *
 * There is a table for each machine and counter. What was not measured says so.
 */
void counts_print(const struct counts *c, const struct versions *vs,
		  const struct settings *settings, FILE *to);

/** counts_free - release what is in @c */
void counts_free(struct counts *c);

#endif
