// SPDX-License-Identifier: GPL-2.0-only
/* Kernels that are broken on purpose: headers, and verdicts. */
#include "fixture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/regex.h"
#include "../busted/seen.h"
#include "../busted/variant.h"

#define HEADER "// SPDX-License-Identifier: GPL-2.0-only\n" \
	"// What is broken: all of it.\n//\n" \
	"// target: box\n// caught-by: s.one, w\n" \
	"// caught-by: console kernel BUG at .*, line\n" \
	"// files: x\n// in: mm\n\n// target: no more of it\n@@\n@@\n- x\n"

static void load(const char *text, struct variant *v)
{
	put("x.cocci", text);
	if (variant_load(at("x.cocci"), v))
		fail_msg("%s", fail_message());
}

static void test_header(void **state)
{
	struct variant v;

	(void)state;
	load(HEADER, &v);
	assert_string_equal(v.name, "x");
	assert_false(v.stock);
	assert_string_equal(v.target, "box");
	assert_string_equal(v.flavour, "debug");
	assert_int_equal(v.tests.n, 2);
	assert_string_equal(v.tests.v[0], "s.one");
	assert_string_equal(v.tests.v[1], "w");
	assert_int_equal(v.nr_console, 1);
	assert_string_equal(regex_text(v.console[0]), "kernel BUG at .*, line");
	variant_free(&v);
	load("// target:  a \n// flavour: kasan\n// caught-by: s.a,s.b s.c\n", &v);
	assert_string_equal(v.target, "a");
	assert_string_equal(v.flavour, "kasan");
	assert_int_equal(v.tests.n, 3);
	variant_free(&v);
	load("// target: a\n// caught-by: budget section-512 isb\n// caught-by: budget w x\n", &v);
	assert_string_equal(v.flavour, "bench");
	assert_int_equal(v.budgets.n, 2);
	assert_string_equal(v.budgets.v[0], "section-512 isb");
	variant_free(&v);
	put("y.stock", "// target: a\n// caught-by: consoles\n");
	assert_int_equal(variant_load(at("y.stock"), &v), 0);
	assert_true(v.stock);
	assert_string_equal(v.name, "y");
	assert_string_equal(v.tests.v[0], "consoles");
	variant_free(&v);
}

static void test_bad_header(void **state)
{
	static const char *const cases[][2] = {
		{ "", "no '// target: TARGET' line" },
		{ "// target: a\n", "no '// caught-by: TEST' line" },
		{ "// caught-by: a\n", "no '// target: TARGET' line" },
		{ "\n// target: a\n// caught-by: a\n", "no '// target" },
		{ "// target: a\n// cought-by: a\n", "x.cocci:2: there is no 'cought-by:'" },
		{ "// target: a\n// flavor: kasan\n// caught-by: a\n", "there is no 'flavor:'" },
		{ "// target: a\n// flavour: fast\n// caught-by: a\n", "'fast' is not a flavour" },
		{ "// target: a b\n// caught-by: a\n", "one word, once" },
		{ "// target: a\n// target: b\n// caught-by: a\n", ":2: one word, once" },
		{ "// target:\n", "one word" },
		{ "// target: a\n// caught-by: ,\n", "names no test" },
		{ "// target: a\n// caught-by: console\n", "'console' needs a regular expression" },
		{ "// target: a\n// caught-by: budget w\n", "needs a workload and a counter" },
		{ "// target: a\n// caught-by: budget w c\n// caught-by: s.one\n",
		  "nothing else notices it" },
		{ "// target: a\n// flavour: plain\n// caught-by: budget w c\n",
		  "there is no flavour" },
		{ "// target: a\n// caught-by: console (\n", "is not a regular expression" },
	};
	struct variant v;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put("x.cocci", cases[i][0]);
		assert_true(variant_load(at("x.cocci"), &v) < 0);
		assert_true(fail_code() == EXIT_STEP || fail_code() == EXIT_USAGE);
		assert_contains(fail_message(), cases[i][1]);
		fail_clear();
		variant_free(&v);
	}
	assert_true(variant_load(at("none.cocci"), &v) < 0);
	assert_contains(fail_message(), "cannot be read");
	variant_free(&v);
	fail_clear();
	assert_true(variant_load(at("x.txt"), &v) < 0);
	assert_contains(fail_message(), "neither NAME.cocci nor NAME.stock");
	variant_free(&v);
}

