// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second series beside the stateful one: its steps, messages, cover letter and
 * branch, and the trees that have it already.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "series/names.h"
#include "series/series.h"
#include "series/variant.h"
#include "util/fail.h"

/* The version 6.12 has the series, too, and 6.13 has no other. */
static int setup(void **state)
{
	if (fixture_setup(state))
		return -1;
	make_kernel("k");
	make_kernel("k13");
	put("k13/Makefile", "VERSION = 6\nPATCHLEVEL = 13\nSUBLEVEL = 1\n");
	free(git_in("k13", "commit -q -a -m 6.13"));
	make_series();
	put("home/versions/6.12", "debian = linux-source-6.12\nseries = stateful fix-x\n"
	    "default = yes\ndialect = stateless\nsuites = s\n");
	put("home/versions/6.13", "debian = linux-source-6.13\nseries = fix-x\n"
	    "dialect = stateless\nsuites = s\n");
	put("home/series/cover.fix-x", "mm: one small thing\n\nThat is why.\n");
	put("home/series/cover.fix-x~", "an editor's copy\n");
	put("home/series/10-mm-first/message",
	    "mm: first\n\nBecause.\n\nLazymmu-series: stateful fix-x\n");
	put("home/series/10-mm-first/message.fix-x",
	    "# comment\nmm: first\n\nIndeed.\n");
	put("home/series/15-mm-only/message",
	    "mm: only here\n\nBecause.\n\nLazymmu-series: fix-x\nLazymmu-stock: yes\n");
	put("home/series/15-mm-only/edits", "in mm/memory.c\nbefore ^int two;\n\t|int one_and_a_half;\n");
	put("home/series/ported", "line = lazy_mmu_state_t\nmainline = lazy_mmu_mode_enable\n"
	    "state = lazy_mmu_mode_disable\\([^)]\n"
	    "line.fix-x = one_and_a_half\nin = mm\n");
	return 0;
}

static void expect_steps(const char *name, enum variant variant, const char *first,
			 const char *second, size_t n)
{
	struct series s;

	assert_int_equal(series_load(name, "6.12", variant, NULL, &s), 0);
	assert_int_equal(s.n, n);
	if (first)
		assert_string_equal(s.steps[0].subject, first);
	if (second)
		assert_string_equal(s.steps[1].subject, second);
	series_free(&s);
}

static void test_steps(void **state)
{
	struct series a, b;

	(void)state;
	assert_int_equal(series_load("fix-x", "6.12", PORTED, NULL, &a), 0);
	assert_string_equal(a.steps[0].message, "mm: first\n\nIndeed.\n");
	series_free(&a);
	expect_steps(SERIES_STATEFUL, PORTED, "mm: first", "mm: second", 3);
	expect_steps("fix-x", PORTED, "mm: first", "mm: only here", 2);

	/* The shim of the stateful series is not for the other one. */
	put("home/tests/stock/message", "stock: shim\n");
	put("home/tests/stock/edits", "new a/b\n");
	expect_steps(SERIES_STATEFUL, STOCK, "stock: shim", NULL, 1);
	expect_steps("fix-x", STOCK, "mm: only here", NULL, 1);

	/* The workloads are put on top of a series, or of the stock kernel. */
	put("home/tests/mainline/message", "mainline: shim\n");
	put("home/tests/mainline/edits", "new c/d\n");
	expect_steps("fix-x", MAINLINE, "mm: first", "mm: only here", 3);
	expect_steps(NULL, MAINLINE, "mainline: shim", NULL, 1);

	assert_int_equal(series_load(SERIES_STATEFUL, "6.12", STOCK, NULL, &a), 0);
	assert_int_equal(series_load("fix-x", "6.12", STOCK, NULL, &b), 0);
	assert_string_not_equal(a.id, b.id);
	series_free(&a);
	series_free(&b);
}

static void refused(const char *part)
{
	struct series s;
	int err;

	fail_clear();
	err = series_load("fix-x", "6.12", PORTED, NULL, &s);
	if (!err)
		series_free(&s);
	assert_true(err < 0);
	assert_int_equal(fail_code(), EXIT_STEP);
	assert_contains(fail_message(), part);
}

static void test_bad_steps(void **state)
{
	(void)state;
	put("home/series/10-mm-first/message.fix-x", "mm: another\n");
	refused("10-mm-first/message.fix-x has another subject");
	put("home/series/10-mm-first/message.fix-x", "mm: x\n\nLazymmu-stock: yes\n");
	refused("10-mm-first/message.fix-x has a directive");
	put("home/series/10-mm-first/message.fix-x", "mm: x\nno empty line\n");
	refused("10-mm-first/message.fix-x:2: the line after the subject");
	put("home/series/10-mm-first/message.fix-x", "mm: first\n");
	put("home/series/20-mm-second/message.fix-x", "mm: x\n");
	refused("20-mm-second/message.fix-x is for a series that the step is not in");
	put("home/series/20-mm-second/message",
	    "mm: second\n\nBecause.\n\nLazymmu-series: stateful fix-x fix-y\n");
	refused("20-mm-second/message: there is no series 'fix-y'");
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-series:\n");
	refused("20-mm-second/message:3: Lazymmu-series: names no series");
}

