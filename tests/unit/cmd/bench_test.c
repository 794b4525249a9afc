// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu bench: targets that cannot be measured. */
#include "fakes.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"

#define BOX "description = a box\narch = %s\ncross = fake-\nconfig = t.config\n" \
	"make = Image\nimage = image\nqemu = %s\nappend = console=x\n" \
	"count = barriers call fake_barrier\n"

static void put_target(const char *name, const char *arch, const char *emulator)
{
	char *path = str_fmt("home/targets/%s", name);
	char *text = str_fmt(BOX, arch, emulator);

	put(path, text);
	free(path);
	free(text);
}

/* Two targets have counters: "a" and "b". */
static int setup(void **state)
{
	fakes_setup(state);
	put("home/targets/bench.config", "# flavour: for measuring\n");
	put("home/bench/budgets", "");
	put("home/bench/settings", "plots = section\nsymbols = bench_\n");
	put("home/build/plugin.so", "");
	script("bin/fake-nm", "#!/bin/sh\n");
	put_target("a", "a", "fake-qemu");
	put_target("b", "b", "fake-qemu");
	return 0;
}

static void test_no_target(void **state)
{
	(void)state;
	sh("cd home/targets && rm a b");
	run("bench -k @/k --no-mainline", EXIT_TOOL, "no target has counters");
	sh("cd home/targets && rm t u kvm x");
	run("bench -k @/k --no-mainline", EXIT_TOOL, "no target can be booted");
	assert_false(exists(at("cache/trees")));
}

/* A missing emulator is noticed before a kernel is built. */
static void test_no_emulator(void **state)
{
	(void)state;
	put_target("a", "a", "missing-qemu");
	run("bench -k @/k --no-mainline a", EXIT_MISSING_TOOL,
	    "lazymmu: missing-qemu is not installed");
	assert_false(exists(at("cache/trees")));
	assert_false(exists(at("make.calls")));
}

/* The symbols are read after the build. */
static void test_no_nm(void **state)
{
	(void)state;
	sh("rm bin/fake-nm");
	run("bench -k @/k --no-mainline a", EXIT_MISSING_TOOL,
	    "lazymmu: fake-nm is not installed");
	assert_false(exists(at("make.calls")));
}

static void test_no_emulator_of_one(void **state)
{
	char *out;

	(void)state;
	put_target("b", "b", "missing-qemu");
	does("make", "exit 2\n");
	out = run_out("bench -k @/k --no-mainline --json @/out.json", EXIT_BUILD);
	assert_contains(out, "# b: not measured: missing-qemu is not installed");
	assert_contains(out, "# a: not measured: a-bench (stock) does not build");
	assert_true(strstr(out, "# b: ") < strstr(out, "# a: "));
	assert_contains(out, "lazymmu: 2 of 2 targets could not be measured: a: a-bench ");
	free(out);
	assert_int_equal(count("out.json", "\"error\": \"2 of 2 targets could not be measured"), 1);
}

/* The first target does not build, and the symbols of the second cannot be used. */
static void test_one_does_not_build(void **state)
{
	char *out;

	(void)state;
	does("make", "case $* in *ARCH=a*) exit 2;; esac\n");
	out = run_out("bench -k @/k --no-mainline", EXIT_BUILD);
	assert_contains(out, "# a: not measured: a-bench ");
	assert_contains(out, "# b: not measured: the kernel has no lazy_mmu_bench_begin()");
	assert_contains(out, "\n0 over budget, 0 not judged, 2 targets not measured\n");
	free(out);
	assert_true(count("make.calls", "ARCH=b") > 0);
}

/* An expression without a workload is noticed before a kernel is fetched or built. */
static void test_no_workload(void **state)
{
	char *out;

	(void)state;
	put("home/kernel/mm/tests/lazy_mmu_bench.c", "\t{ \"section-1\", f, 1 },\n");
	put("home/guest/bench.c", "\t{ \"fork\", f, 1 },\n");
	run("bench -k @/k --no-mainline --only=^fork-", EXIT_USAGE,
	    "--only: no workload matches '^fork-': there are section-1, fork");
	assert_false(exists(at("cache/trees")));
	assert_false(exists(at("make.calls")));
	does("make", "exit 2\n");
	out = run_out("bench -k @/k --no-mainline --only=fork a", EXIT_BUILD);
	assert_contains(out, "a-bench (stock) does not build");
	free(out);
}

