/* SPDX-License-Identifier: GPL-2.0-only */
/* A boot that is measured. */
#ifndef LAZYMMU_RUN_H
#define LAZYMMU_RUN_H

#include "build/kbuild.h"
#include "build/target.h"
#include "measure/samples.h"
#include "series/variant.h"
#include "series/versions.h"
#include "util/strlist.h"
#include "verdict/result.h"

/**
 * struct bench - a boot that was measured
 * @m: the measurements
 * @absent: counters that this kernel has no functions for
 * @seconds: the boot took
 * @hypervisor: version of the hypervisor's package, or NULL
 * @log_path: its console
 */
struct bench {
	struct measurements m;
	struct strlist absent;
	double seconds;
	char *hypervisor;
	char *log_path;
};

/**
 * run_plugin - find the emulator's plugin
 *
 * Return: its path, to be freed by the caller; NULL if it is not there (failure
 * recorded).
 */
char *run_plugin(void);

/**
 * run_bench - boot a kernel with the workloads, and count
 * @t: the machine
 * @b: the kernel, of the flavour "bench"
 * @variant: what was made of it
 * @version: its version, whose known defects are avoided
 * @show: called with the result of a boot that went wrong
 * @out: set on success; to be released with run_free()
 *
 * The machine has one CPU, which is emulated, and a clock that goes by
 * instructions, so that two boots of the same kernel give the same numbers.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int run_bench(const struct target *t, const struct kbuild *b,
	      enum variant variant, const struct version *version,
	      void (*show)(const struct result *r), struct bench *out);

/** run_free - release what is in @b */
void run_free(struct bench *b);

#endif
