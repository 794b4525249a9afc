// SPDX-License-Identifier: GPL-2.0-only
/* The processors that this process may use. */
#include "fixture.h"

#include <sched.h>

#include "host/cpus.h"

/* As under taskset(1). */
static void test_cpus_by_affinity(void **state)
{
	cpu_set_t all, one;
	int cpu = 0, few;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(cpus_usable(), CPU_COUNT(&all));
	if (CPU_COUNT(&all) < 2)
		skip();
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	few = cpus_usable();
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(few, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpus_by_affinity),
	};

	return cmocka_run_group_tests_name("cpus", tests, NULL, NULL);
}