/* The version 6.12 has two series; fix-x has no workloads of its own. */
static void put_series(void)
{
	put("home/versions/6.12", "debian = d\nseries = stateful fix-x\ndefault = yes\n"
	    "dialect = stateless\nsuites = s\n");
	put("home/series/cover.fix-x", "mm: x\n\nThat is why.\n");
	put("home/series/10-mm-first/message",
	    "mm: first\n\nBecause.\n\nLazymmu-series: stateful fix-x\n");
	put("home/tests/mainline/message", "mainline: shim\n");
	put("home/tests/mainline/edits", "in mm/memory.c\nafter ^int three;\n\t|int shim;\n");
	put("home/kernel/mm/tests/lazy_mmu_bench.c", "\t{ \"w-1\", f, 1 },\n");
	put("home/guest/bench.c", "\t{ \"fork\", f, 1 },\n");
}

/* The emulator and its plugin count 10 instructions for the workload w-1. */
static void put_counts(void)
{
	script("bin/fake-nm", "#!/bin/sh\necho '10 T lazy_mmu_bench_begin'\n"
	       "echo '20 T lazy_mmu_bench_end'\n");
	does("make", "echo \"$(basename $out) $(grep -c shim mm/memory.c)\" >> $TEST_TOP/built\n");
	does("qemu", "{ echo 'lazy_mmu_bench: nothing 1 0'; echo 'lazy_mmu_bench: w-1 1 4'\n"
	     "cat $TEST_LOGS/x86_64-pass.log; } > console\n"
	     "printf 'insns\\n1\\n11\\n' > windows\n");
}

/*
 * All series of the version are measured, each with its budgets, and the workloads
 * go on top of a series that lacks them.
 */
static void test_all_series(void **state)
{
	char *out, *built;

	(void)state;
	put_series();
	put_counts();
	put("home/bench/budgets", "a w-1 insns stock 1\n");
	put("home/bench/budgets.fix-x", "a w-1 insns max 9\n");
	out = run_out("bench -k @/k --no-mainline --only=w --json @/out.json a",
		      EXIT_TESTS_FAILED);
	assert_contains(out, "#   fix-x    Linux 6.12.99\n");
	assert_contains(out, " ported: <= 1 stock; fix-x: <= 9 ");
	assert_contains(out, "\n1 over budget, 0 not judged\n");
	free(out);
	built = get("built");
	assert_contains(built, "6.12-a-bench-stock-");
	assert_contains(built, "6.12-a-bench-ported-");
	assert_contains(built, "6.12-a-bench-mainline-fix-x-");
	free(built);
	assert_int_equal(count("built", " 0\n"), 2);
	assert_int_equal(count("built", " 1\n"), 1);
	put("home/bench/settings", "compared-counters = insns\ncompared-workloads = w-1\n");
	run("compare @/out.json", 0, "| 6.12.99 | stock | 10 |\n| 6.12.99 | ported | 10 |\n"
	    "| 6.12.99 | fix-x | 10 |\n");
}

static void test_one_series(void **state)
{
	char *out;

	(void)state;
	put_series();
	put_counts();
	out = run_out("bench -k @/k --no-mainline --series=fix-x --only=w a", 0);
	assert_null(strstr(out, "ported"));
	assert_contains(out, "0 over budget, 0 not judged");
	free(out);
	/* The expression matches a workload, but of another machine. */
	run("bench -k @/k --no-mainline --series=fix-x --only=fork a", EXIT_TOOL,
	    "on a, there is nothing to show of workloads that match 'fork'");
	run("bench -k @/k --no-mainline --series=fix-x --curves a", EXIT_USAGE,
	    "--curves is for the series that makes sections stateful");
	put("home/bench/budgets.fix-x", "a b\n");
	run("bench -k @/k --no-mainline a", EXIT_TOOL, "bench/budgets.fix-x:1: the line is not");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_target), TEST(test_no_emulator),
		TEST(test_no_nm), TEST(test_no_emulator_of_one),
		TEST(test_one_does_not_build), TEST(test_no_workload),
		TEST(test_all_series), TEST(test_one_series),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
