/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings for the workloads of the benchmark, from bench/settings. */
#ifndef LAZYMMU_SETTINGS_H
#define LAZYMMU_SETTINGS_H

#include <stdbool.h>

#include "util/strlist.h"

/**
 * struct settings - the content of bench/settings
 * @plots: kinds of workloads whose cost is plotted against their pages
 * @symbols: beginnings of the names of the workloads' own symbols
 * @counters: the counters that are compared over kernel versions
 * @workloads: the workloads whose counts are compared over kernel versions
 */
struct settings {
	struct strlist plots;
	struct strlist symbols;
	struct strlist counters;
	struct strlist workloads;
};

/**
 * settings_load - read bench/settings
 * @s: set on success; to be released with settings_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int settings_load(struct settings *s);

/** settings_free - release what is in @s */
void settings_free(struct settings *s);

/** settings_is_workload - does @symbol belong to the workloads? */
bool settings_is_workload(const struct settings *s, const char *symbol);

#endif
