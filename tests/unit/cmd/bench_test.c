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
	assert_contains(out, "# a: not measured: a-bench (ported) does not build");
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_target), TEST(test_no_emulator),
		TEST(test_no_nm), TEST(test_no_emulator_of_one),
		TEST(test_one_does_not_build),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
