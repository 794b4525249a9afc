// SPDX-License-Identifier: GPL-2.0-only
/* Matching windows of the plugin with lines of the guest. */
#include "fixture.h"

#include <math.h>

#include "measure/samples.h"
#include "util/array.h"
#include "util/fail.h"

/* Check that @err is negative and that the message of the failure contains @part. */
static void expect_failure(int err, const char *part)
{
	assert_true(err < 0);
	assert_contains(fail_message(), part);
	fail_clear();
}

#define WINDOWS \
	"insns calls\n" \
	"2500 0\n" "2000 0\n" "2000 0\n" \
	"9999 9\n" "6010 2\n" "6000 2\n" "6002 4\n" "6004 2\n"

static void add_lines(struct strlist *lines)
{
	static const char *const v[] = {
		"nothing 1000 0", "nothing 1000 0", "nothing 1000 0",
		"x-1 2 8", "x-1 2 8", "x-1 2 8", "x-1 2 8", "x-1 2 8",
	};

	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		sl_add(lines, v[i]);
}

static void measurements(void **state)
{
	struct strlist lines = { 0 };
	const struct samples *w;
	struct measurements m;

	(void)state;
	add_lines(&lines);
	assert_int_equal(samples_pair(WINDOWS, &lines, &m), 0);
	assert_int_equal(m.n, 2);
	w = samples_find(&m, "x-1");
	assert_non_null(w);
	assert_int_equal(w->runs, 4);
	assert_int_equal(w->pages, 8);
	/* two operations each, and two instructions for the loop */
	assert_true(fabs(samples_median(&m, w, 0) - (6003 / 2.0 - 2)) < 1e-6);
	assert_true(fabs(samples_spread(&m, w, 0) - 5 / 2999.5) < 1e-6);
	assert_int_equal(samples_counter(&m, "calls"), 1);
	assert_int_equal(samples_counter(&m, "none"), -1);
	assert_true(samples_median(&m, w, 1) == 1);
	samples_free(&m);

	/* a line that is cut off does not count, so one window is missing */
	expect_failure(samples_pair("insns calls\n2000 0\n60", &lines, &m),
		       "8 workloads, but the plugin has counted 1");
	expect_failure(samples_pair("", &lines, &m), "counted nothing");
	expect_failure(samples_pair("insns\n" "1\n1\n1\n1\n1\n1\n1\n1 2\n", &lines, &m),
		       "'1 2'");
	expect_failure(samples_pair("insns calls\n" "1 0\n1 0\n1 0\n1 0\n1 -2\n"
				    "1 0\n1 0\n1 0\n", &lines, &m),
		       "in the workload 'x-1', the counter 'calls' is -2: ");
	sl_free(&lines);
	sl_add(&lines, "x-1 0 8");
	expect_failure(samples_pair("insns\n1\n", &lines, &m),
		       "'x-1' has failed");
	sl_free(&lines);
	sl_add(&lines, "x-1 y");
	expect_failure(samples_pair("insns\n1\n", &lines, &m), "'x-1 y'");
	sl_free(&lines);
	sl_add(&lines, "x-1 1 1");
	expect_failure(samples_pair("insns\n1\n", &lines, &m),
		       "'nothing'");
	sl_free(&lines);
}

static void interrupts(void **state)
{
	struct strlist lines = { 0 };
	struct measurements m;

	(void)state;
	for (int i = 0; i < 3; i++)
		sl_add(&lines, "nothing 1 0");
	for (int i = 0; i < 5; i++)
		sl_add(&lines, "often-1 1 1");
	for (int i = 0; i < 6; i++)
		sl_add(&lines, "seldom-1 1 1");
	assert_int_equal(samples_pair("insns interrupts\n0 0\n0 0\n0 0\n"
				       "9 0\n5 1\n4 0\n6 1\n4 0\n"
				       "9 0\n5 1\n4 0\n4 0\n7 2\n4 0\n",
				       &lines, &m), 0);
	/* two runs without an interrupt are not enough */
	assert_int_equal(samples_find(&m, "often-1")->runs, 4);
	assert_true(samples_median(&m, samples_find(&m, "often-1"), 0) == 4.5);
	assert_int_equal(samples_find(&m, "seldom-1")->runs, 3);
	assert_true(samples_median(&m, samples_find(&m, "seldom-1"), 0) == 4);
	assert_true(samples_spread(&m, samples_find(&m, "seldom-1"), 0) == 0);
	samples_free(&m);
	sl_free(&lines);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(measurements),
		TEST(interrupts),
	};

	return cmocka_run_group_tests_name("samples", tests, NULL, NULL);
}
