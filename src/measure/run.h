/* SPDX-License-Identifier: GPL-2.0-only */
/* A boot that is measured. */
#ifndef LAZYMMU_BENCH_H
#define LAZYMMU_BENCH_H

#include "build/kbuild.h"
#include "build/target.h"
#include "measure/samples.h"
#include "series/series.h"
#include "series/versions.h"
#include "util/strlist.h"
#include "verdict/result.h"

/**
 * struct bench - a boot that was measured
 * @m: the measurements
 * @absent: counters that this kernel has no functions for
 * @seconds: the boot took
 * @log_path: its console
 */
struct bench {
	struct measurements m;
	struct strlist absent;
	double seconds;
	char *log_path;
};

/** bench_plugin - the path of the plugin; NULL if it is not there (recorded) */
const char *bench_plugin(void);

/**
 * bench_boot - boot a kernel with the workloads, and count
 * @t: the machine
 * @b: the kernel, of the flavour "bench"
 * @variant: what was made of it
 * @version: its version, whose known defects are avoided
 * @show: called with the result of a boot that went wrong
 * @out: set on success; to be released with bench_free()
 *
 * One CPU, emulated, and a clock that goes by instructions: so the same comes
 * out each time.
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int bench_boot(const struct target *t, const struct kbuild *b,
	       enum variant variant, const struct version *version,
	       void (*show)(const struct result *r),
	       struct bench *out);

/** bench_free - release what is in @b */
void bench_free(struct bench *b);

#endif
