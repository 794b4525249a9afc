/* SPDX-License-Identifier: GPL-2.0-only */
/* All results of a benchmark as one JSON object. */
#ifndef LAZYMMU_BENCH_JSON_H
#define LAZYMMU_BENCH_JSON_H

#include <stddef.h>

#include "measure/columns.h"
#include "measure/costs.h"

/* The flavour of the kernels, by which the file is told from that of a test. */
#define BENCH_JSON_FLAVOUR	"bench"

/**
 * bench_json_write - write a file with all results
 * @path: the file
 * @columns: the kernels; empty if they were not found
 * @costs: the costs on each machine
 * @n: number of machines
 * @with: what was put on top of the series, or NULL
 * @error: why the measurement is not complete, or NULL
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int bench_json_write(const char *path, const struct columns *columns,
		     const struct costs *costs, size_t n, const char *with,
		     const char *error);

#endif
