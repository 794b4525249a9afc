/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of a benchmark as a document with plots. */
#ifndef LAZYMMU_MARKDOWN_H
#define LAZYMMU_MARKDOWN_H

#include <stdbool.h>

#include "build/target.h"
#include "measure/columns.h"
#include "measure/curve.h"
#include "measure/settings.h"
#include "measure/costs.h"

/**
 * struct markdown - everything that was measured
 * @columns: the kernels
 * @costs: the costs on each machine
 * @targets: the machines
 * @n: number of machines
 * @settings: says what is plotted
 * @curves: the curves, with points if they were measured
 * @partial: only some of the machines or workloads were measured
 */
struct markdown {
	const struct columns *columns;
	const struct costs *costs;
	const struct target *const *targets;
	size_t n;
	const struct settings *settings;
	const struct curves *curves;
	bool partial;
};

/**
 * markdown_check - could markdown_write() write in @dir now?
 * @dir: the directory; if it does not exist, it is made, and removed again
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int markdown_check(const char *dir);

/**
 * markdown_write - write results.md and plots/ in a directory
 * @dir: the directory, which is made if it does not exist
 *
 * The text is that of bench/results.template, in which each line "@NAME@" is
 * replaced by results. src/report/markdown.c has the table of names.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int markdown_write(const struct markdown *m, const char *dir);

#endif
