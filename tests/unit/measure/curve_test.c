// SPDX-License-Identifier: GPL-2.0-only
/* Curves: reading their files, judging, and showing what was measured. */
#include "fixture.h"
#include "sides.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/curve.h"
#include "report/curve_text.h"
#include "util/array.h"
#include "util/fail.h"

static void test_load(void **state)
{
	struct curves c;

	(void)state;
	put("c/one.cocci", "// target: m\n// curve: size of it\n// values: 1 2 4\n"
	    "// workloads: w-1 v-8\n// files: x\n\n@@ @@\n-f(1)\n+f(VALUE)\n");
	put("c/README", "no curve\n");
	assert_int_equal(curves_load(at("c"), &c), 0);
	assert_int_equal(c.n, 1);
	assert_string_equal(c.v[0].name, "one");
	assert_string_equal(c.v[0].target, "m");
	assert_string_equal(c.v[0].title, "size of it");
	assert_int_equal(c.v[0].values.n, 3);
	assert_string_equal(c.v[0].workloads.v[1], "v-8");
	curves_free(&c);

	/* no directory, no curves */
	assert_int_equal(curves_load(at("none"), &c), 0);
	assert_int_equal(c.n, 0);
	curves_free(&c);
}

static void test_bad_file(void **state)
{
	static const char *const bad[][2] = {
		{ "// target: m\n// curve: c\n// values: 1\n", "needs lines" },
		{ "// curve: c\n// values: 1\n// workloads: w\n", "needs lines" },
		{ "// target: m\n// value: 1\n", "there is no 'value:'" },
		{ "// workloads: a b c d e\n", "too many workloads" },
	};
	struct curves c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		put("c/one.cocci", bad[i][0]);
		assert_true(curves_load(at("c"), &c) < 0);
		assert_contains(fail_message(), bad[i][1]);
		fail_clear();
	}
}

/* The patch for a value has the value, and only where VALUE is a word of the rules. */
static void test_patch(void **state)
{
	struct curves c;
	char *path = NULL, *text;

	(void)state;
	put("c/one.cocci", "// VALUE is put in.\n// target: m\n// curve: c\n// values: 31\n"
	    "// workloads: w\n@@ @@\n-f(VALUE, MY_VALUE)\n+f(VALUES, 2*VALUE) VALUE\n");
	assert_int_equal(curves_load(at("c"), &c), 0);
	assert_int_equal(curve_write_patch(&c.v[0], "31", top, &path), 0);
	assert_string_equal(strrchr(path, '/'), "/one-31.cocci");
	text = get("one-31.cocci");
	assert_string_equal(text, "// VALUE is put in.\n// target: m\n// curve: c\n// values: 31\n"
			    "// workloads: w\n@@ @@\n-f(31, MY_VALUE)\n+f(VALUES, 2*31) 31\n");
	free(text);
	free(path);
	curves_free(&c);
}

static struct costs_row rows[] = {
	{ .workload = (char *)"w-4", .counter = (char *)"insns", .pages = 4,
	  .cost = { [AT_PORTED] = 404, [AT_STOCK] = 800, [AT_MAINLINE] = NAN } },
	{ .workload = (char *)"w-4", .counter = (char *)"irqs-off", .pages = 4,
	  .cost = { [AT_PORTED] = 80, [AT_STOCK] = 20, [AT_MAINLINE] = NAN } },
};

static struct curve_point points[] = {
	{ "31", 100, { { 200, 20 } } },
	{ "512", 900, { { 100, NAN } } },
};

static struct curve curve(void)
{
	struct curve c = {
		.name = (char *)"one", .target = (char *)"m",
		.title = (char *)"updates", .v = points, .n = 2,
	};

	sl_add(&c.workloads, "w-4");
	return c;
}

/* The ported kernel, with 101 instructions for an entry, is 1 % behind the best. */
static void test_judge(void **state)
{
	struct columns columns;
	struct costs t = { .target = str_dup("m"), .columns = &columns };
	struct curve c = curve();

	(void)state;
	sides_make(&columns);
	put("b", "m w-4 of-best max 1.01\n");
	assert_int_equal(budgets_load(at("b"), NULL, &columns.v[AT_PORTED].budgets), 0);
	t.v = calloc(ARRAY_SIZE(rows), sizeof(*t.v));
	assert_non_null(t.v);
	t.room = t.n = ARRAY_SIZE(rows);
	for (size_t i = 0; i < t.n; i++) {
		t.v[i] = rows[i];
		t.v[i].workload = str_dup(rows[i].workload);
		t.v[i].counter = str_dup(rows[i].counter);
	}
	assert_int_equal(curve_judge(&c, &t), 0);
	assert_int_equal(t.n, 3);
	assert_string_equal(t.v[2].counter, "of-best");
	assert_true(fabs(t.v[2].cost[AT_PORTED] - 1.01) < 1e-9);
	assert_int_equal(t.v[2].verdict, VERDICT_OK);
	t.v[0].cost[AT_PORTED] = 405;
	assert_int_equal(curve_judge(&c, &t), 0);
	assert_int_equal(t.v[3].verdict, VERDICT_OVER);
	sl_free(&c.workloads);
	costs_free(&t);
	columns_free(&columns);
}

static void test_table(void **state)
{
	struct columns columns;
	const struct costs t = {
		.target = (char *)"m", .columns = &columns, .v = rows,
		.n = ARRAY_SIZE(rows),
	};
	struct curve c = curve();
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	assert_non_null(to);
	sides_make(&columns);
	curve_text_table(&c, &t, to);
	fclose(to);
	columns_free(&columns);
	assert_contains(text, "| stock | 200.0 | 2.000 | 20 | 1.0 | |\n"
			      "| ported | 101.0 | 1.010 | 80 | 4.0 | |\n"
			      "| 31 | 200.0 | 2.000 | 20 | 1.0 | 100 |\n"
			      "| 512 | 100.0 | 1.000 | - | - | 900 |\n");
	free(text);
	sl_free(&c.workloads);
}

static void test_plot(void **state)
{
	struct columns columns;
	const struct costs t = {
		.target = (char *)"m", .columns = &columns, .v = rows,
		.n = ARRAY_SIZE(rows),
	};
	struct strbuf script = STRBUF_INIT;
	struct curve c = curve();

	(void)state;
	sides_make(&columns);
	curve_plot_script(&c, &t, "plots/c.svg", &script);
	columns_free(&columns);
	assert_contains(script.buf, "set output 'plots/c.svg'");
	assert_contains(script.buf, "31 200.0000 1.0000\n512 100.0000 NaN\n");
	assert_contains(script.buf, "using 1:3 axes x1y2");
	sb_free(&script);
	sl_free(&c.workloads);
}

/* The curves of the repository: their machines exist, and so do their places. */
static void test_our_curves(void **state)
{
	struct curves c;
	struct targets ts;

	(void)state;
	assert_int_equal(curves_load("bench/curves", &c), 0);
	assert_int_equal(targets_load("targets", &ts), 0);
	assert_true(c.n > 0);
	for (size_t i = 0; i < c.n; i++) {
		if (!target_find(&ts, c.v[i].target))
			fail_msg("%s: there is no target '%s'", c.v[i].path, c.v[i].target);
	}
	targets_free(&ts);
	curves_free(&c);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_load),
		TEST(test_bad_file),
		TEST(test_patch),
		TEST(test_judge),
		TEST(test_table),
		TEST(test_plot),
		TEST(test_our_curves),
	};

	return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
