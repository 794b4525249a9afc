// SPDX-License-Identifier: GPL-2.0-only
/* The table of tools. */
#include "fixture.h"

#include "host/tools.h"

static void test_package(void **state)
{
	(void)state;
	assert_string_equal(tool_package("spatch"), "coccinelle");
	assert_null(tool_package("nonesuch"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_package) };

	return cmocka_run_group_tests_name("tools", tests, NULL, NULL);
}
