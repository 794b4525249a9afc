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
	assert_contains(out, "# t: ported 6.12.99 (debug), a machine, QEMU 9.8.7, accelerator tcg\n");
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

	/*
	 * The guest is compiled again only if its sources or its compiler have
	 * changed.
	 */
	assert_int_equal(count("gcc.calls", "gcc"), 1);
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc"), 1);
	put("home/guest/init.c", "int main(void)\n{\n\treturn 1;\n}\n");
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc"), 2);
	/* A boot leaves only its log. */
	assert_int_equal(list_dir(at("cache/tmp"), &left), 0);
	assert_int_equal(left.n, 1);
	assert_string_equal(left.v[0], ".lock");
	sl_free(&left);
}

/* The guest finds the modules of the flavour, as they are now. */
static void test_modules(void **state)
{
	(void)state;
	does("qemu", "tr -d '\\000' < $TEST_TOP/qemu.boots > $TEST_TOP/boots.text\n"
	     "cat $TEST_LOGS/x86_64-pass.log > console\n");
	put("home/targets/plain.config", "# flavour: y\n# modules: lib/a.ko\n");
	does("make", "test $goal != modules || { mkdir -p $out/lib; echo old > $out/lib/a.ko; }\n");
	run("test -k @/k -f plain t", 0, "59 passed");
	assert_int_equal(count("boots.text", "modules/a.ko"), 1);
	assert_int_equal(count("boots.text", "old\n"), 1);
	does("make", "echo new > $out/lib/a.ko\n");
	put("home/targets/common.config", "CONFIG_64BIT=y\nCONFIG_MORE=y\n");
	run("test -k @/k -f plain t", 0, "59 passed");
	assert_int_equal(count("boots.text", "old\n"), 0);
	assert_int_equal(count("boots.text", "new\n"), 1);

	/* A kernel without its modules is not booted. */
	does("make", "rm $out/lib/a.ko\n");
	put("home/targets/common.config", "CONFIG_64BIT=y\n");
	run("test -k @/k -f plain t", EXIT_TOOL, "lib/a.ko cannot be read");
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("boots.text", "modules"), 0);
}

/* A flavour may boot the kernel of another one: nothing more is built. */
static void test_flavour_boots_another(void **state)
{
	char *out, *args;

	(void)state;
	put("home/targets/more.config", "# flavour: y\n# kernel: debug\n# append: more=1\n");
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("make.calls", " Image\n"), 1);
	out = run_out("test -k @/k -f more --append=x t", 0);
	assert_contains(out, "# t: ported 6.12.99 (more), ");
	free(out);
	assert_int_equal(count("make.calls", " Image\n"), 1);
	args = get("qemu.args");
	assert_contains(args, "-append\nconsole=x more=1 x\n");
	free(args);
	assert_int_equal(access(at("cache/logs/t-more-ported.log"), F_OK), 0);
}

/* Several machines: each line names its machine, and all results count. */
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
		  "# t: it switched off before its tests were done" },
		{ "--timeout 1", "cat $TEST_LOGS/x86_64-hang.log > console; exec sleep 100",
		  EXIT_TIMEOUT, "# t: it ran out of time; the last line was: " },
		/* The machine switches off, but the emulator does not notice. */
		{ "", "cat $TEST_LOGS/x86_64-pass.log > console; exec sleep 100", 0,
		  "\n59 passed, 0 failed\n" },
		{ "", ":", EXIT_TESTS_FAILED, "the last line was: (none)" },
		{ "", "rm -f console", EXIT_TESTS_FAILED, "KUnit did not report the suite" },
		/* The emulator's last message does not matter if we have stopped it. */
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

/* An emulator that fails is reported as such, and not as a kernel that fails. */
static void test_emulator_fails(void **state)
{
	char *out, *text;

	(void)state;
	does("qemu", "echo 'qemu: could not set up host forwarding' >&2; exit 1\n");
	out = run_out("test -k @/k --json @/out.json t", EXIT_TOOL);
	assert_contains(out, "# t: not tested: t: the emulator fake-qemu failed (exit status 1): qemu: could not set up host forwarding\n");
	assert_contains(out, "\n0 passed, 1 failed\n");
	assert_contains(out, "lazymmu: t: the emulator fake-qemu failed (exit status 1): qemu: could not set up host forwarding\n");
	free(out);
	text = get("out.json");
	assert_contains(text, "\"error\": \"t: the emulator fake-qemu failed (exit status 1): qemu");
	assert_contains(text, "\"exit_code\": 3");
	free(text);
	does("qemu", "kill -ABRT $$\n");
	run("test -k @/k t", EXIT_TOOL, "t: the emulator fake-qemu failed (killed by signal 6");
}

