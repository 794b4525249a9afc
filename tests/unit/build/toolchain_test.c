// SPDX-License-Identifier: GPL-2.0-only
/* The check for the programs of a target. */
#include "fakes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/target.h"
#include "build/toolchain.h"
#include "util/fail.h"

/* Check the programs that "t" needs; @message: the expected failure, or NULL. */
static void check(bool boot, const char *message)
{
	struct targets ts;
	int err;

	assert_int_equal(targets_load(NULL, &ts), 0);
	err = toolchain_need(target_find(&ts, "t"), boot);
	if (message) {
		assert_true(err < 0);
		assert_contains(fail_message(), message);
		assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
		fail_clear();
	} else {
		assert_int_equal(err, 0);
		assert_null(fail_message());
	}
	targets_free(&ts);
}

static void test_all_there(void **state)
{
	(void)state;
	check(false, NULL);
	check(true, NULL);
}

static void test_no_compiler(void **state)
{
	(void)state;
	assert_int_equal(unlink(at("bin/fake-gcc")), 0);
	check(false, "fake-gcc is not installed");
	check(true, "fake-gcc is not installed");
}

static void test_no_emulator(void **state)
{
	(void)state;
	assert_int_equal(unlink(at("bin/fake-qemu")), 0);
	check(false, NULL);
	check(true, "fake-qemu is not installed");
}

/* The package is that of the target. */
static void test_package(void **state)
{
	(void)state;
	put("home/targets/t", "description = a machine\narch = fake\ncross = fake-\n"
	    "config = t.config\nmake = Image\nimage = Image\nqemu = fake-qemu\n"
	    "append = x\npackages = libc6-dev-fake gcc-fake qemu-fake\n");
	assert_int_equal(unlink(at("bin/fake-qemu")), 0);
	check(true, "fake-qemu is not installed (package qemu-fake): ");
	assert_int_equal(unlink(at("bin/fake-gcc")), 0);
	check(true, "fake-gcc is not installed (package gcc-fake): ");
}

static void test_no_libc(void **state)
{
	(void)state;
	does("gcc", "case $1 in -print-file-name=libc.a) echo libc.a; exit;; esac\n");
	check(false, NULL);
	check(true, "fake-gcc has no C library to link guests with (libc.a)");
}

static void test_version(void **state)
{
	struct targets ts;
	char *version;

	(void)state;
	assert_int_equal(targets_load(NULL, &ts), 0);
	assert_int_equal(toolchain_version(target_find(&ts, "t"), &version), 0);
	assert_string_equal(version, "fake-gcc (Test) 12.2.0");
	free(version);
	does("gcc", "exit 1\n");
	assert_true(toolchain_version(target_find(&ts, "t"), &version) < 0);
	assert_contains(fail_message(), "'fake-gcc --version' failed: exit status 1");
	fail_clear();
	targets_free(&ts);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_there), TEST(test_no_compiler),
		TEST(test_no_emulator), TEST(test_package), TEST(test_no_libc), TEST(test_version),
	};

	return cmocka_run_group_tests_name("toolchain", tests, NULL, NULL);
}
