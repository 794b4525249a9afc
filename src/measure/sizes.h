/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a kernel takes without running: text, tasks, per-CPU areas. */
#ifndef LAZYMMU_SIZES_H
#define LAZYMMU_SIZES_H

#include <stdint.h>

#include "measure/functions.h"
#include "measure/settings.h"
#include "measure/symbols.h"

/**
 * struct sizes - of a kernel
 * @functions: bytes of text of each function, without those of the benchmark's
 *	       workloads
 * @text: bytes of all of them
 * @task: bytes of a task, with what the architecture keeps there
 * @percpu: bytes of memory that each CPU has of its own
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
 * @settings: which symbols are those of the workloads
 * @outdir: the output directory of a build
 * @cross: prefix of the compiler
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int sizes_read(struct sizes *s, const struct settings *settings,
	       const char *outdir, const char *cross);

/**
 * sizes_take - the same, of a list of symbols
 *
 * As scripts/bloat-o-meter of the kernel does it, functions of one name are
 * added up, and numbers that the compiler appends to a name are left out
 * ("f.constprop.0"): they differ between two builds of the same source.
 */
void sizes_take(struct sizes *s, const struct settings *settings,
		const struct symbols *symbols);

/** sizes_free - release what is in @s */
void sizes_free(struct sizes *s);

#endif
