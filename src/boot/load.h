/* SPDX-License-Identifier: GPL-2.0-only */
/* The load of the processors by machines and builds that run side by side. */
#ifndef LAZYMMU_LOAD_H
#define LAZYMMU_LOAD_H

#include <stddef.h>

/**
 * struct load - machines and builds that run side by side
 * @machines: number of machines
 * @builds: most builds that run while one of the machines runs
 * @build_jobs: most compilers that each build runs at once
 * @workers: most machines and builds together that run at once
 */
struct load {
	size_t machines;
	size_t builds;
	size_t build_jobs;
	size_t workers;
};

/**
 * load_slowness - the factor by which a machine may be slower than alone
 * @cpus: number of usable processors
 *
 * Return: at least 1; 1 for a machine that has all processors to itself, however
 * few they are, because its limits of time are meant for that.
 */
int load_slowness(const struct load *l, size_t cpus);

#endif