static void test_emulator_cannot_run(void **state)
{
	char *out;

	(void)state;
	/* valgrind runs the program in another way, and exits with a status. */
	if (getenv("UNDER"))
		skip();
	script("bin/fake-qemu", "#!/etc/passwd\n");
	out = run_out("test -k @/k t", EXIT_TOOL);
	assert_contains(out, "\n0 passed, 1 failed\n");
	assert_contains(out, "lazymmu: fake-qemu cannot be run: Permission denied");
	free(out);
}

static void test_guest_fails(void **state)
{
	(void)state;
	does("gcc", "case \"$*\" in *-static*) echo 'init.c:1: error: no' >&2; exit 1;; esac\n");
	run("test -k @/k t", EXIT_BUILD, "the guest does not compile with fake-gcc: exit status 1");
	run("test -k @/k t", EXIT_BUILD, "\ninit.c:1: error: no\n");
	does("gcc", "test $1 != -v || exit 9\n");
	run("test -k @/k t", EXIT_TOOL, "fake-gcc -v' failed: exit status 9");
	does("gcc", "case \"$*\" in *-static*) exit 0;; esac\n");
	run("test -k @/k t", EXIT_TOOL, ".init cannot be made: No such file or directory");
	unlink(at("gcc.does"));
	assert_int_equal(rm_rf(at("home/guest")), 0);
	run("test -k @/k t", EXIT_TOOL, "/home/guest cannot be read: No such file or directory");
}

/* --- several targets: each fails for itself --- */

/* Target v has a compiler and an emulator of its own. */
static void make_v(void)
{
	put("home/targets/v.config", "CONFIG_V=y\n");
	put("home/targets/v", "arch = fake\ncross = other-\nconfig = v.config\n"
	    "make = Image\nimage = image\nqemu = other-qemu\nappend = console=v\n");
}

static void make_programs_of_v(void)
{
	assert_int_equal(symlink("fake-gcc", at("bin/other-gcc")), 0);
	assert_int_equal(symlink("fake-qemu", at("bin/other-qemu")), 0);
}

/* A target whose programs are missing does not keep others from being tested. */
static void test_programs_missing(void **state)
{
	char *out, *text;

	(void)state;
	make_v();
	out = run_out("test -k @/k --json @/out.json v t", EXIT_MISSING_TOOL);
	assert_contains(out, "# v: not tested: other-gcc is not installed");
	assert_contains(out, "# t: passed (tcg): 59 passed");
	assert_contains(out, "\n59 passed, 1 failed\n");
	assert_contains(out, "lazymmu: 1 of 2 targets could not be tested: v: other-gcc is not installed");
	/* The message comes before long work begins. */
	assert_true(strstr(out, "# v: not tested") < strstr(out, "applying the series to"));
	free(out);
	text = get("out.json");
	assert_contains(text, "\"exit_code\": 16,\n  \"targets\"");
	assert_contains(text, "\"verdict\": \"not tested\"");
	assert_contains(text, "\"verdict\": \"passed\"");
	free(text);
}

/* If no target can be tested, nothing is fetched, ported or built. */
static void test_all_programs_missing(void **state)
{
	char *out;

	(void)state;
	make_v();
	assert_int_equal(unlink(at("bin/fake-qemu")), 0);
	out = run_out("test -k @/k t v", EXIT_MISSING_TOOL);
	assert_contains(out, "# t: not tested: fake-qemu is not installed");
	assert_contains(out, "\n0 passed, 2 failed\n");
	assert_null(strstr(out, "applying the series to"));
	free(out);
	assert_int_equal(count("make.calls", "\n"), 0);
}

