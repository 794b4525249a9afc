// SPDX-License-Identifier: GPL-2.0-only
/* Tables of costs: rows, verdicts, and how they are shown. */
#include "fixture.h"
#include "sides.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/costs.h"
#include "report/costs_json.h"
#include "report/costs_text.h"
#include "util/array.h"
#include "util/fail.h"

static const struct target machine = { .name = "m" };

static void measured(struct bench *b, const char *windows)
{
	struct strlist lines = { 0 };

	sl_add(&lines, "nothing 1 0");
	sl_add(&lines, "madvise-16M 1 10");
	sl_add(&lines, "madvise-256M 1 100");
	*b = (struct bench){ 0 };
	assert_int_equal(samples_pair(windows, &lines, &b->m), 0);
	sl_free(&lines);
}

static const struct costs_row *find_row(const struct costs *t,
					const char *workload, const char *counter)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!strcmp(t->v[i].workload, workload) &&
		    !strcmp(t->v[i].counter, counter))
			return &t->v[i];
	}
	return NULL;
}

/* A row that must be there. */
static const struct costs_row *row(const struct costs *t,
				   const char *workload, const char *counter)
{
	static const struct costs_row none;
	const struct costs_row *r = find_row(t, workload, counter);

	if (!r)
		fail_msg("there is no row %s, %s", workload, counter);
	return r ? r : &none;
}

static void sides(void **state)
{
	const struct bench *v[COLUMNS_MAX] = { 0 };
	struct bench ported, stock;
	const struct costs_row *r;
	struct costs t;
	struct columns columns;
	json_t *json;

	(void)state;
	sides_make(&columns);
	put("b", ".* madvise-.* insns stock 1.005\n.* madvise-16M zero max 0\n");
	assert_int_equal(budgets_load(at("b"), NULL, &columns.v[AT_PORTED].budgets), 0);
	measured(&ported, "insns zero\n1 0\n11 0\n102 0\n");
	measured(&stock, "insns zero\n1 0\n11 0\n101 0\n");
	v[AT_PORTED] = &ported;
	v[AT_STOCK] = &stock;
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = row(&t, "madvise-16M", "insns");
	assert_true(r->cost[AT_PORTED] == 10 && r->cost[AT_STOCK] == 10 && isnan(r->cost[AT_MAINLINE]));
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_int_equal(row(&t, "madvise-256M", "insns")->verdict, VERDICT_OVER);
	assert_int_equal(costs_over(&t), 1);
	/* a counter without a budget that counts nothing is not shown */
	assert_non_null(find_row(&t, "madvise-16M", "zero"));
	assert_null(find_row(&t, "madvise-256M", "zero"));
	r = row(&t, "madvise-256M", "exponent");
	assert_true(fabs(r->cost[AT_STOCK] - 1) < 1e-6);
	json = costs_json(&t);
	assert_non_null(json);
	assert_int_equal(json_array_size(json_object_get(json, "rows")), t.n);
	assert_true(fabs(json_number_value(json_object_get(
		json_array_get(json_object_get(json, "rows"), 0), "of_stock")) - 1) < 1e-6);
	assert_non_null(json_object_get(json, "functions"));
	assert_non_null(json_object_get(json, "frames"));
	json_decref(json);
	costs_free(&t);
	run_free(&ported);
	run_free(&stock);
	columns_free(&columns);
}

