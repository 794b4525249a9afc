/* SPDX-License-Identifier: GPL-2.0-only */
/* Measuring all kernels of a benchmark on one machine. */
#ifndef LAZYMMU_MEASURED_H
#define LAZYMMU_MEASURED_H

#include "build/target.h"
#include "measure/columns.h"
#include "measure/costs.h"
#include "measure/settings.h"
#include "util/regex.h"
#include "verdict/result.h"

/**
 * struct measure_request - what to measure
 * @columns: the kernels; must stay valid as long as the costs are
 * @settings: says which symbols are not the kernel's
 * @with: a semantic patch or a step to apply on top of the series, or NULL
 * @only: take only workloads that match; NULL: all, and the sizes as well
 * @jobs: as in struct kbuild_request
 * @show: called with the result if a boot went wrong
 */
struct measure_request {
	const struct columns *columns;
	const struct settings *settings;
	const char *with;
	const struct regex *only;
	int jobs;
	void (*show)(const struct result *r);
};

/**
 * measured_costs - build and boot all kernels, and put their costs side by side
 * @rq: what to measure
 * @t: the machine
 * @costs: set on success; to be released with costs_free()
 *
 * If mainline's kernel cannot be built or booted, the others are measured all the
 * same.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int measured_costs(const struct measure_request *rq, const struct target *t,
		   struct costs *costs);

#endif
