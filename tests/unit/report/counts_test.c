// SPDX-License-Identifier: GPL-2.0-only
/* The counts of several kernel versions, from the results of several benchmarks. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "host/proc.h"
#include "measure/settings.h"
#include "measure/workloads.h"
#include "report/counts.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"

#define ROW(workload, counter, numbers) \
	"{\"workload\": \"" workload "\", \"counter\": \"" counter "\", " numbers "}"
#define KERNEL(name, version, release, series) \
	"\"" name "\": {\"version\": \"" version "\", \"release\": \"" release "\", " \
	"\"series\": " series "}"
#define RESULT(version, kernels, targets) \
	"{\"flavour\": \"bench\", \"version\": \"" version "\", \"with\": \"\", " \
	"\"kernels\": {" kernels "}, \"targets\": [" targets "]}"

/* 6.12 has mainline's column; on the machine "arm", mainline was not measured. */
static const char six[] = RESULT("6.12",
	KERNEL("stock", "6.12", "6.12.9", "null") ", "
	KERNEL("ported", "6.12", "6.12.9", "\"stateful\"") ", "
	KERNEL("mainline", "7.3", "7.3.4", "null"),
	"{\"target\": \"xen\", \"missing\": {}, \"absent\": {\"stock\": [\"gone\"]}, \"rows\": ["
	ROW("empty", "insns", "\"stock\": 9, \"ported\": 8, \"mainline\": 7") ", "
	ROW("w-1", "insns", "\"stock\": 9, \"ported\": 8, \"mainline\": null") ", "
	ROW("w-1", "calls", "\"stock\": 137, \"ported\": 35.25, \"mainline\": null") ", "
	ROW("w-1", "gone", "\"stock\": null, \"ported\": 3, \"mainline\": null") "]}, "
	"{\"target\": \"arm\", \"missing\": {\"mainline\": \"why\"}, \"rows\": ["
	ROW("w-1", "insns", "\"stock\": 9, \"ported\": 8") ", "
	ROW("w-1", "isb", "\"stock\": 512, \"ported\": 1.0001") "]}");

static const char seven[] = RESULT("7.3",
	KERNEL("stock", "7.3", "7.3.5", "null") ", "
	KERNEL("fix-x", "7.3", "7.3.5", "\"fix-x\""),
	"{\"target\": \"xen\", \"missing\": {}, \"rows\": ["
	ROW("w-1", "insns", "\"stock\": 9, \"fix-x\": 8") ", "
	ROW("w-1", "calls", "\"stock\": 4097, \"fix-x\": 33") "]}");

static int setup(void **state)
{
	fixture_setup(state);
	put("home/versions/6.12", "debian = d\nseries = stateful\ndefault = yes\n"
	    "dialect = stateless\nsuites = s\n");
	put("home/versions/7.3", "debian = d\nseries = fix-x stateful\n"
	    "dialect = counters\nsuites = s\n");
	put("home/series/cover.fix-x", "x\n");
	put("home/bench/settings", "compared-counters = calls isb gone\n"
	    "compared-workloads = empty w-1\ncompared-workloads = elsewhere\n");
	put("six", six);
	put("seven", seven);
	return 0;
}

/* Each kernel that a version can have has a row, and what was not measured says so. */
static void test_tables(void **state)
{
	(void)state;
	run("compare @/six @/seven", 0,
	    "\n### xen: calls\n\n"
	    "| Linux | kernel | empty | w-1 |\n"
	    "|---|---|---:|---:|\n"
	    "| 6.12.9 | stock | 0 | 137 |\n"
	    "| 6.12.9 | ported | 0 | 35.25 |\n"
	    "| 7.3.5 | stock | - | 4097 |\n"
	    "| 7.3.5 | fix-x | - | 33 |\n"
	    "| 7.3 | ported | not measured | |\n"
	    "\n### xen: gone\n\n"
	    "| Linux | kernel | empty | w-1 |\n"
	    "|---|---|---:|---:|\n"
	    "| 6.12.9 | stock | - | - |\n"
	    "| 6.12.9 | ported | 0 | 3 |\n");
	run("compare @/six @/seven", 0,
	    "\n### arm: isb\n\n"
	    "| Linux | kernel | w-1 |\n"
	    "|---|---|---:|\n"
	    "| 6.12.9 | stock | 512 |\n"
	    "| 6.12.9 | ported | 1 |\n"
	    "| 7.3 | stock | not measured |\n"
	    "| 7.3 | fix-x | not measured |\n"
	    "| 7.3 | ported | not measured |\n");
	/* Another version's result has 7.3 as mainline's kernel. */
	run("compare @/six", 0, "| 7.3.4 | stock | 0 | - |\n| 7.3 | fix-x | not measured | |\n");
}

