// SPDX-License-Identifier: GPL-2.0-only
/* Disk space, and programs that complain of it. */
#include "fixture.h"

#include <errno.h>

#include "host/space.h"
#include "util/fail.h"

static void test_enough(void **state)
{
	(void)state;
	assert_int_equal(space_check(top, 1, "this"), 0);
	assert_null(fail_message());
}

static void test_not_enough(void **state)
{
	(void)state;
	assert_int_equal(space_need(top, UINT64_MAX, "this", "go away"), -ENOSPC);
	assert_int_equal(fail_code(), EXIT_NO_SPACE);
	assert_contains(fail_message(), "not enough space");
	assert_contains(fail_message(), "this needs 17592186044415 MiB");
	assert_contains(fail_message(), "; go away");
}

static void test_no_such_place(void **state)
{
	(void)state;
	assert_int_equal(space_check("/none/such", 1, "this"), -ENOENT);
	assert_string_equal(fail_message(),
			    "the free space of /none/such cannot be read: No such file or directory");
	assert_false(space_is_out("/none/such"));
	assert_false(space_is_out(NULL));
}

static void test_blamed(void **state)
{
	(void)state;
	assert_true(space_blamed("cp: error writing 'x': No space left on device"));
	assert_true(space_blamed("fatal: write error. Out of diskspace"));
	assert_true(space_blamed("tar: x: Disk quota exceeded"));
	assert_false(space_blamed("cp: cannot stat 'x': No such file or directory"));
	assert_false(space_blamed(""));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_enough), TEST(test_not_enough),
		TEST(test_no_such_place), TEST(test_blamed),
	};

	return cmocka_run_group_tests_name("space", tests, NULL, NULL);
}
