// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu test and compare, from end to end, with an emulator of the test's own. */
#include "fakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/boot.h"
#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"

static void test_pass(void **state)
{
	struct strlist left = { 0 };
	char *out, *text;

	(void)state;
	out = run_out("test -k @/k --json @/out.json t", 0);
	assert_contains(out, "# t: ported 6.12.99 (debug), a machine, accelerator tcg\n");
	assert_contains(out, "\nKTAP version 1\n");
	assert_contains(out, "# t: passed (tcg): 59 passed, 0 failed, 1 skipped, ");
	assert_contains(out, "\n59 passed, 0 failed\n");
	free(out);
	assert_int_equal(count("qemu.boots", "image\n070701"), 1);
	text = get("qemu.args");
	assert_contains(text, "-smp\n2\n-accel\ntcg\n");
	assert_contains(text, "-kernel\nkernel\n-initrd\ninitrd\n-append\nconsole=x\n");
	free(text);
	text = get("out.json");
	assert_contains(text, "\"passed\": 59");
	assert_contains(text, "\"exit_code\": 0");
	assert_contains(text, "\"stock\": false");
	free(text);
	text = get("cache/logs/t-debug-ported.log");
	assert_contains(text, "] [    6.672219] reboot: Power down\n");
	free(text);

	/* The guest is not compiled twice, but for what it was compiled by and from. */
	assert_int_equal(count("gcc.calls", "gcc"), 1);
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc"), 1);
	put("home/guest/init.c", "int main(void)\n{\n\treturn 1;\n}\n");
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc"), 2);
	/* Nothing of a boot stays but its log. */
	assert_int_equal(list_dir(at("cache/tmp"), &left), 0);
	assert_int_equal(left.n, 1);
	assert_string_equal(left.v[0], ".lock");
	sl_free(&left);
}

/* Several machines: their lines can be told apart, and all count. */
static void test_several(void **state)
{
	char *out;

	(void)state;
	does("qemu", "case \"$*\" in *console=u*) log=fail;; *) log=pass;; esac\n"
	     "cat $TEST_LOGS/x86_64-$log.log > console\n");
	out = run_out("test -k @/k -f plain --stock t u t", EXIT_TESTS_FAILED);
	assert_contains(out, "\nt: KTAP version 1\n");
	assert_contains(out, "\nu: KTAP version 1\n");
	assert_contains(out, "# u: not ok: provoked.fail");
	assert_contains(out, "# u: the whole console: ");
	assert_contains(out, "# t: stock 6.12.99 (plain), ");
	assert_null(strstr(out, "\n59 passed, 0 failed\n"));
	assert_contains(out, " passed, 3 failed\n");
	free(out);
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *args, *qemu;
		int status;
		const char *says;
	} cases[] = {
		{ "", "cat $TEST_LOGS/x86_64-panic.log > console", EXIT_PANIC,
		  "# t: panic (tcg): 6 passed," },
		{ "", "cat $TEST_LOGS/x86_64-truncated.log > console", EXIT_TESTS_FAILED,
		  "# t: it went off before its tests were done" },
		{ "--timeout 1", "cat $TEST_LOGS/x86_64-hang.log > console; exec sleep 100",
		  EXIT_TIMEOUT, "# t: it ran out of time; the last line was: " },
		/* Off, but the emulator does not see it. */
		{ "", "cat $TEST_LOGS/x86_64-pass.log > console; exec sleep 100", 0,
		  "\n59 passed, 0 failed\n" },
		{ "", ":", EXIT_TESTS_FAILED, "the last line was: (none)" },
		{ "", "rm -f console", EXIT_TESTS_FAILED, "KUnit did not report the suite" },
		/* What it says on its way out does not matter if we ended it. */
		{ "--timeout 1", "trap 'echo terminating >&2; exit 1' TERM; sleep 100 & wait",
		  EXIT_TIMEOUT, "# t: it ran out of time" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *args = str_fmt("test -k @/k %s t", cases[i].args);

		does("qemu", cases[i].qemu);
		run(args, cases[i].status, cases[i].says);
		free(args);
	}
}