static void test_names(void **state)
{
	struct strbuf sources = STRBUF_INIT;
	struct variant v;

	(void)state;
	sb_adds(&sources, "\tKUNIT_CASE(one),\n\tKUNIT_CASE_SLOW(slow),\n"
		"\t.name = \"s\",\nconst struct workload w = {\n\t\"w\", cases\n"
		"\t{ \"toggle\", toggle },\n");
	load("// target: a\n// caught-by: s.one, s.slow, s, w, w.toggle\n", &v);
	assert_int_equal(variant_check_tests(&v, &sources), 0);
	variant_free(&v);
	/* The cases of a program are in the kernel's tree, its name is not. */
	load("// target: a\n// caught-by: program.hmm.anon_read\n", &v);
	assert_true(variant_check_tests(&v, &sources) < 0);
	fail_clear();
	sb_adds(&sources, "#define SUITE \"program\"\n");
	assert_int_equal(variant_check_tests(&v, &sources), 0);
	variant_free(&v);
	for (int i = 0; i < 5; i++) {
		static const char *const wrong[] = {
			"s.on", "s.one_more", "t.one", "s.o.e", "s.program.x",
		};
		char *text = str_fmt("// target: a\n// caught-by: s.one, %s\n", wrong[i]);

		load(text, &v);
		assert_true(variant_check_tests(&v, &sources) < 0);
		assert_contains(fail_message(), wrong[i]);
		fail_clear();
		variant_free(&v);
		free(text);
	}
	sb_free(&sources);
}

/* A run of x.cocci on the box, with these tests and this console. */
static json_t *run_of(const char *with, const char *verdict, const char *tests,
		      const char *console)
{
	char *text = str_fmt("{\"flavour\": \"debug\", \"stock\": false%s%s%s, "
			     "\"targets\": [{\"target\": \"box\", \"verdict\": \"%s\", "
			     "\"tests\": [%s], \"console\": [%s]}]}",
			     *with ? ", \"with\": \"" : "", with, *with ? "\"" : "",
			     verdict, tests, console);
	json_t *run = json_loads(text, 0, NULL);

	assert_non_null(run);
	free(text);
	return run;
}

static void judge(const char *header, const char *tests, const char *console,
		  enum busted_verdict expected, const char *part)
{
	struct strbuf why = STRBUF_INIT;
	struct variant v;
	json_t *run;

	load(header, &v);
	run = run_of(v.path, "failed", tests, console);
	assert_int_equal(variant_judge(&v, run, &why), expected);
	assert_contains(why.buf, part);
	json_decref(run);
	sb_free(&why);
	variant_free(&v);
}

#define ONE	"// target: box\n// caught-by: s.one\n"
#define BOTH	"// target: box\n// caught-by: s.one, s.two\n"
#define SUITE	"// target: box\n// caught-by: s\n"
#define CONSOLE	"// target: box\n// caught-by: console BUG at\n"
#define TEST(name, status) "{\"name\": \"" name "\", \"status\": \"" status "\"}"
#define REASON(name, status, why) \
	"{\"name\": \"" name "\", \"status\": \"" status "\", \"reason\": \"" why "\"}"

static void test_judge(void **state)
{
	(void)state;
	judge(ONE, TEST("s.one", "fail"), "", CAUGHT, "s.one");
	judge(ONE, TEST("s.one.parameter", "fail"), "", CAUGHT, "s.one");
	judge(ONE, TEST("s.one", "pass"), "", SURVIVED, "s.one passed");
	judge(ONE, TEST("s.one", "skip"), "", SURVIVED, "s.one was skipped");
	judge(ONE, TEST("s.one_more", "fail"), "", SURVIVED, "s.one has no result");
	judge(ONE, TEST("s.two", "fail"), "", SURVIVED, "s.one has no result");
	judge(ONE, "", "", SURVIVED, "has no result (the machine: failed)");
	judge(BOTH, TEST("s.one", "fail") ", " TEST("s.two", "fail"), "", CAUGHT,
	      "s.one, s.two");
	judge(BOTH, TEST("s.one", "fail") ", " TEST("s.two", "pass"), "", SURVIVED,
	      "s.two passed");
	judge(SUITE, TEST("s.two", "pass") ", " TEST("s.one", "fail"), "", CAUGHT, "s");
	/* A test in which the machine died has not reported a failure. */
	judge(SUITE, REASON("s.(plan)", "fail", "1 of 2 planned tests reported"), "",
	      SURVIVED, "s has no result");
	judge(ONE, REASON("s.one", "fail", "result number 3 where 2 was due"),
	      "{\"kind\": \"oops\", \"text\": \"kernel BUG at x.c:1\"}", SURVIVED,
	      "s.one has no result");
	judge(CONSOLE, TEST("s.one", "pass"),
	      "{\"kind\": \"oops\", \"text\": \"kernel BUG at x.c:1\"}", CAUGHT,
	      "console: BUG at");
	judge(CONSOLE, "", "{\"text\": \"Oops\", \"context\": [\"a\", \"BUG at\"]}",
	      CAUGHT, "console: BUG at");
	judge(CONSOLE, TEST("s.one", "fail"), "{\"text\": \"BUG elsewhere\"}",
	      SURVIVED, "nothing on the console matches 'BUG at'");
	judge(ONE "// caught-by: console x\n", TEST("s.one", "fail"), "", SURVIVED,
	      "matches 'x'");
}

