/* SPDX-License-Identifier: GPL-2.0-only */
/* The processors of this computer. */
#ifndef LAZYMMU_CPUS_H
#define LAZYMMU_CPUS_H

/**
 * cpus_usable - number of processors that this process may use
 *
 * taskset(1) and cpusets can make this smaller than the number of processors
 * that are online.
 *
 * Return: at least 1.
 */
int cpus_usable(void);

#endif