/* An emulator that is at fault is not a kernel that fails; both are told. */
static void test_emulator_fails(void **state)
{
	char *out, *text;

	(void)state;
	does("qemu", "echo 'qemu: could not set up host forwarding' >&2; exit 1\n");
	out = run_out("test -k @/k --json @/out.json t u", EXIT_TOOL);
	assert_contains(out, "\n0 passed, 1 failed\n");
	assert_contains(out, "lazymmu: t: fake-qemu: exit status 1: qemu: could not set up host forwarding\n");
	free(out);
	text = get("out.json");
	assert_contains(text, "\"error\": \"t: fake-qemu: exit status 1: qemu");
	assert_contains(text, "\"exit_code\": 3");
	free(text);
	does("qemu", "kill -ABRT $$\n");
	run("test -k @/k t", EXIT_TOOL, "t: fake-qemu: killed by signal 6");
	/* What the first machine said is not lost when the second does not start. */
	does("qemu", "case \"$*\" in *console=u*) exit 1;; esac\n"
	     "cat $TEST_LOGS/x86_64-pass.log > console\n");
	run("test -k @/k t u", EXIT_TOOL, "\n59 passed, 1 failed\n");
	/* One that cannot even be started is named, too. */
	script("bin/fake-qemu", "#!/etc/passwd\n");
	out = run_out("test -k @/k t", EXIT_TOOL);
	assert_contains(out, "\n0 passed, 1 failed\n");
	assert_contains(out, "lazymmu: fake-qemu cannot be run: Permission denied");
	free(out);
	assert_int_equal(unlink(at("bin/fake-qemu")), 0);
	run("test -k @/k t", EXIT_MISSING_TOOL, "fake-qemu is not installed: 'lazymmu doctor --install' installs what is missing");
}

static void test_guest_fails(void **state)
{
	(void)state;
	does("gcc", "test $1 = --version -o $1 = -v || { echo 'init.c:1: error: no' >&2; exit 1; }\n");
	run("test -k @/k t", EXIT_BUILD, "the guest does not compile with fake-gcc: exit status 1");
	run("test -k @/k t", EXIT_BUILD, "\ninit.c:1: error: no\n");
	does("gcc", "test $1 != -v || exit 9\n");
	run("test -k @/k t", EXIT_TOOL, "fake-gcc -v: exit status 9");
	does("gcc", "case \"$*\" in *-static*) exit 0;; esac\n");
	run("test -k @/k t", EXIT_TOOL, ".init: No such file or directory");
	unlink(at("gcc.does"));
	assert_int_equal(rm_rf(at("home/guest")), 0);
	run("test -k @/k t", EXIT_TOOL, "/home/guest: No such file or directory");
}

static void test_usage(void **state)
{
	(void)state;
	run("test -k @/k c", EXIT_USAGE, "target 'c' can be built, but not booted");
	run("test -k @/k --timeout=soon t", EXIT_USAGE, "'soon' is not a number of seconds");
	run("test -k @/k --timeout=0 t", EXIT_USAGE, "'0' is not a number of seconds");
	run("test -k @/k --provoke=joy t", EXIT_USAGE, "'joy': fail, hang, panic or truncate");
	run("test --nonsense", EXIT_USAGE, "unrecognized option");
	run("test --help", 0, "Usage: lazymmu test");
	run("test -k @/none t", EXIT_NOT_KERNEL, "neither a kernel version nor a directory");
	put("home/targets/benign.list", "line = x\n");
	run("test -k @/k t", EXIT_TOOL, "benign.list:1: ");
	put("home/targets/benign.list", "");
	does("qemu", "cat $TEST_LOGS/x86_64-panic.log > console\n");
	run("test -k @/k --provoke panic t", EXIT_PANIC, "# t: panic");
	assert_int_equal(count("qemu.args", "console=x lazymmu.provoke=panic\n"), 1);
	put("home/targets/t", "arch = fake\ncross = fake-\nconfig = t.config\nmake = Image\n"
	    "image = image\nqemu = fake-qemu\nappend = x\nexpect = (\n");
	run("test -k @/k t", EXIT_TOOL, "targets/t: 'expect' is no pattern: ");
	put("cache/logs.not", "");
	assert_int_equal(rm_rf(at("cache/logs")), 0);
	assert_int_equal(symlink("logs.not", at("cache/logs")), 0);
	run("test -k @/k u", EXIT_TOOL, "/cache/logs");
	run("test -k @/k u", EXIT_TOOL, "0 passed, 1 failed\n");
}

