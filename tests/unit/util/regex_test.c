// SPDX-License-Identifier: GPL-2.0-only
/* Regular expressions: matches, mismatches, and patterns on which PCRE2 gives up. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/regex.h"

/* PCRE2 gives up on the first alternative; the second one would match. */
#define EXPENSIVE "(a+)+b|a+c"
#define LINE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"

static struct regex *compiled(const char *pattern, const char *origin)
{
	char *why = NULL;
	struct regex *re = regex_compile(pattern, origin, &why);

	assert_non_null(re);
	assert_null(why);
	return re;
}

static void test_match(void **state)
{
	struct regex *re = compiled("^int\\s+(a|b);$", NULL);

	(void)state;
	assert_int_equal(regex_match(re, "int  b;", 7), 1);
	assert_int_equal(regex_match(re, "int c;", 6), 0);
	assert_string_equal(regex_text(re), "^int\\s+(a|b);$");
	regex_free(re);
}

static void test_lines_are_matched_one_by_one(void **state)
{
	struct regex *re = compiled("^int\\s+(a|b);$", NULL);

	(void)state;
	assert_int_equal(regex_match_text(re, "x\nint a;\ny", 10, "t"), 1);
	assert_int_equal(regex_match_text(re, "x\nint a;", 8, "t"), 1);
	assert_int_equal(regex_match_text(re, "int\na;\n", 7, "t"), 0);
	assert_int_equal(regex_match_text(re, "", 0, "t"), 0);
	regex_free(re);
}

static void test_no_pattern(void **state)
{
	char *why = NULL;

	(void)state;
	assert_null(regex_compile("a(b", NULL, &why));
	assert_contains(why, "missing closing parenthesis at character 4");
	assert_null(fail_message());
	free(why);
}

static void test_given_up_is_not_no_match(void **state)
{
	struct regex *re = compiled(EXPENSIVE, "edits:7");

	(void)state;
	assert_true(regex_match(re, LINE, strlen(LINE)) < 0);
	assert_contains(fail_message(), "the pattern '" EXPENSIVE "' (edits:7)");
	assert_contains(fail_message(), "the line '" LINE "': match limit exceeded");
	assert_int_equal(fail_code(), EXIT_TOOL);
	regex_free(re);
}

static void test_given_up_in_a_text(void **state)
{
	struct regex *re = compiled(EXPENSIVE, NULL);
	static const char text[] = "x\n" LINE "\nab\n";

	(void)state;
	/* The next line matches, but PCRE2 gives up before it. */
	assert_true(regex_match_text(re, text, strlen(text), "mm/memory.c") < 0);
	assert_contains(fail_message(), "'" EXPENSIVE "' cannot be tried on mm/memory.c:2 '"
			LINE "'");
	regex_free(re);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_match), TEST(test_lines_are_matched_one_by_one),
		TEST(test_no_pattern), TEST(test_given_up_is_not_no_match),
		TEST(test_given_up_in_a_text),
	};

	return cmocka_run_group_tests_name("regex", tests, NULL, NULL);
}
