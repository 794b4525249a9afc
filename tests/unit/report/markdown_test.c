// SPDX-License-Identifier: GPL-2.0-only
/* The benchmark's document and its plots. */
#include "fixture.h"
#include "sides.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/markdown.h"
#include "report/plot.h"
#include "util/fail.h"
#include "util/file.h"

#define ROW(name, what, n, stock, ported, ...) \
	{ .workload = (char *)name, .counter = (char *)what, .pages = n, \
	  .cost = { [AT_STOCK] = stock, [AT_PORTED] = ported, [AT_MAINLINE] = NAN }, \
	  .judged = AT_PORTED, .unknown = -1, __VA_ARGS__ }

static struct costs_row rows[] = {
	ROW("v-1", "insns", 1, 1, 2, .limits = (char *)"<= 1", .verdict = VERDICT_OVER),
	ROW("v-4", "insns", 4, 4, 8, .limits = (char *)""),
	ROW("v-4", "calls", 4, 4, 8, .limits = (char *)""),
	ROW("v-nested-4", "insns", 4, 4, 8, .limits = (char *)""),
	ROW("v-16", "insns", 16, 16, 32, .limits = (char *)""),
};

static struct columns columns;

static const struct costs costs = {
	.target = (char *)"m", .columns = &columns,
	.missing = { [AT_MAINLINE] = (char *)"none" },
	.v = rows, .n = 5,
};

static int setup(void **state)
{
	sides_make(&columns);
	return fixture_setup(state);
}

static int teardown(void **state)
{
	columns_free(&columns);
	return fixture_teardown(state);
}

static void test_script(void **state)
{
	struct strbuf script = STRBUF_INIT;

	(void)state;
	assert_int_equal(plot_script(&costs, "x", "p.svg", &script), 0);
	assert_int_equal(script.len, 0);
	assert_int_equal(plot_script(&costs, "v", "p.svg", &script), 3);
	assert_contains(script.buf, "1 1.0 2.0 NaN\n4 4.0 8.0 NaN\n16 16.0 32.0 NaN\n");
	assert_contains(script.buf, "title 'ported'");
	assert_null(strstr(script.buf, "title 'mainline'"));
	sb_free(&script);
}

/* If gnuplot cannot be run, the failure says why. */
static void test_no_gnuplot(void **state)
{
	struct strbuf script = STRBUF_INIT;
	char *path = str_dup(getenv("PATH"));

	(void)state;
	setenv("PATH", at("bin"), 1);
	assert_true(plot_draw(top, &script) < 0);
	assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
	assert_contains(fail_message(), "gnuplot");
	fail_clear();
	assert_int_equal(mkdir_p(at("bin"), 0755), 0);
	assert_int_equal(symlink("gnuplot", at("bin/gnuplot")), 0);
	assert_true(plot_draw(top, &script) < 0);
	assert_non_null(fail_message());
	assert_contains(fail_message(), "gnuplot");
	fail_clear();
	setenv("PATH", path, 1);
	free(path);
}

/* Write a document with a fake gnuplot, which runs in the directory of the document. */
static char *write_document(const char *template, bool partial)
{
	struct settings settings = { 0 };
	char *target_name[] = { (char *)"xen", (char *)"arm", NULL };
	struct defect defect = {
		.name = (char *)"d", .what = (char *)"it hangs",
		.targets = { .v = target_name, .n = 2 },
	};
	const struct version old = { .name = (char *)"6.12" };
	const struct version new = {
		.name = (char *)"7.3", .defects = &defect, .nr_defects = 1,
	};
	const struct target machine = { .name = (char *)"m",
					.description = (char *)"a machine" };
	const struct target *targets[] = { &machine };
	struct markdown m = {
		.columns = &columns, .costs = &costs, .targets = targets, .n = 1,
		.settings = &settings, .partial = partial,
	};
	char *path = str_dup(getenv("PATH")), *with = NULL, *text = NULL;

	for (size_t i = 0; i < columns.n; i++) {
		bool is_new = i == AT_MAINLINE;

		columns.v[i].version = is_new ? &new : &old;
		columns.v[i].kernel.release = str_dup(is_new ? "7.3.4" : "6.12.1");
	}
	put("home/bench/results.template", template);
	script("bin/gnuplot", "cat > script\n");
	with = str_fmt("%s:%s", at("bin"), path);
	setenv("PATH", with, 1);
	sl_split(&settings.plots, "w v", " ");
	if (!markdown_write(&m, at("docs")))
		text = get("docs/results.md");
	setenv("PATH", path, 1);
	settings_free(&settings);
	for (size_t i = 0; i < columns.n; i++)
		kernel_free(&columns.v[i].kernel);
	free(path);
	free(with);
	return text;
}

static void test_document(void **state)
{
	char *text;

	(void)state;
	text = write_document("# Title\n@defects@\n\n@over@\n@plots@\n\n@targets@\n", false);
	assert_non_null(text);
	assert_contains(text, "# Title\n- Linux 7.3 has a defect that the benchmark avoids, on xen, arm: it hangs.\n\n"
			      "- m: v-1, insns: 2; budget <= 1\n"
			      "![m, v: cost against pages](plots/m-v.svg)\n\n"
			      "## m: a machine\n- mainline is left out: none\n\n"
			      "| workload | counter |");
	free(text);
	text = get("docs/script");
	assert_contains(text, "set output 'plots/m-v.svg'");
	free(text);
}

static void test_partial(void **state)
{
	char *text;

	(void)state;
	text = write_document("@partial@\nx\n", false);
	assert_string_equal(text, "x\n");
	free(text);
	text = write_document("@partial@\n@kernels@\n", true);
	assert_contains(text, "These are not all results");
	assert_contains(text, "- stock: Linux 6.12.1\n- ported: Linux 6.12.1\n- mainline: Linux 7.3.4\n");
	free(text);
}

static void test_bad_template(void **state)
{
	(void)state;
	assert_null(write_document("x\n@nonsense@\n", false));
	assert_contains(fail_message(), "results.template:2: there is no part '@nonsense@'");
	assert_false(exists(at("docs/results.md")));
}

/* The repository's template names only parts that exist. */
static void test_our_template(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	char *text;

	(void)state;
	assert_int_equal(read_file("bench/results.template", &sb), 0);
	text = write_document(sb.buf, false);
	if (!text)
		fail_msg("%s", fail_message());
	else
		assert_null(strstr(text, "\n@"));
	free(text);
	sb_free(&sb);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_script), TEST(test_no_gnuplot), TEST(test_document),
		TEST(test_partial), TEST(test_bad_template), TEST(test_our_template),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
