// SPDX-License-Identifier: GPL-2.0-only
/* Several targets: their totals, and the exit status. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "verdict/session.h"

static struct outcome v[3];
static struct session session;

static int setup(void **state)
{
	(void)state;
	memset(v, 0, sizeof(v));
	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		v[i].target = str_fmt("t%zu", i);
	session = (struct session){ .v = v, .n = ARRAY_SIZE(v) };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		free(v[i].target);
		free(v[i].error);
	}
	return 0;
}

static void fail_target(struct outcome *o, enum exit_code code, const char *message)
{
	struct failure f = { .message = str_dup(message), .code = code };

	session_fail(o, &f);
	assert_null(f.message);
}

static void assert_error(const char *expected)
{
	char *error = session_error(&session);

	if (expected)
		assert_string_equal(error, expected);
	else
		assert_null(error);
	free(error);
}

static void assert_totals(size_t passed, size_t failed)
{
	size_t p, f;

	session_totals(&session, &p, &f);
	assert_int_equal(p, passed);
	assert_int_equal(f, failed);
}

static void all_pass(void **state)
{
	(void)state;
	v[0].passed = 3;
	v[1].passed = 4;
	assert_int_equal(session_code(&session), EXIT_OK);
	assert_totals(7, 0);
	assert_error(NULL);
}

static void tests_fail(void **state)
{
	(void)state;
	v[1].failed = 1;
	v[1].code = EXIT_TESTS_FAILED;
	assert_int_equal(session_code(&session), EXIT_TESTS_FAILED);
	assert_totals(0, 1);
}

static void hang_before_failed_tests(void **state)
{
	(void)state;
	v[0].code = EXIT_TIMEOUT;
	v[1].code = EXIT_TESTS_FAILED;
	assert_int_equal(session_code(&session), EXIT_TIMEOUT);
}

static void panic_before_hang(void **state)
{
	(void)state;
	v[0].code = EXIT_TIMEOUT;
	v[1].code = EXIT_PANIC;
	assert_int_equal(session_code(&session), EXIT_PANIC);
}

/* An incomplete result decides before all others. */
static void untested_before_all(void **state)
{
	(void)state;
	v[0].code = EXIT_PANIC;
	v[0].passed = 5;
	v[0].failed = 2;
	fail_target(&v[1], EXIT_BUILD, "t1-debug (ported) does not build");
	fail_target(&v[2], EXIT_MISSING_TOOL, "gcc is not installed");
	assert_int_equal(session_code(&session), EXIT_BUILD);
	assert_int_equal(session_untested(&session), 2);
	assert_totals(5, 4);
	assert_error("2 of 3 targets could not be tested: "
		     "t1-debug (ported) does not build; t2: gcc is not installed");
}

static void one_target_untested(void **state)
{
	(void)state;
	session.n = 1;
	fail_target(&v[0], EXIT_MISSING_TOOL, "gcc is not installed");
	assert_int_equal(session_code(&session), EXIT_MISSING_TOOL);
	assert_error("gcc is not installed");
	assert_totals(0, 1);
}

static void interrupted_before_untested(void **state)
{
	(void)state;
	fail_target(&v[0], EXIT_BUILD, "it does not build");
	fail_target(&v[2], EXIT_INTERRUPTED, "interrupted");
	assert_int_equal(session_code(&session), EXIT_INTERRUPTED);
}

/* A failure of the whole command counts as one, if nothing else does. */
static void error_of_the_command(void **state)
{
	(void)state;
	v[0].code = EXIT_PANIC;
	session.error = "no such kernel";
	session.error_code = EXIT_NOT_KERNEL;
	assert_int_equal(session_code(&session), EXIT_NOT_KERNEL);
	assert_error("no such kernel");
	assert_totals(0, 1);
	fail_target(&v[0], EXIT_INTERRUPTED, "interrupted");
	assert_totals(0, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_pass), TEST(tests_fail), TEST(hang_before_failed_tests),
		TEST(panic_before_hang), TEST(untested_before_all),
		TEST(one_target_untested), TEST(interrupted_before_untested),
		TEST(error_of_the_command),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
