// SPDX-License-Identifier: GPL-2.0-only
#include "host/cpus.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

int cpus_usable(void)
{
	long online;

	/* The kernel returns EINVAL until the set has room for all its processors. */
	for (int room = 1024; room <= 1 << 20; room *= 2) {
		cpu_set_t *set = CPU_ALLOC(room);
		size_t size = CPU_ALLOC_SIZE(room);
		int n = -1;

		if (!set)
			break;
		if (!sched_getaffinity(0, size, set))
			n = CPU_COUNT_S(size, set);
		else if (errno != EINVAL)
			n = 0;
		CPU_FREE(set);
		if (n > 0)
			return n;
		if (!n)
			break;
	}
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (int)online : 1;
}
