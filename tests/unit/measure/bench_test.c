// SPDX-License-Identifier: GPL-2.0-only
/* Benchmarks without a kernel: plans, measurements, budgets, tables. */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/plan.h"
#include "measure/samples.h"
#include "measure/size.h"
#include "measure/table.h"
#include "report/bench.h"
#include "util/fail.h"
#include "util/file.h"

static void expect_failure(int ret, const char *message)
{
	assert_true(ret < 0);
	assert_non_null(fail_message());
	if (!strstr(fail_message(), message))
		fail_msg("'%s' does not say '%s'", fail_message(), message);
	fail_clear();
}

static const char map[] =
	"ffffffff81000000 T _text\n"
	"ffffffff81000010 0000000000000008 t lazy_mmu_bench_begin\n"
	"ffffffff81000020 t lazy_mmu_bench_end\n"
	"ffffffff81000030 T flush\n"
	"ffffffff81000040 t flush.isra.0\n"
	"ffffffff81000050 T flush_other\n"
	"0000000000000008 d flushed\n"
	"                 U undefined\n"
	"ffffffff81000060 D flush_data\n"
	"ffffffff81000070 t flush.cold\n"
	"ffffffff81000080 t flush.part.0\n"
	"ffffffff81000090 t rest.part.0\n"
	"ffffffff810000a0 t rest.part.0.cold\n"
	"nonsense\n";

static void symbols(void **state)
{
	const struct symbol *s;
	struct symbols all = { 0 };

	(void)state;
	symbols_parse(&all, map);
	assert_int_equal(all.n, 12);
	s = symbols_find(&all, "lazy_mmu_bench_begin", NULL);
	assert_non_null(s);
	assert_true(s->address == 0xffffffff81000010 && s->size == 8);
	/* "d" is also a number */
	s = symbols_find(&all, "flushed", NULL);
	assert_non_null(s);
	assert_true(s->type == 'd' && s->address == 8 && !s->size);
	s = symbols_find(&all, "flush", NULL);
	s = symbols_find(&all, "flush", s);
	assert_string_equal(s->name, "flush.isra.0");
	/* a piece that is jumped to is no copy */
	s = symbols_find(&all, "flush", s);
	assert_string_equal(s->name, "flush.part.0");
	assert_null(symbols_find(&all, "flush", s));
	assert_null(symbols_find(&all, "undefined", NULL));
	symbols_free(&all);
}

static struct target machine(const char *count)
{
	struct target t = { .name = "m" };

	sl_add(&t.spaces, "kernel f000 ffff");
	sl_add(&t.counts, count);
	return t;
}

static int make_plan_at(unsigned long entry, const char *kernel,
			const char *count, struct strbuf *out,
			struct strlist *absent)
{
	struct symbols k = { 0 }, g = { 0 };
	struct target t = machine(count);
	int ret;

	t.entry = entry;
	sl_split(&t.interrupts, "irq_enter irq_enter_rcu", " ");
	symbols_parse(&k, kernel);
	symbols_parse(&g, "400 T lazy_mmu_bench_begin\n404 T lazy_mmu_bench_end\n");
	ret = plan_make(&t, &k, &g, out, absent);
	symbols_free(&k);
	symbols_free(&g);
	sl_free(&t.spaces);
	sl_free(&t.counts);
	sl_free(&t.interrupts);
	return ret;
}

static int make_plan(const char *kernel, const char *count, struct strbuf *out,
		     struct strlist *absent)
{
	return make_plan_at(0, kernel, count, out, absent);
}

#define MARKERS	"begin ffffffff81000010\nend ffffffff81000020\n" \
	"begin 400\nend 404\nspace kernel f000 ffff\n"

