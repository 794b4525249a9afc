// SPDX-License-Identifier: GPL-2.0-only
/* Version numbers. */
#include "fixture.h"

#include <stdlib.h>

#include "util/version.h"

static void assert_found(const char *text, const char *version)
{
	char *v = version_find(text);

	assert_non_null(v);
	assert_string_equal(v, version);
	free(v);
}

static void test_find(void **state)
{
	(void)state;
	assert_found("git version 2.39.5 (x)", "2.39.5");
	assert_found("1 thing, 12.2", "12.2");
	assert_null(version_find("no 12 version."));
	assert_null(version_find(""));
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(version_compare("1.9", "1.10") < 0);
	assert_true(version_compare("4.9", "4.17") < 0);
	assert_true(version_compare("8.1", "8.1.0") == 0);
	assert_true(version_compare("12.2.0", "8.1") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
