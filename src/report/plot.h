/* SPDX-License-Identifier: GPL-2.0-only */
/* Plots of a benchmark: cost against pages, drawn by gnuplot. */
#ifndef LAZYMMU_PLOT_H
#define LAZYMMU_PLOT_H

#include <stddef.h>

#include "measure/costs.h"
#include "util/strbuf.h"

/* A plot with fewer sizes shows nothing. */
#define PLOT_SIZES	3

/**
 * plot_script - write gnuplot's commands for a plot
 * @t: the costs on a machine
 * @kind: kind of the workloads: "vmalloc" for "vmalloc-1", "vmalloc-4", ...
 * @path: path of the SVG file
 * @script: the commands are appended, unless there are fewer than PLOT_SIZES
 *	    sizes
 *
 * Return: the number of sizes.
 */
size_t plot_script(const struct costs *t, const char *kind, const char *path,
		   struct strbuf *script);

/**
 * plot_draw - run gnuplot
 * @dir: paths in @script are relative to it
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int plot_draw(const char *dir, const struct strbuf *script);

#endif