static void broken(const char *header, const char *json, const char *part)
{
	struct strbuf why = STRBUF_INIT;
	struct variant v;
	json_t *run = json_loads(json, 0, NULL);

	assert_non_null(run);
	load(header, &v);
	assert_int_equal(variant_judge(&v, run, &why), BROKEN);
	assert_contains(why.buf, part);
	json_decref(run);
	sb_free(&why);
	variant_free(&v);
}

/* The result of another run is refused. */
static void test_other_run(void **state)
{
	struct strbuf why = STRBUF_INIT;
	struct variant v;
	json_t *run;

	(void)state;
	broken(ONE, "{}", "was not booted on box");
	broken(ONE, "[]", "was not booted on box");
	broken(ONE, "{\"error\": \"no compiler\", \"targets\": []}",
	       "it was not run: no compiler");
	broken(ONE, "{\"targets\": [{\"target\": \"other\"}]}", "was not booted on box");
	broken(ONE, "{\"flavour\": \"debug\", \"targets\": [{\"target\": \"box\"}]}",
	       "another kernel");
	load("// target: box\n// flavour: kasan\n// caught-by: s.one\n", &v);
	run = run_of(v.path, "failed", TEST("s.one", "fail"), "");
	assert_int_equal(variant_judge(&v, run, &why), BROKEN);
	assert_contains(why.buf, "another kernel");
	json_decref(run);
	variant_free(&v);
	sb_free(&why);
}

static void control(const char *with, const char *verdict, const char *tests,
		    bool expected, const char *part)
{
	struct strbuf why = STRBUF_INIT;
	struct variant v;
	json_t *run = run_of(with, verdict, tests, "");

	load(ONE, &v);
	assert_int_equal(variant_judge_control(&v, run, &why), expected);
	assert_contains(why.buf, part);
	json_decref(run);
	sb_free(&why);
	variant_free(&v);
}

static void test_control(void **state)
{
	(void)state;
	control("", "passed", TEST("s.one", "pass"), true, "");
	control("", "passed", TEST("s.one", "skip"), false, "is skipped");
	control("", "passed", TEST("s.two", "pass"), false, "s.one has no result");
	control("", "failed", TEST("s.one", "pass"), false, "does not pass: failed");
	control("x.cocci", "passed", TEST("s.one", "pass"), false, "another kernel");
}

/*
 * Test the program with a fake lazymmu, whose result for NAME is in the file
 * "says-NAME"; NAME is a patch, "stock" or "control".
 */
static int program_setup(void **state)
{
	fixture_setup(state);
	put("dir/lazymmu", "#!/bin/sh\nwhat=control stock=false with=\n"
	    "for a; do case $a in\n"
	    "--json=*) json=${a#*=};;\n"
	    "--flavour=*) flavour=${a#*=};;\n"
	    "--with=*) what=${a##*/} what=${what%.*} with=\", \\\"with\\\": \\\"${a#*=}\\\"\";;\n"
	    "--stock) stock=true what=stock;; esac; done\n"
	    "echo \"$what $flavour $a\" >>../ran\n"
	    "test -e says-$what || { echo no compiler; exit 3; }\n"
	    "cat >$json <<END\n"
	    "{\"flavour\": \"$flavour\", \"stock\": $stock$with, \"targets\":\n"
	    "[{\"target\": \"$a\", \"seconds\": 0.5, $(cat says-$what)}]}\nEND\n");
	chmod(at("dir/lazymmu"), 0755);
	put("dir/kernel/mm/tests/t.c", "\tKUNIT_CASE(one),\n\t.name = \"s\",\n");
	put("dir/guest/g.c", "");
	put("home/targets/debug.config", "# flavour: x\n");
	put("home/targets/box", "arch = x86_64\nconfig = c\nmake = image\n"
	    "image = image\nqemu = q\nappend = x\n");
	put("home/targets/only", "arch = s390\nconfig = c\nmake = mm/\nkind = compile\n");
	put("dir/tests/busted/a.cocci", "// target: box\n// caught-by: s.one\n");
	put("dir/tests/busted/b.stock", "// target: box\n// caught-by: s\n");
	put("dir/tests/busted/main.c", "");
	put("dir/says-control", "\"verdict\": \"passed\", \"tests\": [" TEST("s.one", "pass") "]");
	put("dir/says-a", "\"verdict\": \"failed\", \"tests\": [" TEST("s.one", "fail") "]");
	put("dir/says-stock", "\"verdict\": \"failed\", \"tests\": [" TEST("s.one", "fail") "]");
	return 0;
}

