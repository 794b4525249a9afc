// SPDX-License-Identifier: GPL-2.0-only
/* The KTAP reader. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "verdict/ktap.h"

static void feed(struct ktap *k, const char *text)
{
	struct strlist lines = { 0 };

	ktap_init(k);
	sl_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++)
		ktap_line(k, lines.v[i]);
	ktap_end(k);
	sl_free(&lines);
}

static void expect_counts(const struct ktap *k, size_t passed, size_t failed,
			  size_t skipped)
{
	assert_int_equal(k->passed, passed);
	assert_int_equal(k->failed, failed);
	assert_int_equal(k->skipped, skipped);
}

static const struct ktap_result *result(const struct ktap *k, const char *name)
{
	for (size_t i = 0; i < k->n; i++) {
		if (!strcmp(k->results[i].name, name))
			return &k->results[i];
	}
	fail_msg("no result '%s'", name);
	abort();
}

static void passes(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "before it begins\n"
		 "KTAP version 1\n1..2\n"
		 "    KTAP version 1\n    # Subtest: one\n    1..2\n"
		 "    ok 1 a\n    ok 2 b\n"
		 "# one: pass:2 fail:0 skip:0 total:2\n"
		 "ok 1 one\n"
		 "    KTAP version 1\n    # Subtest: two\n    1..1\n"
		 "        KTAP version 1\n        # Subtest: params\n"
		 "        ok 1 p1\n        ok 2 p2\n"
		 "    ok 1 params\n"
		 "ok 2 two\n");
	expect_counts(&k, 4, 0, 0);
	assert_int_equal(k.documents, 1);
	assert_int_equal(result(&k, "one.b")->status, KTAP_PASS);
	assert_int_equal(result(&k, "two.params.p2")->status, KTAP_PASS);
	assert_true(ktap_has(&k, "one"));
	assert_true(ktap_has(&k, "two.params"));
	assert_false(ktap_has(&k, "on"));
	ktap_free(&k);
}

static void fails_with_output(void **state)
{
	const struct ktap_result *r;
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..2\n"
		 "    ok 1 good\n"
		 "    # bad: EXPECTATION FAILED at mm/x.c:3\n"
		 "    Expected a == b, but\n"
		 "    not ok 2 bad\n"
		 "not ok 1 s\n");
	expect_counts(&k, 1, 1, 0);
	r = result(&k, "s.bad");
	assert_int_equal(r->status, KTAP_FAIL);
	assert_int_equal(r->diag.n, 2);
	assert_non_null(strstr(r->diag.v[0], "EXPECTATION FAILED"));
	ktap_free(&k);
}

static void skips_with_reason(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "TAP version 14\n1..3\n"
		 "ok 1 - a # SKIP not here\n"
		 "ok 2 b # SKIP\n"
		 "not ok 3 c # SKIP: for good\n");
	expect_counts(&k, 0, 0, 3);
	assert_string_equal(result(&k, "a")->reason, "not here");
	assert_string_equal(result(&k, "b")->reason, "");
	assert_string_equal(result(&k, "c")->reason, "for good");
	ktap_free(&k);
}

static void plan_not_fulfilled(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..3\nok 1 a\n");
	expect_counts(&k, 1, 1, 0);
	assert_int_equal(k.missing, 2);
	assert_string_equal(result(&k, "(plan)")->reason,
			    "1 of 3 planned tests reported");
	ktap_free(&k);
}

static void end_in_a_suite(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..2\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..5\n    ok 1 a\n");
	expect_counts(&k, 1, 2, 0);
	assert_int_equal(k.errors, 2);
	assert_int_equal(k.missing, 4 + 1);
	assert_string_equal(result(&k, "s.(plan)")->reason,
			    "1 of 5 planned tests reported");
	ktap_free(&k);
}

/* The suite says ok, but its plan is not fulfilled. */
static void passes_without_its_plan(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..2\n    ok 1 a\n"
		 "ok 1 s\n");
	expect_counts(&k, 1, 1, 0);
	assert_int_equal(k.missing, 1);
	assert_string_equal(result(&k, "s.(plan)")->name, "s.(plan)");
	ktap_free(&k);
}

static void more_than_planned(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\nok 1 a\nok 2 b\n");
	expect_counts(&k, 2, 1, 0);
	assert_int_equal(k.missing, 0);
	ktap_free(&k);
}

static void empty_document(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..0\nKTAP version 1\n1..1\nok 1 a\n");
	expect_counts(&k, 1, 1, 0);
	assert_int_equal(k.documents, 2);
	assert_string_equal(result(&k, "(document)")->reason, "no tests run");
	ktap_free(&k);
}

