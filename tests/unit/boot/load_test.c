// SPDX-License-Identifier: GPL-2.0-only
/* How much slower machines may be that share the processors. */
#include "fixture.h"

#include "boot/load.h"

static int slowness(size_t cpus, struct load l)
{
	return load_slowness(&l, cpus);
}

static void test_alone(void **state)
{
	(void)state;
	assert_int_equal(slowness(1, (struct load){ .machines = 1, .workers = 1 }), 1);
	assert_int_equal(slowness(16, (struct load){ .machines = 1, .workers = 16 }), 1);
	assert_int_equal(slowness(1, (struct load){ .machines = 5, .workers = 1 }), 1);
}

static void test_machines(void **state)
{
	(void)state;
	assert_int_equal(slowness(16, (struct load){ .machines = 5, .workers = 16 }), 1);
	assert_int_equal(slowness(2, (struct load){ .machines = 2, .workers = 2 }), 2);
	assert_int_equal(slowness(2, (struct load){ .machines = 5, .workers = 2 }), 2);
	assert_int_equal(slowness(4, (struct load){ .machines = 5, .workers = 8 }), 3);
}

/* Four builds with four compilers each keep all processors busy. */
static void test_machines_beside_builds(void **state)
{
	(void)state;
	assert_int_equal(slowness(16, (struct load){
		.machines = 5, .builds = 4, .build_jobs = 4, .workers = 16 }), 2);
	assert_int_equal(slowness(2, (struct load){
		.machines = 5, .builds = 1, .build_jobs = 2, .workers = 2 }), 2);
}

static void test_one_machine_beside_builds(void **state)
{
	(void)state;
	assert_int_equal(slowness(4, (struct load){
		.machines = 1, .builds = 1, .build_jobs = 4, .workers = 4 }), 2);
	assert_int_equal(slowness(1, (struct load){
		.machines = 1, .builds = 1, .build_jobs = 4, .workers = 4 }), 6);
}

/* A build and a machine count as workers, so a build leaves less room for machines. */
static void test_workers(void **state)
{
	(void)state;
	assert_int_equal(slowness(1, (struct load){
		.machines = 5, .builds = 1, .build_jobs = 4, .workers = 3 }), 8);
	assert_int_equal(slowness(1, (struct load){
		.machines = 5, .builds = 1, .build_jobs = 1, .workers = 1 }), 1);
	assert_int_equal(slowness(1, (struct load){
		.machines = 5, .builds = 3, .build_jobs = 4, .workers = 3 }), 10);
}

/* Builds with one compiler keep fewer processors busy than machines. */
static void test_small_builds(void **state)
{
	(void)state;
	assert_int_equal(slowness(1, (struct load){
		.machines = 2, .builds = 1, .build_jobs = 1, .workers = 2 }), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone), cmocka_unit_test(test_machines),
		cmocka_unit_test(test_machines_beside_builds),
		cmocka_unit_test(test_one_machine_beside_builds),
		cmocka_unit_test(test_workers), cmocka_unit_test(test_small_builds),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
