/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of a benchmark as a document with plots. */
#ifndef LAZYMMU_MARKDOWN_H
#define LAZYMMU_MARKDOWN_H

#include <stdbool.h>

#include "build/target.h"
#include "measure/settings.h"
#include "measure/costs.h"
#include "series/versions.h"

/**
 * struct markdown - all that was measured
 * @release: of each variant's kernel, or NULL
 * @version: the record of each variant's kernel, or NULL
 * @missing: why there is no kernel of a variant
 * @costs: of each machine
 * @targets: the machines
 * @n: their number
 * @settings: what is plotted
 * @partial: only some of the machines or workloads were asked for
 */
struct markdown {
	const char *release[N_VARIANTS];
	const struct version *version[N_VARIANTS];
	const char *missing[N_VARIANTS];
	const struct costs *costs;
	const struct target *const *targets;
	size_t n;
	const struct settings *settings;
	bool partial;
};

/**
 * markdown_write - write results.md and plots/ in a directory
 * @dir: made if it does not exist
 *
 * The text is in bench/results.template. A line "@NAME@" of it is replaced by
 * what was measured; what there is to be named is in src/report/markdown.c.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int markdown_write(const struct markdown *m, const char *dir);

#endif