static void program(const char *name, int status, const char *part)
{
	struct strbuf out = STRBUF_INIT;
	char *path = str_fmt("%.*s/../busted",
			     (int)(strrchr(command_path(), '/') - command_path()),
			     command_path());
	const char *const argv[] = { path, name, NULL };
	struct proc p = { .cwd = at("dir"), .out = &out, .merge_err = true };
	int ret;

	/* 'make unit' builds it. */
	if (!exists(path))
		skip();
	ret = proc_run(argv, &p);
	if (ret != status)
		fail_msg("busted: %s, not %d: %s", proc_status(ret), status, out.buf);
	assert_contains(out.buf, part);
	sb_free(&out);
	free(path);
}

static void test_program(void **state)
{
	char *ran;

	(void)state;
	program(NULL, 0, "\n2 of 2 caught (100 %)\n2 passed, 0 failed\n");
	ran = get("ran");
	assert_string_equal(ran, "control debug box\na debug box\nstock debug box\n");
	free(ran);
	unlink(at("ran"));
	program("b", 0, "1 passed, 0 failed");
	ran = get("ran");
	assert_string_equal(ran, "stock debug box\n");
	free(ran);
	put("dir/says-a", "\"verdict\": \"passed\", \"tests\": [" TEST("s.one", "pass") "]");
	program(NULL, EXIT_TESTS_FAILED, "SURVIVED\nb ");
	program(NULL, EXIT_TESTS_FAILED, "\n\na: s.one passed");
	program(NULL, EXIT_TESTS_FAILED, "1 of 2 caught (50 %)\n1 passed, 1 failed\n");
	unlink(at("dir/says-a"));
	program("a", EXIT_TESTS_FAILED, "NO RESULT\n\na: it was not run: no compiler");
	put("dir/says-control", "\"verdict\": \"failed\", \"tests\": []");
	program("a", EXIT_TESTS_FAILED, "NO RESULT\n\na: the kernel that is not broken does not pass");
	/* A wrong header is reported before anything runs. */
	unlink(at("ran"));
	put("dir/tests/busted/c.cocci", "// target: box\n// caught-by: s.two\n");
	program(NULL, EXIT_USAGE, "c.cocci: there is no test 's.two'");
	put("dir/tests/busted/c.cocci", "// target: only\n// caught-by: s.one\n");
	program(NULL, EXIT_USAGE, "there is no target 'only' that can be booted");
	program("d", EXIT_USAGE, "there is no tests/busted/d.cocci");
	assert_false(exists(at("ran")));
}

/* The flavours of the repository at @top_dir, for variants that name one. */
static void put_flavours(const char *top_dir)
{
	char *dir = path_join(top_dir, "targets");
	struct strlist names = { 0 };

	assert_int_equal(list_dir(dir, &names), 0);
	for (size_t i = 0; i < names.n; i++) {
		const char *dot = strrchr(names.v[i], '.');
		struct strbuf text = STRBUF_INIT;
		char *from, *to;

		if (!dot || strcmp(dot, ".config"))
			continue;
		from = path_join(dir, names.v[i]);
		to = path_join("home/targets", names.v[i]);
		assert_int_equal(read_file(from, &text), 0);
		put(to, text.buf);
		sb_free(&text);
		free(from);
		free(to);
	}
	sl_free(&names);
	free(dir);
}

