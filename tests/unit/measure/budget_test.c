// SPDX-License-Identifier: GPL-2.0-only
/* Budgets: those of the repository, and broken ones. */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "measure/budget.h"
#include "measure/workloads.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/paths.h"

/* Check that @err is negative and that the message of the failure contains @part. */
static void expect_failure(int err, const char *part)
{
	assert_true(err < 0);
	assert_contains(fail_message(), part);
	fail_clear();
}

static void expect_verdict(const struct budgets *b, const char *target,
			   double ported, double stock, double mainline,
			   enum budget_verdict verdict)
{
	const struct compared cost = { ported, stock, mainline };
	struct strbuf text = STRBUF_INIT;
	size_t open;

	assert_int_equal(budgets_judge(b, target, "w-1", "insns", &cost, &text,
				       &open),
			 verdict);
	sb_free(&text);
}

/* If PCRE2 cannot decide whether a budget applies, this is a failure. */
static void budget_gives_up(void **state)
{
	const struct compared cost = { 4, 4, 12 };
	struct strbuf text = STRBUF_INIT;
	struct budgets b;
	size_t open;

	(void)state;
	put("b", "(x+)+y|x+z w-1 insns max 1\n");
	assert_int_equal(budgets_load(at("b"), NULL, &b), 0);
	assert_true(budgets_judge(&b, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxz",
				  "w-1", "insns", &cost, &text, &open) < 0);
	assert_contains(fail_message(), "match limit exceeded");
	sb_free(&text);
	budgets_free(&b);
}

static void budgets(void **state)
{
	static const char *const bad[] = {
		"t w c\n", "t w c max\n", "t w c max x\n", "t w c least 1\n", "t w c aim 1\n", "t w c min\n",
		"( w c max 1\n", "t ( c max 1\n",
		"t w c max 1 max 1 max 1 max 1 max 1\n",
	};
	const struct compared cost = { 4, 4, 12 }, unknown = { 4, NAN, NAN };
	size_t open;
	struct strbuf text = STRBUF_INIT;
	struct budgets b;

	(void)state;
	put("b", "# comment\n\nx|y w-.* insns max 4 mainline 0.35\n"
	    "y w-1 insns stock 1.005\n"
	    "z w-1 insns max 1\n");
	assert_int_equal(budgets_load(at("b"), NULL, &b), 0);
	expect_verdict(&b, "x", 4, NAN, 12, VERDICT_OK);
	expect_verdict(&b, "x", 4.01, NAN, 12, VERDICT_OVER);
	expect_verdict(&b, "x", 4, NAN, 11, VERDICT_OVER);
	expect_verdict(&b, "x", 4, NAN, NAN, VERDICT_OK);
	expect_verdict(&b, "x", NAN, 1, 1, VERDICT_OPEN);
	expect_verdict(&b, "y", 4, 3.9, 12, VERDICT_OVER);
	expect_verdict(&b, "y", 3, 3, 12, VERDICT_OK);
	expect_verdict(&b, "xy", 99, 1, 1, VERDICT_NONE);
	budgets_judge(&b, "y", "w-1", "insns", &cost, &text, &open);
	assert_string_equal(text.buf,
			    "<= 4, <= 0.35 mainline, <= 1.005 stock");
	assert_int_equal(open, 0);
	budgets_judge(&b, "y", "w-1", "insns", &unknown, &text, &open);
	assert_int_equal(open, 2);
	assert_non_null(budgets_unused(&b));
	assert_int_equal(budgets_unused(&b)->line, 5);
	expect_verdict(&b, "z", 1, 1, 1, VERDICT_OK);
	assert_null(budgets_unused(&b));
	budgets_free(&b);
	sb_free(&text);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		put("b", bad[i]);
		expect_failure(budgets_load(at("b"), NULL, &b), "b:1: ");
	}
	assert_int_equal(budgets_load("bench/budgets", NULL, &b), 0);
	assert_true(b.n > 0);
	budgets_free(&b);
}

/* An empty section costs at most 0.35 of mainline's; of 7.2's, which is shorter, 0.37. */
static void empty_section(void **state)
{
	static const char *const machines[] = { "x86_64", "arm64" };
	struct budgets b;

	(void)state;
	assert_int_equal(budgets_load("bench/budgets", NULL, &b), 0);
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		for (int cost = 35; cost <= 36; cost++) {
			const struct compared compared = { cost / 10.0, 10, 10 };
			struct strbuf text = STRBUF_INIT;
			size_t open;

			assert_int_equal(budgets_judge(&b, machines[i], "empty", "insns",
						       &compared, &text, &open),
					 cost == 35 ? VERDICT_OK : VERDICT_OVER);
			sb_free(&text);
		}
	}
	budgets_free(&b);
}

