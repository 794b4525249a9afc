// SPDX-License-Identifier: GPL-2.0-only
/* What takes its time: not part of 'make unit'. */
#include "fakes.h"

#include <time.h>

#include "fail.h"

/* A kernel that has died and says no more is not waited for to the end. */
static void test_dead(void **state)
{
	time_t start = time(NULL);

	(void)state;
	does("qemu", "(sed '$d' $TEST_LOGS/x86_64-pass.log\n"
	     "echo 'BUG: unable to handle page fault for address: 0'\n"
	     "exec sleep 200) > console\n");
	run("test -k @/k t", EXIT_PANIC, "# t: oops (tcg): 59 passed");
	assert_in_range(time(NULL) - start, 10, 60);
	/* Some get over it. */
	does("qemu", "(sed '$d' $TEST_LOGS/x86_64-pass.log\n"
	     "echo 'BUG: unable to handle page fault for address: 0'\n"
	     "for i in 1 2 3 4; do sleep 5; echo \"# still $i\"; done\n"
	     "tail -n 1 $TEST_LOGS/x86_64-pass.log) > console\n");
	run("test -k @/k t", EXIT_PANIC, "# still 4\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_dead) };

	return cmocka_run_group_tests_name("slow", tests, NULL, NULL);
}