static void plans(void **state)
{
	static const struct {
		const char *count, *plan;
	} good[] = {
		{ "n insn kernel 0f05 0f22d8/fffff8",
		  MARKERS "insn n kernel 0f05 ffff\ninsn n kernel 0f22d8 fffff8\n" },
		{ "n call flush gone",
		  MARKERS "call n ffffffff81000030\ncall n ffffffff81000040\n" },
		{ "n all kernel", MARKERS "all n kernel\n" },
		{ "n call rest", MARKERS "call n ffffffff81000090\n" },
		{ "n call flush_data", MARKERS },
	};
	static const char *const bad[] = {
		"n", "n call", "n insn kernel", "n insn kernel 0f0",
		"n insn kernel 0f05/ff", "n insn kernel 0g", "n what kernel 0f",
		"n insn kernel 000102030405060708",
	};
	struct strlist absent = { 0 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		sb_reset(&out);
		assert_int_equal(make_plan(map, good[i].count, &out, &absent), 0);
		assert_string_equal(out.buf, good[i].plan);
	}
	/* callers may skip the beginning of a function */
	sb_reset(&out);
	assert_int_equal(make_plan_at(8, map, "n call flush_other rest", &out,
				      &absent), 0);
	assert_string_equal(out.buf, MARKERS "call n ffffffff81000058\n"
			    "call n ffffffff81000098\n");
	/* interrupts are counted if the kernel has what counts them */
	sb_reset(&out);
	assert_int_equal(make_plan("ffffffff81000010 t lazy_mmu_bench_begin\n"
				   "ffffffff81000020 t lazy_mmu_bench_end\n"
				   "30 T irq_enter\n40 T irq_enter_rcu\n",
				   "n all kernel", &out, &absent), 0);
	assert_string_equal(out.buf, MARKERS "all n kernel\n"
			    "call interrupts 30\ncall interrupts 40\n");
	/* of flush_data there is no function */
	assert_int_equal(absent.n, 1);
	assert_string_equal(absent.v[0], "n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_failure(make_plan(map, bad[i], &out, &absent),
			       "targets/m: 'count = ");
	expect_failure(make_plan("1 T other\n", "n call f", &out, &absent),
		       "the kernel has no lazy_mmu_bench_begin()");
	expect_failure(make_plan("1 t lazy_mmu_bench_begin\n"
				 "1 t lazy_mmu_bench_end\n", "n call f", &out,
				 &absent),
		       "are one function");
	sl_free(&absent);
	sb_free(&out);
}

/* All targets count what can be counted. */
static void our_targets(void **state)
{
	struct strlist absent = { 0 };
	struct strbuf out = STRBUF_INIT;
	struct symbols s = { 0 };
	struct targets ts;

	(void)state;
	symbols_parse(&s, map);
	assert_int_equal(targets_load("targets", &ts), 0);
	for (size_t i = 0; i < ts.n; i++) {
		if (plan_make(&ts.v[i], &s, &s, &out, &absent))
			fail_msg("%s", fail_message());
	}
	assert_true(target_find(&ts, "x86_64-xen")->counts.n > 0);
	assert_int_equal(target_find(&ts, "x86_64-xen")->interrupts.n, 2);
	assert_string_equal(target_find(&ts, "x86_64-xen")->srcarch, "x86");
	assert_string_equal(target_find(&ts, "arm64")->srcarch, "arm64");
	/* callers of the kernel's functions enter them there (ELFv2) */
	assert_int_equal(target_find(&ts, "powerpc")->entry, 8);
	assert_int_equal(target_find(&ts, "powerpc-radix")->entry, 8);
	assert_int_equal(target_find(&ts, "x86_64")->entry, 0);
	targets_free(&ts);
	symbols_free(&s);
	sl_free(&absent);
	sb_free(&out);
}