/* A counter whose functions a kernel lacks is not shown as 0, and not left out. */
static void absent_counters(void **state)
{
	const struct bench *v[COLUMNS_MAX] = { 0 };
	const struct costs_row *r;
	struct bench ported, stock;
	struct costs t;
	struct columns columns;
	char *text = NULL;
	size_t len;
	FILE *to;

	(void)state;
	sides_make(&columns);
	put("b", "m madvise-16M flushes max 9 stock 1\nm madvise-16M gone max 9\n"
	    "m other flushes max 9\n");
	assert_int_equal(budgets_load(at("b"), NULL, &columns.v[AT_PORTED].budgets), 0);
	measured(&ported, "insns flushes\n1 0\n11 7\n101 0\n");
	measured(&stock, "insns\n1\n11\n101\n");
	sl_add(&stock.absent, "flushes");
	v[AT_PORTED] = &ported;
	v[AT_STOCK] = &stock;
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = row(&t, "madvise-16M", "flushes");
	assert_true(isnan(r->cost[AT_STOCK]) && r->cost[AT_PORTED] == 7);
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_int_equal(costs_open(&t), 1);
	assert_null(costs_unknown(&t));
	to = open_memstream(&text, &len);
	assert_non_null(to);
	costs_text_remarks(&t, "- ", to);
	fclose(to);
	assert_string_equal(text, "- stock has none of the functions of the counter 'flushes'\n");
	free(text);
	costs_free(&t);
	assert_non_null(budgets_unused(&columns.v[AT_PORTED].budgets));

	sl_add(&ported.absent, "gone");
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = costs_unknown(&t);
	assert_string_equal(r->counter, "gone");
	costs_free(&t);
	run_free(&ported);
	run_free(&stock);
	columns_free(&columns);
}

/* A maximum is not divided by the operations; and the digits of judged numbers. */
static void maxima(void **state)
{
	const struct bench *v[COLUMNS_MAX] = { 0 };
	struct strlist lines = { 0 };
	const struct costs_row *r;
	struct bench ported = { 0 };
	struct costs t;
	struct columns columns;
	char *text = NULL;
	size_t len;
	FILE *to;

	(void)state;
	sides_make(&columns);
	put("b", "m section-512 irqs-off max 4003.5\n");
	assert_int_equal(budgets_load(at("b"), NULL, &columns.v[AT_PORTED].budgets), 0);
	sl_add(&lines, "nothing 1000 0");
	sl_add(&lines, "section-512 4 512");
	assert_int_equal(samples_pair("insns =irqs-off\n1000 9\n9000 4004\n", &lines,
				      &ported.m), 0);
	v[AT_PORTED] = &ported;
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = row(&t, "section-512", "irqs-off");
	assert_true(r->cost[AT_PORTED] == 4004 && isnan(r->cost[AT_STOCK]));
	assert_int_equal(r->verdict, VERDICT_OVER);
	to = open_memstream(&text, &len);
	assert_non_null(to);
	costs_text_rows(&t, true, to);
	fclose(to);
	assert_contains(text, "| irqs-off | - | 4004");
	free(text);
	costs_free(&t);
	run_free(&ported);
	columns_free(&columns);
	sl_free(&lines);
}

static void sizes_and_frames(void **state)
{
	struct sizes s[COLUMNS_MAX] = {
		[AT_STOCK] = { .text = 100, .task = 10, .percpu = 7 },
		[AT_PORTED] = { .text = 120, .task = 10, .percpu = 8 },
	};
	struct functions f[COLUMNS_MAX] = { 0 };
	struct strlist holders = { 0 };
	struct columns columns;
	struct costs t = { .target = str_dup("m"), .columns = &columns };

	(void)state;
	sides_make(&columns);
	put("b", "m vmlinux text-added max 19\nm vmlinux stack stock 1.5\n");
	assert_int_equal(budgets_load(at("b"), NULL, &columns.v[AT_PORTED].budgets), 0);
	functions_add(&s[AT_STOCK].functions, "f", 100);
	functions_add(&s[AT_PORTED].functions, "f", 120);
	functions_add(&f[AT_STOCK], "f", 64);
	functions_add(&f[AT_PORTED], "f", 96);
	functions_add(&f[AT_PORTED], "g", 16);
	sl_add(&holders, "f");
	assert_int_equal(costs_add_sizes(&t, s), 0);
	assert_int_equal(costs_add_frames(&t, f, &holders), 0);
	assert_true(row(&t, "vmlinux", "text-added")->cost[AT_PORTED] == 20);
	assert_int_equal(row(&t, "vmlinux", "text-added")->verdict, VERDICT_OVER);
	assert_true(row(&t, "vmlinux", "per-cpu")->cost[AT_STOCK] == 7);
	assert_true(row(&t, "vmlinux", "stack")->cost[AT_PORTED] == 96);
	assert_int_equal(row(&t, "vmlinux", "stack")->verdict, VERDICT_OK);
	assert_int_equal(t.sizes[AT_PORTED].n, 1);
	assert_int_equal(t.frames[AT_PORTED].n, 2);
	assert_int_equal(t.holders[AT_PORTED].n, 1);
	for (int v = 0; v < COLUMNS_MAX; v++) {
		sizes_free(&s[v]);
		functions_free(&f[v]);
	}
	sl_free(&holders);
	columns_free(&columns);
	costs_free(&t);
}

