/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be counted, in the words of bench/plugin.c. */
#ifndef LAZYMMU_PLAN_H
#define LAZYMMU_PLAN_H

#include "build/target.h"
#include "measure/symbols.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* The empty functions that begin and end a workload, here and there. */
#define PLAN_BEGIN	"lazy_mmu_bench_begin"
#define PLAN_END	"lazy_mmu_bench_end"

/**
 * plan_make - write the plan for a boot
 * @t: what it counts
 * @kernel: the kernel's symbols
 * @guest: init's symbols
 * @out: the plan is appended; it counts interrupts, too (SAMPLES_INTERRUPTS)
 * @absent: gets the counters of which the kernel has none of the functions
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int plan_make(const struct target *t, const struct symbols *kernel,
	      const struct symbols *guest, struct strbuf *out,
	      struct strlist *absent);

#endif