/* A kernel that does not build is the failure of all targets that boot it. */
static void test_kernel_does_not_build(void **state)
{
	char *out;

	(void)state;
	make_v();
	make_programs_of_v();
	does("make", "case \"$*\" in *CROSS_COMPILE=other-*) echo 'x.c:1: error: no' >&2; exit 2;; esac\n");
	out = run_out("test -k @/k t v u", EXIT_BUILD);
	assert_contains(out, "# v: not tested: v-debug (ported) does not build: x.c:1: error: no");
	assert_contains(out, "# t: passed (tcg): 59 passed");
	assert_contains(out, "# u: passed (tcg): 59 passed");
	assert_contains(out, "\n118 passed, 1 failed\n");
	assert_contains(out, "lazymmu: 1 of 3 targets could not be tested: v-debug (ported) does not build");
	free(out);
	does("make", "case \"$*\" in *CROSS_COMPILE=fake-*) exit 2;; esac\n");
	put("home/targets/t.config", "CONFIG_T=n\n");
	out = run_out("test -k @/k t v u", EXIT_BUILD);
	assert_contains(out, "# t: not tested: t-debug (ported) does not build");
	assert_contains(out, "# u: not tested: t-debug (ported) does not build");
	assert_contains(out, "\n59 passed, 2 failed\n");
	free(out);
}

/* An emulator that does not start is the failure of its target. */
static void test_machine_does_not_start(void **state)
{
	char *out;

	(void)state;
	does("qemu", "case \"$*\" in *console=x*) exit 1;; esac\n"
	     "cat $TEST_LOGS/x86_64-pass.log > console\n");
	out = run_out("test -k @/k t u", EXIT_TOOL);
	assert_contains(out, "# t: not tested: t: the emulator fake-qemu failed (exit status 1)\n");
	assert_contains(out, "# u: passed (tcg): 59 passed");
	assert_contains(out, "\n59 passed, 1 failed\n");
	free(out);
}

/* --- side by side --- */

/* An emulator that passes if another one runs at the same time. */
static const char meets_another[] =
	"echo >> $TEST_TOP/met\n"
	"for i in 1 2 3 4 5 6 7 8 9 10; do\n"
	"	test $(wc -l < $TEST_TOP/met) -lt 2 || break\n"
	"	sleep 0.3\n"
	"done\n"
	"test $(wc -l < $TEST_TOP/met) -ge 2 || exit 1\n"
	"cat $TEST_LOGS/x86_64-pass.log > console\n";

/* Targets that boot the same kernel have it built once, and boot side by side. */
static void test_side_by_side(void **state)
{
	char *out;

	(void)state;
	does("qemu", meets_another);
	out = run_out("test -k @/k -j 2 t u", 0);
	assert_contains(out, "\n118 passed, 0 failed\n");
	assert_null(strstr(out, "waiting for another lazymmu"));
	free(out);
	assert_int_equal(count("make.calls", " Image\n"), 1);
}

static void test_one_at_a_time(void **state)
{
	(void)state;
	does("qemu", meets_another);
	run("test -k @/k -j 1 t u", EXIT_TOOL, "\n59 passed, 1 failed\n");
}

/* Two commands boot the same kernel side by side. */
static void test_two_commands(void **state)
{
	char *other = str_fmt("%s test -k %s t > %s 2>&1 &", command_path(), at("k"),
			      at("other.out"));

	(void)state;
	run("build -k @/k t", 0, "");
	does("qemu", meets_another);
	assert_int_equal(system(other), 0);
	run("test -k @/k u", 0, "\n59 passed, 0 failed\n");
	for (int i = 0; i < 400 && !count("other.out", "\n59 passed, 0 failed\n"); i++)
		nap(50);
	assert_int_equal(count("other.out", "\n59 passed, 0 failed\n"), 1);
	free(other);
}

/* A machine whose kernel is there is booted while another kernel is built. */
static void test_boots_while_building(void **state)
{
	char *out;

	(void)state;
	make_v();
	make_programs_of_v();
	run("build -k @/k t", 0, "");
	does("make", "case \"$*\" in *CROSS_COMPILE=other-*)\n"
	     "for i in 1 2 3 4 5 6 7 8 9 10; do test -e $TEST_TOP/booted && break; sleep 0.3; done\n"
	     "test -e $TEST_TOP/booted || exit 2;; esac\n");
	does("qemu", "touch $TEST_TOP/booted; cat $TEST_LOGS/x86_64-pass.log > console\n");
	out = run_out("test -k @/k -j 2 v t", 0);
	assert_contains(out, "\n118 passed, 0 failed\n");
	free(out);
}