/* A machine that boots another's kernel has its entry, and what it appends not. */
static void entries(void **state)
{
	static const char *const bad[] = { "x", "-8", "8x", "65", " " };
	static const char target[] =
		"arch = a\nconfig = c\nmake = m\nimage = i\nqemu = q\n"
		"append = p\nbench-append = b\nentry = ";
	struct targets ts;
	char *text;

	(void)state;
	text = str_fmt("%s8\n", target);
	put("targets/t", text);
	free(text);
	put("targets/u", "boots = t\nqemu = q\nappend = p\n");
	assert_int_equal(targets_load(at("targets"), &ts), 0);
	assert_int_equal(target_find(&ts, "t")->entry, 8);
	assert_string_equal(target_find(&ts, "t")->bench_append, "b");
	assert_int_equal(target_find(&ts, "u")->entry, 8);
	assert_string_equal(target_find(&ts, "u")->bench_append, "");
	targets_free(&ts);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		text = str_fmt("%s%s\n", target, bad[i]);
		put("targets/t", text);
		free(text);
		expect_failure(targets_load(at("targets"), &ts), "t:8: ");
	}
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

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
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
	w = measure_find(&m, "x-1");
	assert_non_null(w);
	assert_int_equal(w->runs, 4);
	assert_int_equal(w->pages, 8);
	/* two operations each, and two instructions for the loop */
	assert_true(fabs(measure_median(&m, w, 0) - (6003 / 2.0 - 2)) < 1e-6);
	assert_true(fabs(measure_spread(&m, w, 0) - 5 / 2999.5) < 1e-6);
	assert_int_equal(measure_counter(&m, "calls"), 1);
	assert_int_equal(measure_counter(&m, "none"), -1);
	assert_true(measure_median(&m, w, 1) == 1);
	measure_free(&m);

	/* a line that was cut off is none; then one is lacking */
	expect_failure(samples_pair("insns calls\n2000 0\n60", &lines, &m),
		       "8 workloads and 1 have been counted");
	expect_failure(samples_pair("", &lines, &m), "counted nothing");
	expect_failure(samples_pair("insns\n" "1\n1\n1\n1\n1\n1\n1\n1 2\n", &lines, &m),
		       "'1 2'");
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
	/* two without are not enough */
	assert_int_equal(measure_find(&m, "often-1")->runs, 4);
	assert_true(measure_median(&m, measure_find(&m, "often-1"), 0) == 4.5);
	assert_int_equal(measure_find(&m, "seldom-1")->runs, 3);
	assert_true(measure_median(&m, measure_find(&m, "seldom-1"), 0) == 4);
	assert_true(measure_spread(&m, measure_find(&m, "seldom-1"), 0) == 0);
	measure_free(&m);
	sl_free(&lines);
}

static void expect_verdict(const struct budgets *b, const char *target,
			   double ported, double stock, double mainline,
			   enum budget_verdict verdict)
{
	const double cost[] = {
		[PORTED] = ported, [STOCK] = stock, [MAINLINE] = mainline,
	};
	struct strbuf text = STRBUF_INIT;
	size_t open;

	assert_int_equal(budgets_judge(b, target, "w-1", "insns", cost, &text,
				       &open),
			 verdict);
	sb_free(&text);
}

/* If it cannot be said whether a budget applies, it is not met. */
static void budget_gives_up(void **state)
{
	const double cost[] = { 4, 4, 12 };
	struct strbuf text = STRBUF_INIT;
	struct budgets b;
	size_t open;

	(void)state;
	put("b", "(x+)+y|x+z w-1 insns max 1\n");
	assert_int_equal(budgets_load(at("b"), &b), 0);
	assert_true(budgets_judge(&b, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxz",
				  "w-1", "insns", cost, &text, &open) < 0);
	assert_contains(fail_message(), "match limit exceeded");
	sb_free(&text);
	budgets_free(&b);
}

static void budgets(void **state)
{
	static const char *const bad[] = {
		"t w c\n", "t w c max\n", "t w c max x\n", "t w c least 1\n",
		"( w c max 1\n", "t ( c max 1\n",
		"t w c max 1 max 1 max 1 max 1 max 1\n",
	};
	const double cost[] = { 4, 4, 12 }, unknown[] = { 4, NAN, NAN };
	size_t open;
	struct strbuf text = STRBUF_INIT;
	struct budgets b;

	(void)state;
	put("b", "# comment\n\nx|y w-.* insns max 4 mainline 0.35\n"
	    "y w-1 insns stock 1.005 aim 2 aim-stock 0.5\n"
	    "z w-1 insns max 1\n");
	assert_int_equal(budgets_load(at("b"), &b), 0);
	expect_verdict(&b, "x", 4, NAN, 12, VERDICT_OK);
	expect_verdict(&b, "x", 4.01, NAN, 12, VERDICT_OVER);
	expect_verdict(&b, "x", 4, NAN, 11, VERDICT_OVER);
	expect_verdict(&b, "x", 4, NAN, NAN, VERDICT_OK);
	expect_verdict(&b, "x", NAN, 1, 1, VERDICT_OPEN);
	expect_verdict(&b, "y", 4, 3.9, 12, VERDICT_OVER);
	expect_verdict(&b, "y", 3, 3, 12, VERDICT_OK);
	expect_verdict(&b, "xy", 99, 1, 1, VERDICT_NONE);
	budgets_judge(&b, "y", "w-1", "insns", cost, &text, &open);
	assert_string_equal(text.buf,
			    "<= 4, <= 0.35 mainline, <= 1.005 stock, 2 aimed at, 0.5 stock aimed at");
	assert_int_equal(open, 0);
	budgets_judge(&b, "y", "w-1", "insns", unknown, &text, &open);
	assert_int_equal(open, 2);
	assert_non_null(budgets_unused(&b));
	assert_int_equal(budgets_unused(&b)->line, 5);
	expect_verdict(&b, "z", 1, 1, 1, VERDICT_OK);
	assert_null(budgets_unused(&b));
	budgets_free(&b);
	sb_free(&text);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put("b", bad[i]);
		expect_failure(budgets_load(at("b"), &b), "b:1: ");
	}
	assert_int_equal(budgets_load("bench/budgets", &b), 0);
	assert_true(b.n > 0);
	budgets_free(&b);
}

