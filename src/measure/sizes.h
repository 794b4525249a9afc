/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a kernel needs by its build alone: text, tasks, per-CPU areas. */
#ifndef LAZYMMU_SIZES_H
#define LAZYMMU_SIZES_H

#include <stdint.h>

#include "measure/functions.h"
#include "measure/settings.h"
#include "measure/symbols.h"

/**
 * struct sizes - the sizes of a kernel
 * @functions: bytes of text of each function, except the functions of the
 *	       workloads
 * @text: bytes of text of all these functions
 * @task: bytes of a task, including the architecture's part
 * @percpu: bytes of each CPU's own area
 */
struct sizes {
	struct functions functions;
	uint64_t text;
	uint64_t task;
	uint64_t percpu;
};

/**
 * sizes_read - read the sizes of the vmlinux in @outdir
 * @s: set on success; to be released with sizes_free()
 * @settings: says which symbols belong to the workloads
 * @outdir: the output directory of a build
 * @cross: prefix of the compiler
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int sizes_read(struct sizes *s, const struct settings *settings,
	       const char *outdir, const char *cross);

/**
 * sizes_take - take the sizes from a list of symbols
 *
 * Like scripts/bloat-o-meter of the kernel, this adds up functions with one
 * name, and drops the numbers that the compiler appends to names
 * ("f.constprop.0"), which differ between two builds of the same source.
 */
void sizes_take(struct sizes *s, const struct settings *settings,
		const struct symbols *symbols);

/** sizes_free - release what is in @s */
void sizes_free(struct sizes *s);

#endif