/* The lines of a target come together, each with the name of the target. */
static void test_output_is_not_mixed(void **state)
{
	char *out, *first, *second;

	(void)state;
	does("qemu", "for i in 1 2 3; do cat $TEST_LOGS/x86_64-pass.log; sleep 0.2; done > console\n");
	out = run_out("test -k @/k -j 2 t u", 0);
	first = strstr(out, "\nt: KTAP");
	second = strstr(out, "\nu: KTAP");
	assert_non_null(first);
	assert_non_null(second);
	if (first < second)
		assert_true(second > strstr(out, "\n# t: passed (tcg)"));
	else
		assert_true(first > strstr(out, "\n# u: passed (tcg)"));
	free(out);
}

/* ^C ends all machines, and no process is left. */
static void test_interrupted(void **state)
{
	char *out, *pids;
	long pid[2];

	(void)state;
	does("qemu", "echo $$ >> $TEST_TOP/pids\n"
	     "if test $(wc -l < $TEST_TOP/pids) -eq 2; then\n"
	     "	kill -INT $(cut -d' ' -f4 /proc/$PPID/stat)\n"
	     "fi\n"
	     "exec sleep 100\n");
	out = run_out("test -k @/k -j 2 --json @/out.json t u", EXIT_INTERRUPTED);
	assert_contains(out, "# t: not tested: interrupted\n");
	assert_contains(out, "# u: not tested: interrupted\n");
	assert_contains(out, "\n0 passed, 2 failed\n");
	assert_contains(out, "lazymmu: interrupted\n");
	free(out);
	pids = get("pids");
	assert_int_equal(sscanf(pids, "%ld\n%ld", &pid[0], &pid[1]), 2);
	free(pids);
	for (int i = 0; i < 2; i++) {
		char *proc = str_fmt("/proc/%ld", pid[i]);

		assert_false(exists(proc));
		free(proc);
	}
	assert_int_equal(count("out.json", "\"exit_code\": 130"), 3);
}

/* An empty set of targets has no tests that could fail. */
static void test_no_target(void **state)
{
	(void)state;
	sh("cd home/targets && rm t u kvm x");
	run("test -k @/k --json @/out.json", EXIT_TOOL,
	    "no target can be booted");
	assert_false(exists(at("cache/trees")));
}

static void test_usage(void **state)
{
	(void)state;
	run("test -k @/k c", EXIT_USAGE, "target 'c' can be built, but not booted");
	run("test -k @/k --timeout=soon t", EXIT_USAGE, "'soon' is not a number of seconds");
	run("test -k @/k --timeout=0 t", EXIT_USAGE, "'0' is not a number of seconds");
	run("test -k @/k --provoke=joy t", EXIT_USAGE, "'joy' cannot be provoked: give fail, hang, panic or truncate");
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
	run("test -k @/k t", EXIT_TOOL, "targets/t: 'expect' is not a regular expression: ");
	put("cache/logs.not", "");
	assert_int_equal(rm_rf(at("cache/logs")), 0);
	assert_int_equal(symlink("logs.not", at("cache/logs")), 0);
	run("test -k @/k u", EXIT_TOOL, "/cache/logs");
	run("test -k @/k u", EXIT_TOOL, "0 passed, 1 failed\n");
}

/*
 * On the target x, the machine boots Xen, which boots the kernel; xen_test
 * tests the rest.
 */
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
	assert_int_equal(count("qemu.args", "-kernel\nhypervisor\n-append\ncom1\n-initrd\nkernel console=hvc0 a=b,,c,initrd\n"), 1);
}

/* A file that cannot be written is found out before anything is built. */
static void test_json_unwritable(void **state)
{
	(void)state;
	run("test -k @/k --json @/none/x t", EXIT_TOOL,
	    "/none/x cannot be written: No such file or directory");
	run("test -k @/k --json @/k t", EXIT_TOOL, "/k cannot be written: Is a directory");
	assert_false(exists(at("make.calls")));
	run("bench -k @/k --json @/none/x t", EXIT_TOOL,
	    "/none/x cannot be written: No such file or directory");
	put("file", "");
	run("bench -k @/k --report @/file/x t", EXIT_TOOL,
	    "/file/x cannot be made: Not a directory");
}

