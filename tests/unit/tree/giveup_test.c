// SPDX-License-Identifier: GPL-2.0-only
/* A rule of a step whose pattern cannot be evaluated has failed. */
#include "fixture.h"

#include <stdlib.h>

#include "util/fail.h"

/*
 * PCRE2's interpreter gives up on the first alternative. git grep, which
 * compiles the pattern and has other limits, finds the line by the second
 * alternative. With a few more characters git gives up as well.
 */
#define EXPENSIVE "(a+)+b|a+c"
#define LINE "aaaaaaaaaaaaaaaaaaaaaac"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	put("k/mm/memory.c", "int one;\nint two;\n// " LINE "\n");
	free(git_in("k", "commit -q -a -m line"));
	return 0;
}

/*
 * Check that the step @edits (with @trailers in its message) fails, and that
 * the message has all details.
 */
static void expect_given_up(const char *trailers, const char *edits,
			    const char *origin)
{
	struct strbuf out = STRBUF_INIT;
	char *message = str_fmt("mm: first\n\nBecause.\n\n%s", trailers);

	put("home/series/10-mm-first/message", message);
	put("home/series/10-mm-first/edits", edits);
	assert_int_equal(lazymmu("apply @/k", &out), EXIT_TOOL);
	assert_contains(out.buf, "the pattern '" EXPENSIVE "'");
	assert_contains(out.buf, "match limit exceeded");
	assert_contains(out.buf, origin);
	sb_free(&out);
	free(message);
	/* No branch was made. */
	message = git_in("k", "branch --list lazymmu/*");
	assert_string_equal(message, "");
	free(message);
}

static void test_check_absent(void **state)
{
	(void)state;
	expect_given_up("", "in mm/memory.c\nafter ^int two;\n|int three;\n"
			"check absent " EXPENSIVE " -- mm\n", "10-mm-first/edits:4");
}

static void test_check_present(void **state)
{
	(void)state;
	expect_given_up("", "in mm/memory.c\nafter ^int two;\n|int three;\n"
			"check present " EXPENSIVE " -- mm\n", "10-mm-first/edits:4");
}

static void test_anchor(void **state)
{
	(void)state;
	expect_given_up("", "in mm/memory.c\nafter " EXPENSIVE "\n|int three;\n",
			"10-mm-first/edits:2");
}

static void test_condition(void **state)
{
	(void)state;
	expect_given_up("Lazymmu-if: mm/memory.c " EXPENSIVE "\n",
			"in mm/memory.c\nafter ^int two;\n|int three;\n",
			"10-mm-first/message");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_check_absent), TEST(test_check_present),
		TEST(test_anchor), TEST(test_condition),
	};

	return cmocka_run_group_tests_name("giveup", tests, NULL, NULL);
}
