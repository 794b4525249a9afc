// SPDX-License-Identifier: GPL-2.0-only
/* The parser of steps: message, directives, headers of semantic patches. */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/names.h"
#include "series/series.h"
#include "series/pathspec.h"
#include "series/step.h"
#include "util/fail.h"
#include "util/regex.h"

static void load_bad(const char *message, const char *part)
{
	struct step s;

	fail_clear();
	put("home/series/50-x/message", message);
	put("home/series/50-x/edits", "new a/b\n");
	assert_true(step_load(at("home/series/50-x"), NULL, &s) < 0);
	assert_int_equal(fail_code(), EXIT_STEP);
	assert_contains(fail_message(), part);
}

static void test_message(void **state)
{
	struct step s;

	(void)state;
	put("s/50-x/message",
	    "# SPDX-License-Identifier: GPL-2.0-only\n# more\n\n"
	    "mm: subject\n\nBody.\n# kept\n\n"
	    "Fixes: 0123 (\"x\")\n"
	    "Lazymmu-versions: 6.12 6.1\n"
	    "Lazymmu-if: mm/a.c,mm/b.c ^x: y  z$\n"
	    "Lazymmu-unless: mm/c.c ^z\n"
	    "Lazymmu-part: more-speed\n"
	    "Lazymmu-stock: yes\n");
	put("s/50-x/edits", "new a/b\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	assert_string_equal(s.name, "50-x");
	assert_string_equal(s.subject, "mm: subject");
	assert_string_equal(s.message,
			    "mm: subject\n\nBody.\n# kept\n\nFixes: 0123 (\"x\")\n");
	assert_true(step_is_for(&s, "6.1"));
	assert_true(step_is_for(&s, "6.12"));
	assert_false(step_is_for(&s, "6.18"));
	assert_int_equal(s.nr_conditions, 2);
	assert_int_equal(s.conditions[0].paths.n, 2);
	assert_string_equal(s.conditions[0].paths.v[0], "mm/a.c");
	assert_string_equal(s.conditions[0].paths.v[1], "mm/b.c");
	assert_false(s.conditions[0].unless);
	assert_string_equal(s.conditions[1].paths.v[0], "mm/c.c");
	assert_true(s.conditions[1].unless);
	assert_string_equal(regex_text(s.conditions[0].re), "^x: y  z$");
	assert_true(s.stock);
	assert_string_equal(s.part, "more-speed");
	assert_non_null(s.edits);
	step_free(&s);
}

/* Directives may come first; the subject is the first line with text in it. */
static void test_subject(void **state)
{
	struct step s;

	(void)state;
	put("s/50-x/message", "Lazymmu-stock: yes\n\n \v\nmm: subject \r\n\nBody.\n");
	put("s/50-x/edits", "new a/b\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	assert_string_equal(s.subject, "mm: subject");
	assert_string_equal(s.message, "mm: subject\n\nBody.\n");
	assert_true(s.stock);
	step_free(&s);
}

static void load_for(const char *dialect, const char *message, size_t nr_cocci,
		     size_t nr_first)
{
	struct step s;

	assert_int_equal(step_load(at("s/50-x"), dialect, &s), 0);
	assert_string_equal(s.message, message);
	assert_int_equal(s.nr_cocci, nr_cocci);
	assert_int_equal(s.nr_first, nr_first);
	step_free(&s);
}

/* What a step has for another dialect is left out. */
static void test_dialects(void **state)
{
	struct step s;

	(void)state;
	put("s/50-x/message",
	    "mm: subject\n\nLazymmu-for: counters\nNew.\n\n"
	    "Lazymmu-for: stateless\nOld.\n\nLazymmu-for: all\nBoth.\n");
	put("s/50-x/a.cocci", "// files: a\n// for: counters\n");
	put("s/50-x/b.cocci", "// files: a\n");
	put("s/50-x/z.cocci", "// files: a\n// for: stateless\n");
	load_for("counters", "mm: subject\n\nNew.\n\nBoth.\n", 2, 2);
	load_for("stateless", "mm: subject\n\nOld.\n\nBoth.\n", 2, 1);
	load_for(NULL, "mm: subject\n\nNew.\n\nOld.\n\nBoth.\n", 3, 2);
	/* Where a part is left out, the blank lines around it become one. */
	put("s/50-x/message",
	    "mm: subject\n\nAny.\n\nLazymmu-for: counters\nNew.\n\n"
	    "Lazymmu-for: all\n\nBoth.\n");
	load_for("stateless", "mm: subject\n\nAny.\n\nBoth.\n", 2, 1);
	load_for("counters", "mm: subject\n\nAny.\n\nNew.\n\nBoth.\n", 2, 2);
	put("s/50-x/message", "mm: subject\n\nLazymmu-for: 7.3\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "message:3: Lazymmu-for: needs a dialect");
	fail_clear();
	put("s/50-x/message", "mm: subject\n");
	put("s/50-x/a.cocci", "// files: a\n// for: 7.3\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "a.cocci:2: 'for:' needs a dialect");
}

/* A semantic patch in the place of the directive, without its header. */
static void test_quote(void **state)
{
	struct step s;

	(void)state;
	put("s/50-x/message",
	    "mm: subject\n\nThis semantic patch did it:\n\n"
	    "Lazymmu-quote: b.cocci\n\nThe rest by hand.\n");
	put("s/50-x/b.cocci",
	    "// SPDX-License-Identifier: GPL-2.0-only\n// files: \\bfoo\\(\n\n"
	    "// Why.\n@@\n@@\n- foo();\n--- x\n\n\ndiff -\n+\tbar();\n\n\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	assert_string_equal(s.message,
			    "mm: subject\n\nThis semantic patch did it:\n\n"
			    "  // Why.\n  @@\n  @@\n  - foo();\n  --- x\n\n\n  diff -\n  +\tbar();\n"
			    "\nThe rest by hand.\n");
	step_free(&s);
}

static void test_bad_quotes(void **state)
{
	char *wide = str_fmt("// files: x\n@@\n@@\n- %073d\n", 0);

	(void)state;
	load_bad("s\n\nLazymmu-quote:\n", "message:3: Lazymmu-quote: needs the name");
	load_bad("s\n\nLazymmu-quote: ../a.cocci\n", "needs the name");
	load_bad("s\n\nLazymmu-quote: edits\n", "needs the name");
	load_bad("s\n\nLazymmu-quote: a.cocci\n", "50-x/a.cocci cannot be read: No such file");
	put("home/series/50-x/a.cocci", "// files: x\n");
	load_bad("s\n\nLazymmu-quote: a.cocci\n", "a.cocci holds nothing to quote");
	put("home/series/50-x/a.cocci", wide);
	load_bad("s\n\nLazymmu-quote: a.cocci\n",
		 "a.cocci:4: this line is quoted in the commit message, and too long: 77 columns");
	free(wide);
}

static void test_bad_messages(void **state)
{
	struct step s;

	(void)state;
	load_bad("", "has no subject");
	load_bad("# only comments\n", "has no subject");
	load_bad(" \t\n\r\n", "has no subject");
	load_bad("Lazymmu-stock: yes\n\n", "has no subject");
	load_bad("s\nbody\n", "message:2: the line after the subject must be empty");
	load_bad("s\n\nb\nLazymmu-nonsense: 1\n", "message:4: there is no directive 'Lazymmu-nonsense'");
	load_bad("s\n\nLazymmu-versions:\n", "names no version");
	load_bad("s\n\nLazymmu-stock: maybe\n", "yes or no");
	load_bad("s\n\nLazymmu-part:\n", "small letters, digits and '-'");
	load_bad("s\n\nLazymmu-part: Speed\n", "small letters, digits and '-'");
	load_bad("s\n\nLazymmu-part: a, b\n", "small letters, digits and '-'");
	load_bad("s\n\nLazymmu-part: a\nLazymmu-part: b\n", "message:4: there is a second Lazymmu-part:");
	load_bad("s\n\nLazymmu-if: onlypath\n", "a path and a regular expression");
	load_bad("s\n\nLazymmu-if: a.c (\n", "message:3: '(' is not a regular expression");
	load_bad("s\n\nLazymmu-if: ../a.c x\n", "inside the kernel tree");
	load_bad("s\n\nLazymmu-if: a.c,/b.c x\n", "inside the kernel tree");
	load_bad("s\n\nLazymmu-if: , x\n", "no path is named");
	load_bad("s\n\nLazymmu-unless: a.c\n", "a path and a regular expression");
	load_bad("s\n\ndiff --git a b\n", "git am");
	load_bad("s\n\n---\n", "git am");

	fail_clear();
	put("s/1/message", "s\n");
	assert_true(step_load(at("s/1"), NULL, &s) < 0);
	assert_contains(fail_message(), "neither edits nor a *.cocci file");
	fail_clear();
	put("s/2/edits", "new a/b\n");
	assert_true(step_load(at("s/2"), NULL, &s) < 0);
	assert_contains(fail_message(), "every step has a message");
}

static void test_cocci(void **state)
{
	struct step s;

	(void)state;
	put("s/50-x/message", "s\n");
	put("s/50-x/b.cocci",
	    "// SPDX-License-Identifier: GPL-2.0-only\n// files: \\bfoo\\(\n"
	    "// in: mm :!mm/kasan\n// expect: 3\n\n"
	    "// expect: 9\n@@\n@@\n- foo();\n");
	put("s/50-x/a.cocci", "// files: x\n@@\n@@\n- x();\n");
	put("s/50-x/z.cocci", "// files: y\n@@\n@@\n- y();\n");
	put("s/50-x/README", "no cocci\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	assert_int_equal(s.nr_cocci, 3);
	assert_int_equal(s.nr_first, 2);
	assert_string_equal(s.cocci[0].name, "a.cocci");
	assert_int_equal(s.cocci[0].expect, 1);
	assert_true(sl_has(&s.cocci[0].in, "drivers"));
	assert_string_equal(s.cocci[1].name, "b.cocci");
	assert_int_equal(s.cocci[1].expect, 3);
	assert_int_equal(s.cocci[1].in.n, 2);
	assert_string_equal(s.cocci[2].name, "z.cocci");
	assert_null(s.edits);
	/* Where a patch is to be run again. */
	assert_int_equal(s.cocci[0].again.n, 0);
	step_free(&s);
	put("s/50-x/b.cocci", "// files: x\n// again: yes\n// in: mm fs\n");
	put("s/50-x/z.cocci", "// files: y\n// in: mm\n// again: . :!arch\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	assert_int_equal(s.cocci[1].again.n, 2);
	assert_true(sl_has(&s.cocci[1].again, "fs"));
	assert_int_equal(s.cocci[2].again.n, 2);
	assert_true(sl_has(&s.cocci[2].again, ":!arch"));
	step_free(&s);
	put("s/50-x/z.cocci", "// files: y\n// again:\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "z.cocci:2: 'again:' needs yes or pathspecs");
	fail_clear();
	put("s/50-x/z.cocci", "// files: y\n");

	/* A key that is misspelt must not be taken for prose. */
	put("s/50-x/b.cocci", "// files: x\n// expects: 4\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "b.cocci:2: there is no 'expects:' (files, in, expect,");
	fail_clear();
	put("s/50-x/b.cocci", "// files: x\n// Note: prose\n// target: arm64\n");
	assert_int_equal(step_load(at("s/50-x"), NULL, &s), 0);
	step_free(&s);

	/* 2^32 must not pass for 0. */
	put("s/50-x/b.cocci", "// files: x\n// expect: 4294967296\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "b.cocci:2: 'expect:'");
	fail_clear();
	put("s/50-x/b.cocci", "// files: x\n// expect: many\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "b.cocci:2: 'expect:'");
	fail_clear();
	put("s/50-x/b.cocci", "@@\n@@\n- x();\n");
	assert_true(step_load(at("s/50-x"), NULL, &s) < 0);
	assert_contains(fail_message(), "which files it is for");
}

static void test_pathspecs(void **state)
{
	struct strlist in = { 0 };

	(void)state;
	sl_split(&in, "mm include/linux/ arch/*/include :!mm/kasan a.c", " ");
	assert_true(pathspec_match(&in, "mm/memory.c"));
	assert_true(pathspec_match(&in, "include/linux/a/b.h"));
	assert_true(pathspec_match(&in, "a.c"));
	assert_false(pathspec_match(&in, "a.cc"));
	assert_false(pathspec_match(&in, "mmx/a.c"));
	assert_false(pathspec_match(&in, "mm/kasan/shadow.c"));
	assert_false(pathspec_match(&in, "fs/a.c"));
	/* As for git, a pattern has to match the whole path. */
	assert_true(pathspec_match(&in, "arch/x86/include"));
	assert_false(pathspec_match(&in, "arch/x86/include/a.h"));
	sl_free(&in);
	sl_split(&in, "*.rst .", " ");
	assert_true(pathspec_match(&in, "Documentation/mm/x.rst"));
	assert_true(pathspec_match(&in, "x"));
	sl_free(&in);

	assert_true(pathspec_is_path("a/b.c"));
	assert_true(pathspec_is_path("a/..b"));
	assert_false(pathspec_is_path("/a"));
	assert_false(pathspec_is_path("a/../b"));
	assert_false(pathspec_is_path(".."));
	assert_false(pathspec_is_path("a//b"));
	assert_false(pathspec_is_path("a/"));
	assert_false(pathspec_is_path(".git/config"));
	assert_false(pathspec_is_path("a/.GIT/x"));
	assert_false(pathspec_is_path(""));
}

static void test_series(void **state)
{
	struct series s;
	char id[65];

	(void)state;
	make_series();
	put("home/series/README", "not a step\n");
	assert_int_equal(series_load(SERIES_STATEFUL, "6.12", PORTED, NULL, &s), 0);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.steps[0].name, "10-mm-first");
	memcpy(id, s.id, sizeof(id));
	series_free(&s);

	/* Any change of the input changes the id of the series. */
	put("home/kernel/include/linux/new.h", "/* newer */\n");
	assert_int_equal(series_load(SERIES_STATEFUL, "6.1", PORTED, NULL, &s), 0);
	assert_int_equal(s.n, 4);
	assert_string_not_equal(id, s.id);
	series_free(&s);

	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-stock: yes\n");
	put("home/tests/stock/message", "stock: shim\n");
	put("home/tests/stock/edits", "new a/b\n");
	assert_int_equal(series_load(SERIES_STATEFUL, "6.12", STOCK, NULL, &s), 0);
	assert_int_equal(s.n, 2);
	assert_string_equal(s.steps[0].name, "20-mm-second");
	assert_string_equal(s.steps[1].name, "stock");
	series_free(&s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_message), TEST(test_subject), TEST(test_bad_messages), TEST(test_dialects), TEST(test_quote), TEST(test_bad_quotes), TEST(test_cocci),
		TEST(test_pathspecs), TEST(test_series),
	};

	return cmocka_run_group_tests_name("step", tests, NULL, NULL);
}