/* The variants of the repository; the test is build/unit/NAME there. */
static void test_ours(void **state)
{
	static const char *const sources[] = { "kernel/mm/tests", "guest" };
	char *top_dir = str_fmt("%s", command_path());
	struct strbuf text = STRBUF_INIT;
	struct strlist names = { 0 };
	size_t seen = 0;
	char *dir;

	(void)state;
	for (int up = 0; up < 3; up++)
		*strrchr(top_dir, '/') = '\0';
	put_flavours(top_dir);
	for (int i = 0; i < 2; i++) {
		struct strlist files = { 0 };

		dir = path_join(top_dir, sources[i]);
		assert_int_equal(list_dir(dir, &files), 0);
		for (size_t f = 0; f < files.n; f++) {
			char *path = path_join(dir, files.v[f]);

			assert_int_equal(read_file(path, &text), 0);
			free(path);
		}
		sl_free(&files);
		free(dir);
	}
	dir = path_join(top_dir, "tests/busted");
	assert_int_equal(list_dir(dir, &names), 0);
	for (size_t i = 0; i < names.n; i++) {
		char *path = path_join(dir, names.v[i]);
		const char *dot = strrchr(path, '.');
		struct variant v;

		if (!strcmp(dot, ".cocci") || !strcmp(dot, ".stock")) {
			if (variant_load(path, &v) || variant_check_tests(&v, &text))
				fail_msg("%s", fail_message());
			variant_free(&v);
			seen++;
		}
		free(path);
	}
	assert_true(seen >= 4);
	sl_free(&names);
	sb_free(&text);
	free(dir);
	free(top_dir);
}

#undef TEST
static int setup(void **state)
{
	fixture_setup(state);
	put("home/targets/debug.config", "# flavour: x\n");
	put("home/targets/kasan.config", "# flavour: y\n");
	put("home/targets/bench.config", "# flavour: z\n# instead of test: lazymmu bench\n");
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

/* A variant that only the counts can see: a cost is over its budget, and was not before. */
static void test_budget(void **state)
{
	static const char run[] =
		"{\"flavour\": \"bench\", \"with\": \"%s\", \"targets\": [{\"target\": \"box\","
		"\"rows\": [{\"workload\": \"w-1\", \"counter\": \"isb\", \"verdict\": \"%s\"},"
		"{\"workload\": \"w-1\", \"counter\": \"insns\", \"verdict\": \"OK\"}]}]}";
	static const struct {
		const char *verdict;
		enum busted_verdict busted;
		const char *why;
	} cases[] = {
		{ "OVER", CAUGHT, "budget: w-1 isb" },
		{ "OK", SURVIVED, "w-1 isb: OK" },
		{ "", SURVIVED, "w-1 isb: no budget" },
	};
	struct variant v;

	(void)state;
	load("// target: box\n// caught-by: budget w-1 isb\n", &v);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = str_fmt(run, v.path, cases[i].verdict);
		json_t *json = json_loads(text, 0, NULL);
		struct strbuf why = STRBUF_INIT;

		assert_non_null(json);
		assert_int_equal(variant_judge(&v, json, &why), cases[i].busted);
		assert_string_equal(why.buf, cases[i].why);
		sb_free(&why);
		json_decref(json);
		free(text);
		text = str_fmt(run, "", cases[i].verdict);
		json = json_loads(text, 0, NULL);
		assert_true(variant_judge_control(&v, json, &why) ==
			    !strcmp(cases[i].verdict, "OK"));
		sb_free(&why);
		json_decref(json);
		free(text);
	}
	variant_free(&v);
}

/* A test that is skipped, or was never run to its end, counts as neither. */
static void test_never_failed(void **state)
{
	static const char *const runs[] = {
		"{\"targets\": [{\"tests\": [{\"name\": \"s.two\", \"status\": \"pass\"},"
		" {\"name\": \"s.one\", \"status\": \"pass\"},"
		" {\"name\": \"s.left\", \"status\": \"skip\"},"
		" {\"name\": \"s.three\", \"status\": \"pass\"}]}]}",
		"{\"targets\": [{\"tests\": [{\"name\": \"s.two\", \"status\": \"fail\"},"
		" {\"name\": \"s.one\", \"status\": \"pass\"},"
		" {\"name\": \"s.three\", \"status\": \"crash\"}]}, {}]}",
		"{\"error\": \"does not boot\"}",
	};
	struct strlist never = { 0 };
	struct seen s = { 0 };
	char *names;

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		json_t *run = json_loads(runs[i], 0, NULL);

		assert_non_null(run);
		seen_add(&s, run);
		json_decref(run);
	}
	seen_never_failed(&s, &never);
	names = sl_join(&never, " ");
	assert_string_equal(names, "s.one s.three");
	free(names);
	sl_free(&never);
	seen_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_header), TEST(test_bad_header), TEST(test_names),
		TEST(test_judge), TEST(test_other_run), TEST(test_control),
		TEST(test_budget), TEST(test_never_failed),
		TEST(test_ours),
		cmocka_unit_test_setup_teardown(test_program, program_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("variant", tests, NULL, NULL);
}
