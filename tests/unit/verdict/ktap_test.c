// SPDX-License-Identifier: GPL-2.0-only
/* The KTAP reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "verdict/ktap.h"
#include "util/strbuf.h"

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
	return NULL;
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
	assert_non_null(strstr(result(&k, "(plan)")->reason, "1 of 3"));
	ktap_free(&k);

	/* The end comes in a nested document: both plans are broken. */
	feed(&k, "KTAP version 1\n1..1\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..5\n    ok 1 a\n");
	expect_counts(&k, 1, 2, 0);
	assert_int_equal(k.missing, 5);
	ktap_free(&k);

	/* The suite says ok, its plan says otherwise. */
	feed(&k, "KTAP version 1\n1..1\n"
		 "    KTAP version 1\n    # Subtest: s\n    1..2\n    ok 1 a\n"
		 "ok 1 s\n");
	expect_counts(&k, 1, 1, 0);
	assert_string_equal(result(&k, "s.(plan)")->name, "s.(plan)");
	ktap_free(&k);

	feed(&k, "KTAP version 1\n1..1\nok 1 a\nok 2 b\n");
	assert_int_equal(k.failed, 1);
	ktap_free(&k);
}

static void nothing_planned(void **state)
{
	struct ktap k;

	(void)state;
	feed(&k, "KTAP version 1\n1..0\nKTAP version 1\n1..1\nok 1 a\n");
	expect_counts(&k, 1, 0, 0);
	assert_int_equal(k.documents, 2);
	ktap_free(&k);
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
	assert_false(ktap_line(&k, "   ok 1 three spaces"));
	assert_false(ktap_line(&k, "ok a1"));
	assert_false(ktap_line(&k, "        ok 1 nothing was opened here"));
	assert_false(ktap_line(&k,
		"                                        ok 1 too deep"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes),
		cmocka_unit_test(fails_with_output),
		cmocka_unit_test(skips_with_reason),
		cmocka_unit_test(plan_not_fulfilled),
		cmocka_unit_test(nothing_planned),
		cmocka_unit_test(suite_fails_alone),
		cmocka_unit_test(numbers_out_of_order),
		cmocka_unit_test(noise_is_not_ktap),
		cmocka_unit_test(hostile_numbers),
		cmocka_unit_test(very_many),
	};

	return cmocka_run_group_tests_name("ktap", tests, NULL, NULL);
}
