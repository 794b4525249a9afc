/* SPDX-License-Identifier: GPL-2.0-only */
/* Booting a kernel and measuring its workloads. */
#ifndef LAZYMMU_RUN_H
#define LAZYMMU_RUN_H

#include "build/kbuild.h"
#include "build/target.h"
#include "measure/columns.h"
#include "measure/samples.h"
#include "util/strlist.h"
#include "verdict/result.h"

/**
 * struct bench - a boot that was measured
 * @m: the measurements
 * @absent: counters whose functions this kernel lacks
 * @seconds: duration of the boot
 * @hypervisor: version of the hypervisor's package, or NULL
 * @log_path: file with the console
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
 * Return: the path, to be freed by the caller; NULL if the plugin does not
 * exist (failure recorded).
 */
char *run_plugin(void);

/**
 * run_need - check that everything the measurement of a target needs, except its
 * kernels, is there
 * @t: the target
 *
 * As machine_need(), and checks for the program that reads the symbols.
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int run_need(const struct target *t);

/**
 * run_bench - boot a kernel with the workloads, and count
 * @t: the machine
 * @b: the kernel, of the flavour "bench"
 * @column: what the kernel is; the known defects of its version are avoided
 * @only: names of the workloads to run, with commas between them; NULL: all
 * @show: called with the result if the boot went wrong
 * @out: set on success; to be released with run_free()
 *
 * The machine has one emulated CPU, and a clock that advances with the
 * instructions, so that two boots of a kernel give the same numbers.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int run_bench(const struct target *t, const struct kbuild *b,
	      const struct column *column, const char *only,
	      void (*show)(const struct result *r), struct bench *out);

/** run_free - release what is in @b */
void run_free(struct bench *b);

#endif
