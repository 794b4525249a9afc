// SPDX-License-Identifier: GPL-2.0-only
/* The record of failures. */
#include "fixture.h"

#include <errno.h>

#include "util/fail.h"

static void test_first_failure_is_kept(void **state)
{
	(void)state;
	assert_null(fail_message());
	assert_int_equal(fail_code(), EXIT_OK);
	assert_int_equal(fail(EXIT_STEP, EINVAL, "first %d", 1), -EINVAL);
	assert_int_equal(fail(EXIT_TOOL, EPERM, "second"), -EPERM);
	assert_string_equal(fail_message(), "first 1");
	assert_int_equal(fail_code(), EXIT_STEP);
}

static void test_result_is_negative(void **state)
{
	(void)state;
	assert_int_equal(fail(EXIT_TOOL, 0, "x"), -EIO);
	assert_int_equal(fail(EXIT_TOOL, -3, "x"), -EIO);
}

/* Every write that failed for lack of space has its own exit status. */
static void test_full_disk(void **state)
{
	(void)state;
	assert_int_equal(fail(EXIT_TOOL, ENOSPC, "x"), -ENOSPC);
	assert_int_equal(fail_code(), EXIT_NO_SPACE);
	fail_clear();
	assert_int_equal(fail(EXIT_TOOL, EDQUOT, "x"), -EDQUOT);
	assert_int_equal(fail_code(), EXIT_NO_SPACE);
}

static void test_other_codes_stay(void **state)
{
	(void)state;
	fail(EXIT_FETCH, ENOSPC, "x");
	assert_int_equal(fail_code(), EXIT_FETCH);
}

static void test_take(void **state)
{
	struct failure f;

	(void)state;
	assert_false(fail_take(&f));
	assert_null(f.message);
	fail(EXIT_STEP, EINVAL, "x");
	assert_true(fail_take(&f));
	assert_string_equal(f.message, "x");
	assert_int_equal(f.code, EXIT_STEP);
	failure_free(&f);
	assert_null(fail_message());
	assert_int_equal(fail_code(), EXIT_OK);
}

/* A failure can be excused, but not the wish of the user to stop. */
static void test_excuse(void **state)
{
	struct failure f;

	(void)state;
	fail(EXIT_FETCH, ENOENT, "no such file");
	assert_int_equal(fail_excuse(-ENOENT, &f), 0);
	assert_string_equal(f.message, "no such file");
	assert_null(fail_message());
	failure_free(&f);
	fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	assert_int_equal(fail_excuse(-EINTR, &f), -EINTR);
	assert_null(f.message);
	assert_int_equal(fail_code(), EXIT_INTERRUPTED);
	fail_clear();
}

static void test_take_error(void **state)
{
	struct failure f;

	(void)state;
	fail(EXIT_STEP, EINVAL, "x");
	fail_take_error(-EINVAL, &f);
	assert_string_equal(f.message, "x");
	assert_int_equal(f.code, EXIT_STEP);
	failure_free(&f);
	assert_null(fail_message());
}

/* A negative value that nobody recorded is a failure all the same. */
static void test_take_unrecorded_error(void **state)
{
	struct failure f;

	(void)state;
	fail_take_error(-EIO, &f);
	assert_contains(f.message, "Input/output error");
	assert_int_equal(f.code, EXIT_TOOL);
	failure_free(&f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first_failure_is_kept), TEST(test_result_is_negative),
		TEST(test_full_disk), TEST(test_other_codes_stay), TEST(test_take),
		TEST(test_excuse), TEST(test_take_error), TEST(test_take_unrecorded_error),
	};

	return cmocka_run_group_tests_name("fail", tests, NULL, NULL);
}