/*
 * Two series are judged by budgets of their own. The stock kernel has mainline's mode,
 * so it is what "mainline" means, and it lacks a workload that the others have.
 */
static void several_series(void **state)
{
	static const struct version version = { .mainline_mode = true };
	const struct bench *v[COLUMNS_MAX] = { 0 };
	struct bench stock = { 0 }, first, second;
	struct strlist lines = { 0 };
	const struct costs_row *r;
	struct columns columns = { 0 };
	struct costs t;
	char *text = NULL;
	json_t *json;
	size_t len;
	FILE *to;

	(void)state;
	columns_add(&columns, ROLE_STOCK, "stock")->version = &version;
	columns_add(&columns, ROLE_SERIES, "fix-x")->variant = MAINLINE;
	columns_add(&columns, ROLE_SERIES, "ported")->variant = PORTED;
	put("b1", "m madvise-16M insns max 11\n");
	put("b2", "m madvise-16M insns mainline 0.35\nm madvise-256M insns stock 1\n");
	assert_int_equal(budgets_load(at("b1"), NULL, &columns.v[1].budgets), 0);
	assert_int_equal(budgets_load(at("b2"), NULL, &columns.v[2].budgets), 0);
	sl_add(&lines, "nothing 1 0");
	sl_add(&lines, "madvise-16M 1 10");
	assert_int_equal(samples_pair("insns\n1\n41\n", &lines, &stock.m), 0);
	sl_free(&lines);
	measured(&first, "insns\n1\n11\n101\n");
	measured(&second, "insns\n1\n15\n101\n");
	v[0] = &stock;
	v[1] = &first;
	v[2] = &second;
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = row(&t, "madvise-16M", "insns");
	assert_string_equal(r->limits, "fix-x: <= 11; ported: <= 0.35 mainline");
	assert_int_equal(r->verdict, VERDICT_OK);
	r = row(&t, "madvise-256M", "insns");
	assert_true(isnan(r->cost[0]) && r->cost[2] == 100);
	assert_int_equal(r->verdict, VERDICT_OPEN);
	assert_int_equal(r->unknown, -1);
	assert_int_equal(costs_open(&t), 1);
	to = open_memstream(&text, &len);
	assert_non_null(to);
	costs_text_rows(&t, true, to);
	fclose(to);
	assert_contains(text, "| workload | counter | stock | fix-x | ported | fix-x/stock | ported/stock | spread |");
	assert_contains(text, "| madvise-16M | insns | 40 | 10 | 14 | 0.250 | 0.350 |");
	free(text);
	json = costs_json(&t);
	json_decref(json);
	costs_free(&t);

	/* The other series is over its budget, and is the one that is named. */
	run_free(&first);
	measured(&first, "insns\n1\n13\n101\n");
	assert_int_equal(costs_make(&t, &machine, &columns, v, NULL), 0);
	r = row(&t, "madvise-16M", "insns");
	assert_int_equal(r->verdict, VERDICT_OVER);
	assert_int_equal(r->judged, 1);
	costs_free(&t);
	run_free(&stock);
	run_free(&first);
	run_free(&second);
	columns_free(&columns);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sides),
		TEST(absent_counters),
		TEST(maxima),
		TEST(several_series),
		TEST(sizes_and_frames),
	};

	return cmocka_run_group_tests_name("costs", tests, NULL, NULL);
}
