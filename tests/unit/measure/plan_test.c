// SPDX-License-Identifier: GPL-2.0-only
/* Plans for the plugin. */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "measure/plan.h"
#include "util/array.h"
#include "util/fail.h"

/* Check that @err is negative and that the message of the failure contains @part. */
static void expect_failure(int err, const char *part)
{
	assert_true(err < 0);
	assert_contains(fail_message(), part);
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
		{ "n longest k kernel:0f05 *:480f07 *:cf/fe",
		  MARKERS "from n k kernel 0f05 ffff\nto n * 480f07 ffffff\nto n * cf fe\n" },
		{ "n insn kernel 0f05 cf/fe less flush gone",
		  MARKERS "insn n kernel 0f05 ffff\ninsn n kernel cf fe\n"
		  "less n ffffffff81000030\nless n ffffffff81000040\n" },
		{ "n call rest", MARKERS "call n ffffffff81000090\n" },
		{ "n call flush_data", MARKERS },
		{ "less insn kernel 0f05 less flush_data gone", MARKERS },
	};
	static const char *const bad[] = {
		"n", "n call", "n insn kernel", "n insn kernel 0f0",
		"n insn kernel 0f05/ff", "n insn kernel 0g", "n what kernel 0f",
		"n insn kernel 000102030405060708", "n longest k kernel:0f05",
		"n longest k kernel 0f05 0f07", "n longest k :0f05 k:0f07",
		"n longest k kernel:0f05 kernel:0f0",
		"n insn kernel less flush", "n insn kernel 0f05 less",
		"n insn kernel 0f0 less flush",
	};
	struct strlist absent = { 0 };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
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
	/* interrupts are counted if the kernel has the functions for that */
	sb_reset(&out);
	assert_int_equal(make_plan("ffffffff81000010 t lazy_mmu_bench_begin\n"
				   "ffffffff81000020 t lazy_mmu_bench_end\n"
				   "30 T irq_enter\n40 T irq_enter_rcu\n",
				   "n all kernel", &out, &absent), 0);
	assert_string_equal(out.buf, MARKERS "all n kernel\n"
			    "call interrupts 30\ncall interrupts 40\n");
	/* there is no function flush_data */
	assert_int_equal(absent.n, 2);
	assert_string_equal(absent.v[0], "n");
	assert_string_equal(absent.v[1], "less");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
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

/* The counters of all targets are valid. */
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

/*
 * A machine that boots another target's kernel takes over its entry, but not
 * its command line.
 */
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
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		text = str_fmt("%s%s\n", target, bad[i]);
		put("targets/t", text);
		free(text);
		expect_failure(targets_load(at("targets"), &ts), "t:8: ");
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plans),
		TEST(our_targets),
		TEST(entries),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