/* An empty suite is an error, whatever its result says, unless it was skipped. */
static void empty_suite(void **state)
{
	static const char *const suites[] = {
		"    KTAP version 1\n    # Subtest: s\n    1..0\n",
		"    # Subtest: s\n    1..0\n",
		"    KTAP version 1\n    # Subtest: s\n",
		"    KTAP version 1\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		char *text = str_fmt("KTAP version 1\n1..1\n%sok 1 s\n", suites[i]);
		struct ktap k;

		feed(&k, text);
		expect_counts(&k, 0, 1, 0);
		assert_int_equal(k.errors, 1);
		assert_string_equal(result(&k, "s")->reason, "no tests run");
		ktap_free(&k);
		free(text);
	}
}

static void empty_suite_that_failed(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..2\n    KTAP version 1\n    # Subtest: s\n"
		 "not ok 1 s # no memory\n    KTAP version 1\n    # Subtest: t\n"
		 "ok 2 t # SKIP no Xen\n");
	expect_counts(&k, 0, 1, 1);
	assert_int_equal(k.errors, 0);
	assert_string_equal(result(&k, "s")->reason, "no memory");
	assert_string_equal(result(&k, "t")->reason, "no Xen");
	ktap_free(&k);
}

/* The example of Documentation/dev-tools/ktap.rst. */
static void two_blanks_for_each_level(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..2\n"
		 "  KTAP version 1\n  1..2\n"
		 "    KTAP version 1\n    1..2\n"
		 "    not ok 1 test_1\n    ok 2 test_2\n"
		 "  not ok 1 test_3\n  ok 2 test_4 # SKIP\n"
		 "not ok 1 example_test_1\nok 2 example_test_2\n");
	expect_counts(&k, 2, 1, 1);
	assert_int_equal(k.errors, 0);
	assert_int_equal(result(&k, "example_test_1.test_3.test_1")->status,
			 KTAP_FAIL);
	assert_int_equal(result(&k, "example_test_1.test_3.test_2")->status,
			 KTAP_PASS);
	assert_int_equal(result(&k, "example_test_1.test_4")->status, KTAP_SKIP);
	assert_int_equal(result(&k, "example_test_2")->status, KTAP_PASS);
	ktap_free(&k);
}

/* Linux 6.1: no version line in front of a suite, and "- " before names. */
static void without_version_lines(void **state)
{
	static const char text[] =
		"TAP version 14\n1..2\n"
		"    # Subtest: one\n    1..2\n    ok 1 - a\n"
		"        # Subtest: params\n        ok 1 - p1\n        ok 2 - p2\n"
		"    ok 2 - params\nok 1 - one\n"
		"    # Subtest: two\n    1..1\n    not ok 1 - c\nnot ok 2 - two\n";
	struct ktap k;

	(void)state;
	feed(&k, text);
	expect_counts(&k, 3, 1, 0);
	assert_int_equal(k.errors, 0);
	assert_int_equal(result(&k, "one.a")->status, KTAP_PASS);
	assert_int_equal(result(&k, "one.params.p2")->status, KTAP_PASS);
	assert_int_equal(result(&k, "two.c")->status, KTAP_FAIL);
	ktap_free(&k);
}

static void tabs(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "TAP version 14\n1..1\n\t# Subtest: s\n\t1..2\n"
		 "\t\t# Subtest: params\n\t\tok 1 p\n\tok 1 params\n"
		 "\tok 2 b\nok 1 s\n");
	expect_counts(&k, 2, 0, 0);
	assert_int_equal(result(&k, "s.params.p")->status, KTAP_PASS);
	assert_int_equal(result(&k, "s.b")->status, KTAP_PASS);
	ktap_free(&k);
}

static void prefixes(void **state)
{
	static const char *const prefix[] = {
		"   ", "kernel: ", "Nov 26 18:00:00 host kernel: ", "(d1) ",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(prefix); i++) {
		const char *p = prefix[i];
		char *text = str_fmt("noise\n%sKTAP version 1\n%s1..1\n"
				     "%s  KTAP version 1\n%s  1..2\nx\n"
				     "%s  ok 1 a\n%s  not ok 2 b\n%snot ok 1 s\n",
				     p, p, p, p, p, p, p);
		struct ktap k;

		feed(&k, text);
		expect_counts(&k, 1, 1, 0);
		assert_int_equal(k.errors, 0);
		assert_int_equal(result(&k, "s.b")->status, KTAP_FAIL);
		ktap_free(&k);
		free(text);
	}
}

