// SPDX-License-Identifier: GPL-2.0-only
#include "boot/load.h"

/* Processors that an emulator can keep busy. */
#define MACHINE_CPUS	2

static size_t lower(size_t a, size_t b)
{
	return a < b ? a : b;
}

int load_slowness(const struct load *l, size_t cpus)
{
	size_t machines = lower(l->machines, l->workers);
	/* One of the workers is the machine whose slowness is asked for. */
	size_t builds = l->workers ? lower(l->builds, l->workers - 1) : 0;
	size_t beside = lower(l->machines, l->workers - builds);
	size_t busy = machines * MACHINE_CPUS;
	size_t busy_beside = beside * MACHINE_CPUS + builds * l->build_jobs;

	if (machines < 2 && !builds)
		return 1;
	if (busy < busy_beside)
		busy = busy_beside;
	return busy ? (busy + cpus - 1) / cpus : 1;
}
