// SPDX-License-Identifier: GPL-2.0-only
/* Several boots: their totals, and the exit status of all. */
#include "fixture.h"

#include <string.h>

#include "util/array.h"
#include "verdict/session.h"

static struct result r[2];
static struct session session;

static int setup(void **state)
{
	(void)state;
	memset(r, 0, sizeof(r));
	session = (struct session){ .v = r, .n = ARRAY_SIZE(r) };
	return 0;
}

static void all_pass(void **state)
{
	(void)state;
	assert_int_equal(session_code(&session), EXIT_OK);
}

static void tests_fail(void **state)
{
	(void)state;
	r[1].ktap.failed = 1;
	assert_int_equal(session_code(&session), EXIT_TESTS_FAILED);
}

static void hang_before_failed_tests(void **state)
{
	(void)state;
	r[0].ending = ENDED_SILENT;
	r[1].ktap.failed = 1;
	assert_int_equal(session_code(&session), EXIT_TIMEOUT);
}

static void oops_before_hang(void **state)
{
	(void)state;
	r[0].ending = ENDED_SILENT;
	r[1].judge.worst = BAD_OOPS;
	assert_int_equal(session_code(&session), EXIT_PANIC);
}

static void error_before_all(void **state)
{
	(void)state;
	r[1].judge.worst = BAD_PANIC;
	session.error = "no more machines";
	session.error_code = EXIT_BUILD;
	assert_int_equal(session_code(&session), EXIT_BUILD);
}

static void totals(void **state)
{
	size_t passed, failed;

	(void)state;
	r[0].ktap.passed = 3;
	r[1].ktap.passed = 4;
	r[1].ktap.failed = 1;
	r[1].ending = ENDED_LATE;
	session.error = "no more machines";
	session_totals(&session, &passed, &failed);
	assert_int_equal(passed, 7);
	assert_int_equal(failed, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_pass, setup),
		cmocka_unit_test_setup(tests_fail, setup),
		cmocka_unit_test_setup(hang_before_failed_tests, setup),
		cmocka_unit_test_setup(oops_before_hang, setup),
		cmocka_unit_test_setup(error_before_all, setup),
		cmocka_unit_test_setup(totals, setup),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
