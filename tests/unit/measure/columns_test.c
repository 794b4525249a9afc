// SPDX-License-Identifier: GPL-2.0-only
/* The kernels that a benchmark compares: which, in which order, and with which limits. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "measure/columns.h"
#include "util/fail.h"

/* k is Linux 6.12; k73 is mainline's 7.3, which has a mode of its own and two series. */
static int setup(void **state)
{
	if (fixture_setup(state))
		return -1;
	make_kernel("k");
	make_kernel("k73");
	put("k73/Makefile", "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\n");
	put("k73/include/linux/pgtable.h", "void lazy_mmu_mode_enable(void);\n");
	free(git_in("k73", "commit -q -a -m 7.3"));
	make_series();
	put("home/versions/7.3", "debian = linux-source-7.3\nseries = fix-x stateful\n"
	    "mainline-mode = yes\ndialect = counters\nsuites = s\n");
	put("home/series/cover.fix-x", "mm: one small thing\n\nThat is why.\n");
	put("home/bench/budgets", "t w insns max 4 mainline 0.35\nt w calls max 1\n");
	put("home/bench/budgets.fix-x", "t w calls max 3\n");
	return 0;
}

static void open_columns(struct columns *c, struct versions *vs,
			 const struct columns_request *rq)
{
	assert_int_equal(versions_load(vs), 0);
	if (columns_open(c, vs, rq))
		fail_msg("%s", fail_message());
}

static void expect(const struct columns *c, size_t i, enum role role, const char *name,
		   enum variant variant, const char *series, size_t budgets)
{
	const struct column *col = &c->v[i];

	assert_true(i < c->n);
	assert_int_equal(col->role, role);
	assert_string_equal(col->name, name);
	assert_int_equal(col->variant, variant);
	assert_int_equal(col->budgets.n, budgets);
	if (series)
		assert_string_equal(col->kernel.series, series);
	else
		assert_null(col->kernel.series);
}

/* Mainline's version: all its series, and its stock kernel is mainline's kernel. */
static void test_mainline(void **state)
{
	struct columns_request rq = { .kernel = at("k73"), .mainline = true };
	struct versions vs;
	struct columns c;

	(void)state;
	open_columns(&c, &vs, &rq);
	assert_int_equal(c.n, 3);
	expect(&c, 0, ROLE_STOCK, "stock", MAINLINE, NULL, 0);
	expect(&c, 1, ROLE_SERIES, "fix-x", MAINLINE, "fix-x", 1);
	expect(&c, 2, ROLE_SERIES, "ported", PORTED, "stateful", 2);
	assert_string_equal(c.v[0].kernel.release, "7.3.4");
	assert_int_equal(columns_mainline(&c), 0);
	assert_int_equal(columns_ported(&c), 2);
	assert_true(columns_many(&c));
	columns_free(&c);
	versions_free(&vs);

	rq.series = "fix-x";
	rq.with = true;
	open_columns(&c, &vs, &rq);
	assert_int_equal(c.n, 2);
	expect(&c, 1, ROLE_SERIES, "fix-x", MAINLINE, "fix-x", 1);
	assert_int_equal(columns_ported(&c), -1);
	assert_false(columns_many(&c));
	columns_free(&c);

	rq.series = NULL;
	assert_true(columns_open(&c, &vs, &rq) < 0);
	assert_int_equal(fail_code(), EXIT_USAGE);
	assert_string_equal(fail_message(),
			    "--with needs --series: for Linux 7.3 there are fix-x,stateful");
	columns_free(&c);
	versions_free(&vs);
}

/* Any other version is compared with mainline's kernel. */
static void test_other(void **state)
{
	struct columns_request rq = { .kernel = at("k"), .mainline = true };
	struct versions vs;
	struct columns c;

	(void)state;
	open_columns(&c, &vs, &rq);
	assert_int_equal(c.n, 3);
	expect(&c, 0, ROLE_STOCK, "stock", STOCK, "stateful", 0);
	expect(&c, 1, ROLE_SERIES, "ported", PORTED, "stateful", 2);
	expect(&c, 2, ROLE_MAINLINE, "mainline", MAINLINE, NULL, 0);
	assert_string_equal(c.v[2].missing, "versions/6.12 names no 'mainline'");
	assert_int_equal(columns_mainline(&c), 2);
	columns_free(&c);
	versions_free(&vs);

	rq.mainline = false;
	open_columns(&c, &vs, &rq);
	assert_string_equal(c.v[2].missing, "not asked for");
	columns_free(&c);
	versions_free(&vs);
}

/* A mistake in the limits of any series is noticed before there is a kernel. */
static void test_budgets(void **state)
{
	(void)state;
	assert_int_equal(columns_check(), 0);
	put("home/bench/budgets.fix-x", "t w calls most 3\n");
	assert_true(columns_check() < 0);
	assert_contains(fail_message(), "bench/budgets.fix-x:1: 'most 3' is not a limit");
	fail_clear();
	sh("rm home/bench/budgets.fix-x");
	assert_int_equal(columns_check(), 0);
	sh("rm home/bench/budgets");
	assert_true(columns_check() < 0);
	assert_contains(fail_message(), "bench/budgets cannot be read");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_mainline), TEST(test_other), TEST(test_budgets),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