/* What is counted on a machine without a 'count' for it. */
static bool is_derived(const char *counter)
{
	static const char *const names[] = {
		"insns", "exponent", "irqs-off", "text", "text-added", "task",
		"per-cpu", "stack",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
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

/* A misspelt budget is met by nothing. */
static void our_budgets(void **state)
{
	struct budgets b;
	struct targets ts;

	(void)state;
	assert_int_equal(budgets_load("bench/budgets", &b), 0);
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

static const struct bench_row *row(const struct bench_table *t,
				   const char *workload, const char *counter)
{
	for (size_t i = 0; i < t->n; i++) {
		if (!strcmp(t->v[i].workload, workload) &&
		    !strcmp(t->v[i].counter, counter))
			return &t->v[i];
	}
	return NULL;
}

static void tables(void **state)
{
	const struct bench *v[N_VARIANTS] = { 0 };
	struct bench ported, stock;
	const struct bench_row *r;
	struct bench_table t;
	struct budgets b;
	json_t *json;

	(void)state;
	put("b", ".* madvise-.* insns stock 1.005\n.* madvise-16M zero max 0\n");
	assert_int_equal(budgets_load(at("b"), &b), 0);
	measured(&ported, "insns zero\n1 0\n11 0\n102 0\n");
	measured(&stock, "insns zero\n1 0\n11 0\n101 0\n");
	v[PORTED] = &ported;
	v[STOCK] = &stock;
	bench_table_make(&t, "m", v, &b, NULL);
	r = row(&t, "madvise-16M", "insns");
	assert_non_null(r);
	assert_true(r->cost[PORTED] == 10 && r->cost[STOCK] == 10 && isnan(r->cost[MAINLINE]));
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_int_equal(row(&t, "madvise-256M", "insns")->verdict, VERDICT_OVER);
	assert_int_equal(bench_table_over(&t), 1);
	/* a counter without a budget that counts nothing is not shown */
	assert_non_null(row(&t, "madvise-16M", "zero"));
	assert_null(row(&t, "madvise-256M", "zero"));
	r = row(&t, "madvise-256M", "exponent");
	assert_non_null(r);
	assert_true(fabs(r->cost[STOCK] - 1) < 1e-6);
	json = bench_table_json(&t);
	assert_non_null(json);
	assert_int_equal(json_array_size(json_object_get(json, "rows")), t.n);
	assert_true(fabs(json_number_value(json_object_get(
		json_array_get(json_object_get(json, "rows"), 0), "of_stock")) - 1) < 1e-6);
	assert_non_null(json_object_get(json, "functions"));
	assert_non_null(json_object_get(json, "frames"));
	json_decref(json);
	bench_table_free(&t);
	bench_free(&ported);
	bench_free(&stock);
	budgets_free(&b);
}

/* What a kernel has no functions for is not 0, and not left out. */
static void absent_counters(void **state)
{
	const struct bench *v[N_VARIANTS] = { 0 };
	const struct bench_row *r;
	struct bench ported, stock;
	struct bench_table t;
	struct budgets b;
	char *text = NULL;
	size_t len;
	FILE *to;

	(void)state;
	put("b", "m madvise-16M flushes max 9 stock 1\nm madvise-16M gone max 9\n"
	    "m other flushes max 9\n");
	assert_int_equal(budgets_load(at("b"), &b), 0);
	measured(&ported, "insns flushes\n1 0\n11 7\n101 0\n");
	measured(&stock, "insns\n1\n11\n101\n");
	sl_add(&stock.absent, "flushes");
	v[PORTED] = &ported;
	v[STOCK] = &stock;
	bench_table_make(&t, "m", v, &b, NULL);
	r = row(&t, "madvise-16M", "flushes");
	assert_non_null(r);
	assert_true(isnan(r->cost[STOCK]) && r->cost[PORTED] == 7);
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_int_equal(bench_table_open(&t), 1);
	assert_null(bench_table_unknown(&t));
	to = open_memstream(&text, &len);
	assert_non_null(to);
	bench_table_remarks(&t, "- ", to);
	fclose(to);
	assert_string_equal(text, "- stock has none of the functions that count as 'flushes'\n");
	free(text);
	bench_table_free(&t);
	assert_non_null(budgets_unused(&b));

	sl_add(&ported.absent, "gone");
	bench_table_make(&t, "m", v, &b, NULL);
	r = bench_table_unknown(&t);
	assert_non_null(r);
	assert_string_equal(r->counter, "gone");
	bench_table_free(&t);
	bench_free(&ported);
	bench_free(&stock);
	budgets_free(&b);
}

/* For how long a hypercall keeps interrupts off; and digits that are judged. */
static void irqs_off(void **state)
{
	const struct bench *v[N_VARIANTS] = { 0 };
	struct strlist lines = { 0 };
	const struct bench_row *r;
	struct bench ported = { 0 };
	struct bench_table t;
	struct budgets b;
	char *text = NULL;
	size_t len;
	FILE *to;

	(void)state;
	put("b", "m section-512 irqs-off max 4.003\n");
	assert_int_equal(budgets_load(at("b"), &b), 0);
	sl_add(&lines, "nothing 1 0");
	sl_add(&lines, "section-512 1 512");
	assert_int_equal(samples_pair("insns hypervisor hypercalls\n1 0 0\n9 1001 250\n",
				       &lines, &ported.m), 0);
	v[PORTED] = &ported;
	bench_table_make(&t, "m", v, &b, NULL);
	r = row(&t, "section-512", "irqs-off");
	assert_non_null(r);
	assert_true(fabs(r->cost[PORTED] - 4.004) < 1e-9 && isnan(r->cost[STOCK]));
	assert_int_equal(r->verdict, VERDICT_OVER);
	to = open_memstream(&text, &len);
	assert_non_null(to);
	bench_table_print(&t, true, to);
	fclose(to);
	assert_non_null(strstr(text, "| irqs-off | - | 4.004 | - |"));
	free(text);
	bench_table_free(&t);
	bench_free(&ported);
	budgets_free(&b);
	sl_free(&lines);
}

static const char disassembly[] =
	"vmlinux:     file format elf64-x86-64\n\n"
	"ffffffff81000000 <leaf>:\n"
	"ffffffff81000000:\tret\n\n"
	"ffffffff81000010 <deep>:\n"
	"ffffffff81000010:\tpush   %rbp\n"
	"ffffffff81000011:\tpush   %rbx\n"
	"ffffffff81000012:\tsub    $0x28,%rsp\n"
	"ffffffff81000016:\tsub    $0x99,%rax\n\n"
	"ffffffff81000020 <move_page_tables>:\n"
	"ffffffff81000020:\tpush   %rbp\n"
	"ffffffff81000021:\tadd    $0xffffffffffffff80,%rsp\n"
	"ffffffff81000025:\tpush   0x10(%rbp)\n"
	"ffffffff81000028:\tpush   %rax\n"
	"ffffffff81000029:\tcall   ffffffff81000000 <leaf>\n"
	"ffffffff8100002e:\tsub    $0xffffffffffffff80,%rsp\n\n"
	"ffffffff81000040 <early>:\n"
	"ffffffff81000040:\tpush   %rbx\n"
	"ffffffff81000041:\tcall   ffffffff81000000 <leaf>\n"
	"ffffffff81000046:\tpush   %rax\n";

static void footprints(void **state)
{
	struct footprint before = { 0 }, after = { 0 };
	struct strlist out = { 0 };
	uint64_t most[2];

	(void)state;
	symbols_parse(&before.symbols, "1000 10 T same\n2000 10 T larger\n"
		      "3000 8 T gone\n4000 8 t bench_empty\n5000 8 D data\n"
		      "6000 10 t twice\n6100 20 t twice\n");
	symbols_parse(&after.symbols, "1000 10 T same\n2000 20 T larger\n"
		      "4000 80 t bench_empty\n5000 80 D data\n5500 4 T new\n"
		      "6000 10 t twice\n6100 24 t twice\n");
	footprint_diff(&before, &after, &out);
	assert_int_equal(out.n, 4);
	assert_string_equal(out.v[0], "+16 16 32 larger");
	assert_string_equal(out.v[1], "-8 8 0 gone");
	assert_string_equal(out.v[2], "+4 0 4 new");
	assert_string_equal(out.v[3], "+4 32 36 twice");
	sl_free(&out);

	frames_parse(disassembly, &after.frames);
	assert_int_equal(after.frames.n, 4);
	assert_true(after.frames.v[0].size == 0 && after.frames.v[1].size == 56);
	assert_true(after.frames.v[2].size == 136 && after.frames.v[3].size == 8);
	symbols_parse(&before.frames, "ffffffff81000010 30 t deep\n"
		      "ffffffff81000020 78 t move_page_tables\n"
		      "ffffffff81000030 90 t zap_pte_range.isra.0\n"
		      "ffffffff81000040 8 t early\n");
	footprint_frames(&before, &after, &out);
	assert_int_equal(out.n, 3);
	assert_string_equal(out.v[1], "48 56 deep");
	sl_free(&out);
	footprint_holders(&before, &after, most, &out);
	assert_int_equal(out.n, 2);
	assert_string_equal(out.v[0], "120 136 move_page_tables");
	assert_string_equal(out.v[1], "144 0 zap_pte_range");
	assert_true(most[0] == 144 && most[1] == 136);
	sl_free(&out);
	footprint_free(&before);
	footprint_free(&after);
}

static void plots(void **state)
{
	struct bench_row rows[] = {
		{ "v-1", "insns", 1, { 2, 1, NAN }, 0, NULL, VERDICT_NONE, 0 },
		{ "v-4", "insns", 4, { 8, 4, NAN }, 0, NULL, VERDICT_NONE, 0 },
		{ "v-4", "calls", 4, { 8, 4, NAN }, 0, NULL, VERDICT_NONE, 0 },
		{ "v-nested-4", "insns", 4, { 8, 4, NAN }, 0, NULL, VERDICT_NONE, 0 },
		{ "v-16", "insns", 16, { 32, 16, NAN }, 0, NULL, VERDICT_NONE, 0 },
	};
	struct bench_table t = {
		.target = "m", .missing = { [MAINLINE] = "none" }, .v = rows, .n = 5,
	};
	struct strbuf script = STRBUF_INIT;

	(void)state;
	assert_int_equal(report_plot(&t, "x", "p.svg", &script), 0);
	assert_int_equal(script.len, 0);
	assert_int_equal(report_plot(&t, "v", "p.svg", &script), 3);
	assert_non_null(strstr(script.buf, "1 1.0 2.0 NaN\n4 4.0 8.0 NaN\n16 16.0 32.0 NaN\n"));
	assert_non_null(strstr(script.buf, "title 'ported'"));
	assert_null(strstr(script.buf, "title 'mainline'"));
	sb_free(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols),
		cmocka_unit_test(plans),
		cmocka_unit_test(our_targets),
		cmocka_unit_test_setup_teardown(entries, fixture_setup, fixture_teardown),
		cmocka_unit_test(measurements),
		cmocka_unit_test(interrupts),
		cmocka_unit_test_setup_teardown(budgets, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(budget_gives_up, fixture_setup, fixture_teardown),
		cmocka_unit_test(our_budgets),
		cmocka_unit_test_setup_teardown(absent_counters, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(irqs_off, fixture_setup, fixture_teardown),
		cmocka_unit_test(footprints),
		cmocka_unit_test(plots),
		cmocka_unit_test_setup_teardown(tables, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
