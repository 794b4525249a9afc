// SPDX-License-Identifier: GPL-2.0-only
/* Slow tests, which are not part of 'make unit'. */
#include "fakes.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "boot/boot.h"
#include "util/fail.h"

/* A machine whose kernel died and is silent is stopped before its time is over. */
static void test_dead(void **state)
{
	time_t start = time(NULL);

	(void)state;
	does("qemu", "(sed '$d' $TEST_LOGS/x86_64-pass.log\n"
	     "echo 'BUG: unable to handle page fault for address: 0'\n"
	     "exec sleep 200) > console\n");
	run("test -k @/k t", EXIT_PANIC, "# t: oops (tcg): 59 passed");
	assert_in_range(time(NULL) - start, 10, 60);
	/* Some kernels survive an oops. */
	does("qemu", "(sed '$d' $TEST_LOGS/x86_64-pass.log\n"
	     "echo 'BUG: unable to handle page fault for address: 0'\n"
	     "for i in 1 2 3 4; do sleep 5; echo \"# still $i\"; done\n"
	     "tail -n 1 $TEST_LOGS/x86_64-pass.log) > console\n");
	run("test -k @/k t", EXIT_PANIC, "# still 4\n");
}

/* boot_run() itself, with less patience than the command. */
static void boot(const char *qemu, enum ending ending, enum exit_code code)
{
	char *argv[] = { "fake-qemu", NULL };
	const struct target t = {
		.name = "t", .description = "", .expect = "", .append = "",
		.hypervisor = "", .qemu = { .v = argv, .n = 1 },
	};
	const struct boot_options o = {
		.timeout_s = 60, .silence_s = 4, .prefix = "", .log_path = at("log"),
	};
	int null = open("/dev/null", O_WRONLY), out = dup(1);
	struct machine m;
	struct result r;
	int ret;

	put("image", "image");
	does("qemu", qemu);
	assert_int_equal(machine_prepare(&m, &t, at("image"), at("image"), ""), 0);
	/* The KTAP of the boot must not mix with that of the test. */
	fflush(stdout);
	dup2(null, 1);
	ret = boot_run(&m, &o, &r);
	fflush(stdout);
	dup2(out, 1);
	close(null);
	close(out);
	assert_int_equal(ret, 0);
	assert_int_equal(r.ending, ending);
	assert_int_equal(result_code(&r), code);
	result_free(&r);
	machine_free(&m);
}

static void test_silence(void **state)
{
	(void)state;
	boot("cat $TEST_LOGS/x86_64-hang.log > console; exec sleep 100",
	     ENDED_SILENT, EXIT_TIMEOUT);
	/* A machine that prints a byte now and then is not silent. */
	boot("for i in 1 2 3 4 5 6 7; do echo $i; sleep 0.8; done > console\n"
	     "cat $TEST_LOGS/x86_64-pass.log >> console", ENDED_WELL, EXIT_OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_dead), TEST(test_silence) };

	return cmocka_run_group_tests_name("slow", tests, NULL, NULL);
}
