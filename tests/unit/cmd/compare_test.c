// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu compare: what cannot be compared. */
#include "fixture.h"

#include <stdlib.h>

#include "util/fail.h"

static void test_compare(void **state)
{
	(void)state;
	run("compare @/a @/b", EXIT_TOOL, "/a cannot be read (No such file or directory): give");
	put("a", "{}");
	run("compare @/a @/b", EXIT_TOOL, "/a has no targets");
	put("a", "{\n]");
	run("compare @/a @/b", EXIT_TOOL, ", line 2: it has to come from");
}

/* Results without machines hold at least why there are none. */
static void test_compare_nothing(void **state)
{
	char *out;

	(void)state;
	put("a", "{\"targets\": [], \"error\": \"it could not be fetched\"}");
	put("b", "{\"targets\": []}");
	out = run_out("compare @/a @/b", EXIT_TOOL);
	assert_contains(out, "/a: it could not be fetched\n");
	assert_contains(out, "lazymmu: there is nothing to compare: neither ");
	free(out);
	put("b", "{\"targets\": [{\"target\": \"t\", \"verdict\": \"passed\"}]}");
	out = run_out("compare @/a @/b", 0);
	assert_contains(out, "/a: it could not be fetched\n");
	assert_contains(out, "the machine");
	free(out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_compare), TEST(test_compare_nothing),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
