/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tool knows of the benchmark's workloads: bench/settings. */
#ifndef LAZYMMU_SETTINGS_H
#define LAZYMMU_SETTINGS_H

#include <stdbool.h>

#include "util/strlist.h"

/**
 * struct settings - what is in the file
 * @plots: kinds of workloads whose cost is plotted against their pages
 * @symbols: how the names of the workloads' own symbols begin
 */
struct settings {
	struct strlist plots;
	struct strlist symbols;
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

/** settings_is_workload - is @symbol one of the workloads' own? */
bool settings_is_workload(const struct settings *s, const char *symbol);

#endif
