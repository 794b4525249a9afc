// SPDX-License-Identifier: GPL-2.0-only
/* cpu.c - which CPU a task runs on */
#include "guest.h"

#include <sched.h>

bool one_cpu;

void stay_on_cpu(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(one_cpu ? 0 : cpu, &set);
	/* A machine may have only one. */
	sched_setaffinity(0, sizeof(set), &set);
}