/* What is booted on x is Xen, which gets the kernel; xen_test has the rest. */
static void test_xen(void **state)
{
	(void)state;
	put("cache/xen/4.17.5-1/xen.elf", "\177ELF and more");
	script("bin/apt-get", "#!/bin/sh\nexit 1\n");
	script("bin/apt-cache", "#!/bin/sh\ncase \"$*\" in\n"
	       "*search*) echo xen-hypervisor-4.17-amd64 - Xen;;\n"
	       "*policy*) echo '  Candidate: 4.17.5-1';;\nesac\n");
	does("qemu", "cat hypervisor > $TEST_TOP/xen\ncat $TEST_LOGS/x86_64-pass.log > console\n");
	run("test -k @/k x", 0, "\n59 passed, 0 failed\n");
	assert_int_equal(count("xen", "\177ELF and more"), 1);
	assert_int_equal(count("qemu.args", "-kernel\nhypervisor\n-append\ncom1\n-initrd\nkernel console=hvc0,initrd\n"), 1);
}

static void test_compare(void **state)
{
	char *out;

	(void)state;
	does("qemu", "cat $TEST_LOGS/x86_64-panic.log > console\n");
	run("test -k @/k --stock --json @/stock.json t", EXIT_PANIC, "# t: panic");
	does("qemu", "cat $TEST_LOGS/x86_64-pass.log > console\n");
	run("test -k @/k --json @/ported.json t u", 0, "118 passed, 0 failed");
	out = run_out("compare @/stock.json @/ported.json", 0);
	assert_contains(out, "stock      ported");
	assert_contains(out, "pass       pass      \n");
	assert_contains(out, "-          pass       <\n");
	assert_contains(out, "panic      passed     <\n");
	assert_contains(out, "  stock: Kernel panic - not syncing: Attempted to kill init!");
	/* A machine that is on one side only. */
	assert_contains(out, "\nu ");
	free(out);
	out = run_out("compare @/ported.json @/stock.json", 0);
	assert_contains(out, "passed     panic      <\n");
	assert_contains(out, "  stock: Kernel panic");
	free(out);
	run("compare @/stock.json", EXIT_USAGE, "which two FILEs?");
	run("compare @/stock.json @/stock.json @/stock.json", EXIT_USAGE, "lazymmu compare");
	run("compare @/stock.json @/none", EXIT_TOOL, "/none cannot be read");
}

/* Where logs go and what is booted must be there. */
static void test_boot_places(void **state)
{
	char *argv[] = { "fake-qemu", NULL };
	const struct target t = {
		.name = "t", .description = "", .expect = "^x", .append = "",
		.hypervisor = "", .qemu = { .v = argv, .n = 1 },
	};
	struct boot_options o = { .timeout_s = 60, .silence_s = 60, .prefix = "",
				  .log_path = at("none/log") };
	struct machine m;
	struct result r;

	(void)state;
	put("image", "image");
	assert_int_equal(machine_prepare(&m, &t, at("image"), at("image"), ""), 0);
	assert_true(boot_run(&m, &o, &r) < 0);
	assert_contains(fail_message(), "/none/log cannot be written: No such file or directory");
	fail_clear();
	assert_int_equal(rm_rf(m.dir), 0);
	o.log_path = at("log");
	assert_true(boot_run(&m, &o, &r) < 0);
	assert_contains(fail_message(), "/console cannot be made: No such file or directory");
	fail_clear();
	machine_free(&m);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pass), TEST(test_several), TEST(test_verdicts),
		TEST(test_emulator_fails), TEST(test_guest_fails),
		TEST(test_usage), TEST(test_xen),
		TEST(test_compare), TEST(test_boot_places),
	};

	return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