static void test_patches(void **state)
{
	char *cover;

	(void)state;
	run("series fix-x -o @/out @/k", 0, "out/0002-mm-only-here.patch");
	cover = get("out/0000-cover-letter.patch");
	assert_contains(cover, "Subject: [PATCH 0/2] mm: one small thing\n\nThat is why.\n");
	free(cover);
	/* The first series of the version. */
	run("series -o @/out2 @/k", 0, "out2/0002-mm-second.patch");
	run("series -o @/out3 @/k13", 0, "out3/0002-mm-only-here.patch");
	run("series --series=fix-x -o @/out4 @/k", 0, "out4/0002-mm-only-here.patch");

	run("series fix-y -o @/out5 @/k", EXIT_USAGE,
	    "there is no series 'fix-y': the series are stateful,fix-x");
	run("series stateful -o @/out5 @/k13", EXIT_NO_SERIES,
	    "there is no series 'stateful' for Linux 6.13");
	run("series fix-x -o @/out5", EXIT_USAGE, "KERNEL is missing");
	run("series a b -o @/out5 @/k", EXIT_USAGE, "more than one KERNEL was given");
}

static void test_branches(void **state)
{
	(void)state;
	run("apply @/k", 0, "branch lazymmu/6.12 of");
	run("apply --series=fix-x @/k", 0, "branch lazymmu/6.12-fix-x of");
	run("apply @/k13", 0, "branch lazymmu/6.13-fix-x of");
	run("apply fix-x @/k", EXIT_USAGE, "more than one KERNEL was given");

	/* A tree with one of the series gets no other. */
	free(git_in("k", "checkout -q lazymmu/6.12-fix-x"));
	run("apply --series=fix-x -b again @/k", EXIT_PORTED,
	    "already has the series fix-x (see mm/memory.c)");
	run("apply -n @/k", EXIT_PORTED,
	    "already has the series fix-x (see mm/memory.c), on top of which stateful does not fit: make a branch without it by 'lazymmu revert ");
}

/* There is nothing to convert, but the series may have changed since. */
static void test_update(void **state)
{
	char *out;

	(void)state;
	put("home/series/50-mm-fast/message", "mm: fast\n\nBecause.\n\nLazymmu-part: speed\n");
	put("home/series/50-mm-fast/edits", "in mm/memory.c\ndelete ^int one;\n");
	run("apply --series=fix-x -b ported @/k", 0, "branch ported of");
	free(git_in("k", "checkout -q ported"));
	free(git_in("k", "commit -q --allow-empty -m further"));
	run("apply --update @/k", 0, "has the present version of the series fix-x, which converts nothing");
	run("apply --update --series=fix-x @/k", 0, "there is nothing to do");
	run("apply --update --series=stateful @/k", EXIT_USAGE, "has the series fix-x, and not stateful");
	run("apply --update --series=none @/k", EXIT_USAGE, "there is no series 'none'");

	put("home/series/15-mm-only/edits", "in mm/memory.c\nbefore ^int two;\n\t|long one_and_a_half;\n");
	run("apply --update -n @/k", 0, "another version of the series; no branch was made");
	out = run_out("apply --update @/k", 0);
	assert_contains(out, "-:  ------- > 2:  ");
	assert_contains(out, "branch lazymmu/6.12-update of ");
	assert_contains(out, "1 commit came after the series; ");
	assert_null(strstr(out, "and then this command again"));
	/* Parts of the other series are none of this one. */
	assert_null(strstr(out, "without the part"));
	free(out);
	assert_git("k", "log --format=%s main..lazymmu/6.12-update", "mm: only here\nmm: first");
	out = git_in("k", "show lazymmu/6.12-update:mm/memory.c");
	assert_contains(out, "long one_and_a_half;");
	free(out);

	run("revert @/k", 0, "2 commits are taken back");
	assert_git("k", "diff --name-only main lazymmu/6.12-reverted", "");
	free(git_in("k", "reset -q --soft main"));
	free(git_in("k", "commit -q -m import"));
	free(git_in("k", "branch -q -D lazymmu/6.12-update"));
	run("apply --update @/k", EXIT_BY_HAND, "apply the series again with --series=fix-x");
}

static void test_labels(void **state)
{
	static const struct {
		enum variant variant;
		const char *series, *label;
	} labels[] = {
		{ PORTED, NULL, "ported" }, { PORTED, SERIES_STATEFUL, "ported" },
		{ PORTED, "fix-x", "fix-x" }, { STOCK, "fix-x", "stock" },
		{ MAINLINE, NULL, "mainline" }, { MAINLINE, "fix-x", "mainline-fix-x" },
	};
	const struct recipe ported = { .variant = PORTED, .with = "x.cocci" };
	char *what;

	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		what = variant_label(labels[i].variant, labels[i].series);
		assert_string_equal(what, labels[i].label);
		free(what);
	}
	what = recipe_label(&ported, "fix-x");
	assert_string_equal(what, "fix-x with x.cocci");
	free(what);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_steps), TEST(test_bad_steps), TEST(test_patches),
		TEST(test_branches), TEST(test_update), TEST(test_labels),
	};

	return cmocka_run_group_tests_name("second_series", tests, NULL, NULL);
}
