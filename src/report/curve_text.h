/* SPDX-License-Identifier: GPL-2.0-only */
/* Curves of a benchmark as tables and plots. */
#ifndef LAZYMMU_CURVE_TEXT_H
#define LAZYMMU_CURVE_TEXT_H

#include <stdio.h>

#include "measure/costs.h"
#include "measure/curve.h"
#include "util/strbuf.h"

/**
 * curve_text_table - print a curve as a table in Markdown
 * @c: the curve, measured
 * @costs: the costs on the same machine; the first rows show stock and ported
 */
void curve_text_table(const struct curve *c, const struct costs *costs, FILE *to);

/**
 * curve_plot_script - write gnuplot's commands for a curve
 * @path: path of the SVG file
 * @script: the commands are appended
 *
 * Over the values, the plot has the instructions of each workload, in percent of
 * the best value's, and the time with interrupts off as a multiple of stock's.
 */
void curve_plot_script(const struct curve *c, const struct costs *costs,
		       const char *path, struct strbuf *script);

#endif