static void prefix_of_one_document_only(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "kernel: KTAP version 1\nkernel: ok 1 a\n"
		 "KTAP version 1\nok 1 b\nnot ok 2 c\n");
	expect_counts(&k, 2, 1, 0);
	assert_int_equal(k.documents, 2);
	ktap_free(&k);
}

/* Results may be indented more than the version line that they belong to. */
static void results_deeper_than_their_plan(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..2\nnot ok 1 a\n"
		 "    KTAP version 1\n    1..1\n        not ok 1 c\n"
		 "not ok 2 b\n");
	expect_counts(&k, 0, 2, 0);
	assert_int_equal(k.errors, 0);
	assert_int_equal(result(&k, "b.c")->status, KTAP_FAIL);
	ktap_free(&k);
	feed(&k, "KTAP version 1\n  1..1\n  ok 1 a\n");
	expect_counts(&k, 1, 0, 0);
	ktap_free(&k);
}

static void no_header_at_all(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n  1..2\n  ok 1 a\n  ok 2 b\nok 1 s\n");
	expect_counts(&k, 2, 0, 0);
	assert_int_equal(result(&k, "s.b")->status, KTAP_PASS);
	ktap_free(&k);
	feed(&k, "KTAP version 1\n1..1\n  ok 1 a\n  ok 2 b\nok 1 s\n");
	expect_counts(&k, 2, 0, 0);
	assert_int_equal(result(&k, "s.b")->status, KTAP_PASS);
	ktap_free(&k);
}

static void result_is_missing(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..2\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..1\n    ok 1 a\n"
		 "    KTAP version 1\n    # Subtest: t\n    1..1\n    ok 1 b\n"
		 "ok 2 t\n");
	expect_counts(&k, 2, 1, 0);
	assert_int_equal(k.errors, 1);
	assert_string_equal(result(&k, "s.(result)")->reason,
			    "the result of this test is missing");
	ktap_free(&k);
}

static void result_of_another_test(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n    # Subtest: s\n    ok 1 a\nok 1 t\n");
	expect_counts(&k, 1, 1, 0);
	assert_non_null(strstr(result(&k, "s.(result)")->reason, "another name"));
	ktap_free(&k);
}

static void no_description(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n    # Subtest: s\n    ok 1\n"
		 "    not ok 2 # TIMEOUT 30 seconds\nnot ok 1\n");
	expect_counts(&k, 1, 1, 0);
	assert_int_equal(k.errors, 0);
	assert_int_equal(result(&k, "s.1")->status, KTAP_PASS);
	assert_string_equal(result(&k, "s.2")->reason, "TIMEOUT 30 seconds");
	ktap_free(&k);
}

static void directives(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\nok 1 a # rcode=0\nok 2 b # XFAIL\n"
		 "not ok 3 c # SKIPPING is no directive\n"
		 "ok 4 d # x # SKIP: y\nok 5 e#1\n");
	expect_counts(&k, 3, 1, 1);
	assert_int_equal(result(&k, "c")->status, KTAP_FAIL);
	assert_string_equal(result(&k, "d")->reason, "y");
	assert_int_equal(result(&k, "e#1")->status, KTAP_PASS);
	ktap_free(&k);
}

static void unknown_version(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 2\n1..1\nok 1 a\n");
	expect_counts(&k, 1, 1, 0);
	assert_int_equal(result(&k, "(version)")->status, KTAP_FAIL);
	ktap_free(&k);
}

/* A result that belongs to no level must not be lost. */
static void odd_indentation(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n    # Subtest: s\n    1..1\n"
		 "  not ok 1 b\n    ok 1 a\nok 1 s\n");
	expect_counts(&k, 1, 1, 0);
	assert_non_null(strstr(result(&k, "s.b")->reason, "indentation"));
	ktap_free(&k);
}

static void too_deep(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct ktap k;

	(void)state;
	for (int depth = 0; depth < 2 * KTAP_DEPTH; depth++)
		sb_addf(&text, "%*sKTAP version 1\n", 2 * depth, "");
	for (int depth = 2 * KTAP_DEPTH; depth--; )
		sb_addf(&text, "%*snot ok 1 a\n", 2 * depth, "");
	feed(&k, text.buf);
	assert_true(k.errors >= KTAP_DEPTH);
	assert_int_equal(k.passed + k.skipped, 0);
	ktap_free(&k);
	sb_free(&text);
}

static void suite_fails_alone(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..1\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..1\n    ok 1 a\n"
		 "not ok 1 s\n");
	expect_counts(&k, 1, 1, 0);
	assert_non_null(strstr(result(&k, "s")->reason, "nothing below"));
	ktap_free(&k);
}