static void test_refused(void **state)
{
	(void)state;
	put("old", "{\"flavour\": \"bench\", \"kernels\": {}, \"targets\": []}");
	run("compare @/old", EXIT_TOOL, "/old does not say which version it is of");
	put("with", "{\"flavour\": \"bench\", \"version\": \"6.12\", \"with\": \"x.cocci\", "
	    "\"kernels\": {}, \"targets\": []}");
	run("compare @/six @/with", EXIT_TOOL,
	    "/with was measured with x.cocci on top of the series");
	put("test", "{\"flavour\": \"debug\", \"targets\": [{\"target\": \"a\"}]}");
	run("compare @/six @/test", EXIT_TOOL, "/test has no result of a benchmark");
	run("compare @/test @/six", EXIT_USAGE, "/six has the result of a benchmark");
	run("compare @/test", EXIT_USAGE,
	    "two results of 'lazymmu test --json' are compared, not 1");
	run("compare", EXIT_USAGE, "FILEs are needed");
	put("part", RESULT("7.3", KERNEL("stock", "7.3", "7.3.5", "null"), "")
	    "");
	run("compare @/part @/part", 0, "");
}

/* Run bench/bench.sh --tables in dir/, with the real command. */
static char *put_tables(const char *results, int status)
{
	struct strbuf out = STRBUF_INIT;
	char *script = realpath("bench/bench.sh", NULL);
	char *commands = str_fmt("rm -rf dir && mkdir -p dir/bench dir/docs dir/build/bench\n"
				 "cp six dir/build/bench/6.12.json; cp seven dir/build/bench/7.3.json\n"
				 "cp six dir/build/bench/tree.json; cp %s dir/bench/bench.sh\n"
				 "ln -s %s dir/lazymmu\n", script, command_path());
	struct proc p = { .cwd = at("dir"), .out = &out, .merge_err = true };
	const char *const argv[] = { "sh", "bench/bench.sh", "--tables", NULL };
	int ret;

	assert_non_null(script);
	sh(commands);
	put("dir/docs/results.md", results);
	ret = proc_run(argv, &p);
	if (ret != status)
		fail_msg("bench.sh: %s, not %d: %s", proc_status(ret), status, out.buf);
	free(commands);
	free(script);
	return sb_detach(&out);
}

#define BEGIN	"<!-- tables of all versions -->\n"
#define END	"<!-- end of the tables -->\n"

/* The tables replace those that were in the document, and nothing else. */
static void test_document(void **state)
{
	char *out = put_tables("a\n" BEGIN "old\n" END "b\n", 0), *text;
	char *same;

	(void)state;
	free(out);
	text = get("dir/docs/results.md");
	assert_int_equal(strncmp(text, "a\n" BEGIN "\n### xen: calls\n\n",
				 strlen("a\n" BEGIN "\n### xen: calls\n\n")), 0);
	assert_contains(text, "| 7.3.5 | fix-x | - | 33 |\n");
	assert_null(strstr(text, "old"));
	assert_contains(text, "|\n\n" END "b\n");
	out = put_tables(text, 0);
	free(out);
	same = get("dir/docs/results.md");
	assert_string_equal(same, text);
	free(same);
	free(text);
	out = put_tables("a\n" BEGIN "old\n", 3);
	assert_contains(out, "docs/results.md has no place for the tables: measure 6.12 first");
	free(out);
	text = get("dir/docs/results.md");
	assert_string_equal(text, "a\n" BEGIN "old\n");
	free(text);
	out = put_tables(END "x\n", 3);
	free(out);
}

/* The repository's template has the place for the tables. */
static void test_template(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_file("bench/results.template", &sb), 0);
	assert_contains(sb.buf, "\n" BEGIN END);
	sb_free(&sb);
}

/* The repository's settings name workloads and counters that there are. */
static void test_ours(void **state)
{
	struct strlist workloads = { 0 }, counters = { 0 };
	struct settings settings;
	struct targets targets;

	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(settings_load(&settings), 0);
	assert_int_equal(workloads_load(&workloads), 0);
	assert_int_equal(targets_load(NULL, &targets), 0);
	for (size_t i = 0; i < targets.n; i++) {
		for (size_t k = 0; k < targets.v[i].counts.n; k++) {
			const char *count = targets.v[i].counts.v[k];

			sl_addn(&counters, count, strcspn(count, " "));
		}
	}
	assert_true(settings.counters.n && settings.workloads.n);
	for (size_t i = 0; i < settings.counters.n; i++)
		assert_true(sl_has(&counters, settings.counters.v[i]));
	for (size_t i = 0; i < settings.workloads.n; i++)
		assert_true(sl_has(&workloads, settings.workloads.v[i]));
	sl_free(&workloads);
	sl_free(&counters);
	settings_free(&settings);
	targets_free(&targets);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tables), TEST(test_refused), TEST(test_document),
		TEST(test_template), TEST(test_ours),
	};

	return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