/* The results of an earlier run stay if there are no new ones. */
static void test_json_stays(void **state)
{
	struct strlist left = { 0 };
	char *text;

	(void)state;
	put("d/out.json", "old");
	run("bench -k @/none --json @/d/out.json t", EXIT_TOOL, "lazymmu: ");
	run("bench -k @/none --json @/d/new.json t", EXIT_TOOL, "lazymmu: ");
	text = get("d/out.json");
	assert_string_equal(text, "old");
	free(text);
	assert_int_equal(list_dir(at("d"), &left), 0);
	assert_int_equal(left.n, 1);
	sl_free(&left);
}

static void test_json_target(void **state)
{
	(void)state;
	run("test -k @/k --json t", EXIT_USAGE, "'t' is a target: give --json=FILE");
	run("bench -k @/k --json t u", EXIT_USAGE, "'t' is a target: give --json=FILE");
	assert_false(exists("t"));
	assert_false(exists(at("make.calls")));
}

/* Before mainline's kernel is downloaded, bench says how large it is. */
static void test_bench_names_size(void **state)
{
	static const char part[] =
		"mainline's kernel (9.9) is not in the cache: the download is about 150 MB, and takes up to 3.5 GB of disk; --no-mainline does without";
	struct strbuf out = STRBUF_INIT;

	(void)state;
	put("home/bench/budgets", "");
	put("home/bench/settings", "");
	put("home/build/plugin.so", "");
	script("bin/fake-nm", "#!/bin/sh\n");
	script("bin/fake-objdump", "#!/bin/sh\n");
	script("bin/fake-size", "#!/bin/sh\n");
	put("home/versions/6.12", "debian = linux-source-6.12\nseries = stateful\ndefault = yes\n"
	    "dialect = stateless\nsuites = lazy_mmu_mode\nmainline = 9.9\n");
	put("home/versions/9.9", "git = file:///none\ntag = v9.9\n"
	    "mainline-mode = yes\ndialect = counters\nsuites = lazy_mmu_mode\n");
	does("make", "exit 1\n");
	lazymmu("bench -k @/k t", &out);
	assert_contains(out.buf, part);
	sb_reset(&out);
	lazymmu("bench -k @/k --no-mainline t", &out);
	assert_null(strstr(out.buf, "mainline's kernel (9.9)"));
	sb_reset(&out);
	put("cache/kernels/9.9/x", "");
	lazymmu("bench -k @/k t", &out);
	assert_null(strstr(out.buf, "mainline's kernel (9.9)"));
	sb_free(&out);
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
	/* A machine that only one side has. */
	assert_contains(out, "\nu ");
	free(out);
	out = run_out("compare @/ported.json @/stock.json", 0);
	assert_contains(out, "passed     panic      <\n");
	assert_contains(out, "  stock: Kernel panic");
	free(out);
	run("compare @/stock.json", EXIT_USAGE, "are compared, not 1");
	run("compare @/stock.json @/stock.json @/stock.json", EXIT_USAGE, "are compared, not 3");
	run("compare @/stock.json @/none", EXIT_TOOL, "/none cannot be read");
}

/* The directory of the log and the files to boot must exist. */
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
		TEST(test_pass), TEST(test_modules),
		TEST(test_flavour_boots_another), TEST(test_several), TEST(test_verdicts),
		TEST(test_emulator_fails), TEST(test_emulator_cannot_run),
		TEST(test_guest_fails), TEST(test_programs_missing),
		TEST(test_all_programs_missing), TEST(test_kernel_does_not_build),
		TEST(test_machine_does_not_start), TEST(test_side_by_side),
		TEST(test_one_at_a_time), TEST(test_two_commands),
		TEST(test_boots_while_building), TEST(test_output_is_not_mixed),
		TEST(test_interrupted), TEST(test_no_target),
		TEST(test_usage), TEST(test_xen),
		TEST(test_json_unwritable), TEST(test_json_stays),
		TEST(test_json_target), TEST(test_bench_names_size), TEST(test_compare), TEST(test_boot_places),
	};

	return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
