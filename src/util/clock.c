// SPDX-License-Identifier: GPL-2.0-only
#include "util/clock.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

double clock_wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static double used(int who)
{
	struct rusage r;

	getrusage(who, &r);
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec +
	       (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

double clock_cpu(void)
{
	return used(RUSAGE_SELF) + used(RUSAGE_CHILDREN);
}