static void numbers_out_of_order(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..3\nok 1 a\nok 3 c\n");
	assert_int_equal(k.failed, 1);
	assert_non_null(strstr(result(&k, "c")->reason, "where 2 was due"));
	ktap_free(&k);
}

static void noise_is_not_ktap(void **state)
{
	struct ktap k;

	(void)state;
	ktap_init(&k);
	assert_false(ktap_line(&k, "ok 1 before any version line"));
	assert_false(ktap_line(&k, "1..5"));
	assert_true(ktap_line(&k, "KTAP version 1"));
	assert_true(ktap_line(&k, "1..1"));
	assert_false(ktap_line(&k, "random: crng init done"));
	assert_false(ktap_line(&k, "okay"));
	assert_false(ktap_line(&k, "ok a1"));
	assert_false(ktap_line(&k, "ok 1a"));
	assert_false(ktap_line(&k, "1..x"));
	assert_false(ktap_line(&k, "KTAP version x"));
	assert_true(ktap_line(&k, "# a remark"));
	assert_true(ktap_line(&k, "ok 1 a"));
	ktap_end(&k);
	expect_counts(&k, 1, 0, 0);
	ktap_free(&k);
}

static void hostile_numbers(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..99999999999999999999999\n"
		 "ok 99999999999999999999999 a\nok -1 b\nok 0 c\n");
	assert_true(k.failed > 0);
	ktap_free(&k);
}

static void very_many(void **state)
{
	struct ktap k;
	char line[64];

	(void)state;
	ktap_init(&k);
	ktap_line(&k, "KTAP version 1");
	for (int i = 1; i <= 2 * KTAP_MAX; i++) {
		snprintf(line, sizeof(line), "ok %d t", i);
		ktap_line(&k, line);
		ktap_line(&k, "noise");
	}
	ktap_end(&k);
	assert_int_equal(k.passed, 2 * KTAP_MAX);
	assert_int_equal(k.n, KTAP_MAX);
	ktap_free(&k);
}

/* Output is kept for the first failures, and not much of it for each. */
static void very_much_output(void **state)
{
	size_t kept = 0;
	struct ktap k;
	char line[64];

	(void)state;
	ktap_init(&k);
	ktap_line(&k, "KTAP version 1");
	for (int i = 1; i <= 1000; i++) {
		for (int l = 0; l < 2 * KTAP_DIAG_MAX; l++)
			ktap_line(&k, "# output");
		snprintf(line, sizeof(line), "not ok %d t", i);
		ktap_line(&k, line);
	}
	ktap_end(&k);
	assert_int_equal(k.failed, 1000);
	for (size_t i = 0; i < k.n; i++) {
		assert_true(k.results[i].diag.n <= KTAP_DIAG_MAX);
		kept += k.results[i].diag.n;
	}
	assert_int_equal(k.results[0].diag.n, KTAP_DIAG_MAX);
	assert_int_equal(k.results[999].diag.n, 0);
	assert_in_range(kept, KTAP_DIAGS, KTAP_DIAGS + KTAP_DIAG_MAX);
	ktap_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(fails_with_output),
		cmocka_unit_test(skips_with_reason),
		cmocka_unit_test(plan_not_fulfilled),
		cmocka_unit_test(end_in_a_suite),
		cmocka_unit_test(passes_without_its_plan),
		cmocka_unit_test(more_than_planned),
		cmocka_unit_test(empty_document),
		cmocka_unit_test(empty_suite),
		cmocka_unit_test(empty_suite_that_failed),
		cmocka_unit_test(two_blanks_for_each_level),
		cmocka_unit_test(without_version_lines),
		cmocka_unit_test(tabs),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(prefix_of_one_document_only),
		cmocka_unit_test(results_deeper_than_their_plan),
		cmocka_unit_test(no_header_at_all),
		cmocka_unit_test(result_is_missing),
		cmocka_unit_test(result_of_another_test),
		cmocka_unit_test(no_description),
		cmocka_unit_test(directives),
		cmocka_unit_test(unknown_version),
		cmocka_unit_test(odd_indentation),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(suite_fails_alone),
		cmocka_unit_test(numbers_out_of_order),
		cmocka_unit_test(noise_is_not_ktap),
		cmocka_unit_test(hostile_numbers),
		cmocka_unit_test(very_many),
		cmocka_unit_test(very_much_output),
	};

	return cmocka_run_group_tests_name("ktap", tests, NULL, NULL);
}