/* Budgets for one dialect or version are left out for others, and read for a check. */
static void dialects(void **state)
{
	static const struct {
		struct version version;
		const char *lines;
	} cases[] = {
		{ { .name = (char *)"6.1", .dialect = DIALECT_STATELESS }, "1 3 9" },
		{ { .name = (char *)"7.2", .dialect = DIALECT_COUNTERS }, "1 5 7 9" },
		{ { .name = (char *)"7.3", .dialect = DIALECT_COUNTERS }, "1 5 9" },
		{ { .name = NULL }, "1 3 5 7 9" },
	};
	struct budgets b;

	(void)state;
	put("b", "t a c max 1\nfor stateless\nt b c max 1\nfor counters\n"
	    "t d c max 1\nfor 7.2\nt f c max 1\nfor all\nt e c max 1\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf lines = STRBUF_INIT;

		assert_int_equal(budgets_load(at("b"), cases[i].version.name ?
					      &cases[i].version : NULL, &b), 0);
		for (size_t k = 0; k < b.n; k++)
			sb_addf(&lines, "%s%zu", k ? " " : "", b.v[k].line);
		assert_string_equal(lines.buf, cases[i].lines);
		sb_free(&lines);
		budgets_free(&b);
	}
	put("b", "t a c max 1\nfor stateles\n");
	expect_failure(budgets_load(at("b"), NULL, &b), "b:2: ");
}

/* A lower bound notices what is not done any more. */
static void lower_bound(void **state)
{
	const struct compared none = { 0, 1, 1 };
	struct strbuf text = STRBUF_INIT;
	struct budgets b;
	size_t open;

	(void)state;
	put("b", "x w-1 insns min 2 max 4\n");
	assert_int_equal(budgets_load(at("b"), NULL, &b), 0);
	expect_verdict(&b, "x", 2, NAN, NAN, VERDICT_OK);
	expect_verdict(&b, "x", 4, NAN, NAN, VERDICT_OK);
	expect_verdict(&b, "x", 1.9, NAN, NAN, VERDICT_OVER);
	expect_verdict(&b, "x", 4.1, NAN, NAN, VERDICT_OVER);
	expect_verdict(&b, "x", NAN, 2, 2, VERDICT_OPEN);
	assert_int_equal(budgets_judge(&b, "x", "w-1", "insns", &none, &text, &open),
			 VERDICT_OVER);
	assert_string_equal(text.buf, ">= 2, <= 4");
	sb_free(&text);
	budgets_free(&b);
}

/* Is the counter one that a machine has without a 'count' line? */
static bool is_derived(const char *counter)
{
	static const char *const names[] = {
		"insns", "exponent", "text", "text-added", "task",
		"per-cpu", "stack", "of-best",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], counter))
			return true;
	}
	return false;
}

static bool counts(const struct target *t, const char *counter)
{
	size_t len = strlen(counter);

	for (size_t i = 0; i < t->counts.n; i++) {
		if (!strncmp(t->counts.v[i], counter, len) &&
		    t->counts.v[i][len] == ' ')
			return true;
	}
	return is_derived(counter);
}

/* A misspelt budget would match nothing, so every budget must match. */
static void our_budgets(void **state)
{
	struct budgets b;
	struct targets ts;

	(void)state;
	assert_int_equal(budgets_load("bench/budgets", NULL, &b), 0);
	assert_int_equal(targets_load("targets", &ts), 0);
	for (size_t i = 0; i < b.n; i++) {
		size_t n = 0;

		for (size_t k = 0; k < ts.n; k++) {
			const char *name = ts.v[k].name;

			if (!ts.v[k].counts.n ||
			    regex_match(b.v[i].target, name, strlen(name)) <= 0)
				continue;
			n++;
			if (!counts(&ts.v[k], b.v[i].counter))
				fail_msg("bench/budgets:%zu: %s does not count '%s'",
					 b.v[i].line, name, b.v[i].counter);
		}
		if (!n)
			fail_msg("bench/budgets:%zu is for no target", b.v[i].line);
	}
	targets_free(&ts);
	budgets_free(&b);
}

/* Every workload of user space has a limit for its instructions, on every machine. */
static void user_space(void **state)
{
	static const char *const machines[] = { "x86_64-xen", "x86_64", "arm64", "sparc64" };
	const struct compared nothing = { 0, 1, 1 };
	struct strlist names = { 0 };
	struct budgets b;
	size_t first = 0;

	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(budgets_load("bench/budgets", NULL, &b), 0);
	assert_int_equal(workloads_load(&names), 0);
	/* those of the kernel come first */
	while (first < names.n && strcmp(names.v[first], "fork-4M"))
		first++;
	assert_true(first < names.n);
	for (size_t i = first; i < names.n; i++) {
		for (size_t m = 0; m < ARRAY_SIZE(machines); m++) {
			struct strbuf text = STRBUF_INIT;
			size_t open;

			if (budgets_judge(&b, machines[m], names.v[i], "insns", &nothing,
					  &text, &open) != VERDICT_OK)
				fail_msg("%s has no budget on %s", names.v[i],
					 machines[m]);
			sb_free(&text);
		}
	}
	sl_free(&names);
	budgets_free(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(budget_gives_up),
		TEST(budgets),
		TEST(dialects),
		TEST(empty_section),
		TEST(lower_bound),
		TEST(our_budgets),
		TEST(user_space),
	};

	return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
