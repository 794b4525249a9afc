/* SPDX-License-Identifier: GPL-2.0-only */
/* The plan for bench/plugin.c: the events to count. */
#ifndef LAZYMMU_PLAN_H
#define LAZYMMU_PLAN_H

#include "build/target.h"
#include "measure/symbols.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * The empty functions that mark the begin and the end of a workload, in kernel
 * and init.
 */
#define PLAN_BEGIN	"lazy_mmu_bench_begin"
#define PLAN_END	"lazy_mmu_bench_end"

/**
 * plan_make - write the plan for a boot
 * @t: the target, which says what is counted
 * @kernel: the kernel's symbols
 * @guest: the symbols of the guest's init
 * @out: the plan is appended; it also counts interrupts (SAMPLES_INTERRUPTS)
 * @absent: the counters whose functions the kernel lacks are appended
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int plan_make(const struct target *t, const struct symbols *kernel,
	      const struct symbols *guest, struct strbuf *out,
	      struct strlist *absent);

#endif
