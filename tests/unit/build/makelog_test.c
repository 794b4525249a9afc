// SPDX-License-Identifier: GPL-2.0-only
/* Reading the output of make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build/makelog.h"

static void feed(struct makelog *m, const char *text)
{
	struct strlist lines = { 0 };

	makelog_init(m, "/src", "/out");
	sl_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++)
		makelog_line(m, lines.v[i]);
	sl_free(&lines);
}

static void counts_objects(void **state)
{
	struct makelog m;

	(void)state;
	feed(&m, "  CC      mm/memory.o\n  AS      arch/x86/entry/entry.o\n"
		 "  AR      mm/built-in.a\n  CC [M]  lib/x.o\n"
		 "  CC      /out/tools/objtool/check.o\n");
	assert_int_equal(m.objects, 4);
	assert_string_equal(m.current, "tools/objtool/check.o");
	assert_int_equal(m.errors.n + m.warnings.n, 0);
	makelog_free(&m);
}

static void shows_errors_with_their_lines(void **state)
{
	struct makelog m;

	(void)state;
	feed(&m, "/src/mm/x.c: In function 'f':\n"
		 "/src/mm/x.c:3:2: error: too few arguments to function 'g'\n"
		 "    3 |  g();\n      |  ^\n"
		 "make[3]: *** [scripts/Makefile.build:1: mm/x.o] Error 1\n"
		 "ld: mm/y.o: in function 'h':\n"
		 "/src/mm/y.c:9: undefined reference to 'i'\n");
	assert_int_equal(m.errors.n, 4);
	assert_string_equal(m.errors.v[0],
		"mm/x.c:3:2: error: too few arguments to function 'g'");
	assert_string_equal(m.errors.v[1], "    3 |  g();");
	assert_string_equal(m.errors.v[3],
		"mm/y.c:9: undefined reference to 'i'");
	makelog_free(&m);
}

static void picks_warnings_by_file(void **state)
{
	struct strlist files = { 0 }, out = { 0 };
	struct makelog m;

	(void)state;
	feed(&m, "/src/mm/memory.c:1:2: warning: unused variable\n"
		 "../lib/x.c:1:2: warning: unused variable\n"
		 "/src/drivers/mm/memory.c.h:1:2: warning: other\n");
	assert_int_equal(m.warnings.n, 3);
	sl_add(&files, "mm/memory.c");
	makelog_touching(&m, &files, &out);
	assert_int_equal(out.n, 1);
	sl_free(&files);
	sl_free(&out);
	makelog_free(&m);
}

/* A path that only ends like a file of the series is another file. */
static void knows_whose_warning_it_is(void **state)
{
	static const struct {
		const char *line;
		size_t ours;
	} cases[] = {
		{ "/src/mm/memory.c:1:2: warning: x\n", 1 },
		{ "./mm/memory.c:1:2: warning: x\n", 1 },
		{ "mm/memory.c:1:2: warning: x\n", 1 },
		{ "/src/./mm/memory.c:1:2: warning: x\n", 1 },
		{ "/src/arch/x86/mm/memory.c:1:2: warning: x\n", 0 },
		{ "arch/x86/mm/memory.c:1:2: warning: x\n", 0 },
		{ "/elsewhere/mm/memory.c:1:2: warning: x\n", 0 },
		{ "../mm/memory.c:1:2: warning: x\n", 0 },
		{ "/src/lib/x.c:1:2: warning: see mm/memory.c:7\n", 0 },
	};
	struct strlist files = { 0 };

	(void)state;
	sl_add(&files, "mm/memory.c");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strlist out = { 0 };
		struct makelog m;

		feed(&m, cases[i].line);
		makelog_touching(&m, &files, &out);
		if (out.n != cases[i].ours)
			print_error("%s", cases[i].line);
		assert_int_equal(out.n, cases[i].ours);
		sl_free(&out);
		makelog_free(&m);
	}
	sl_free(&files);
}

/* Errors of make itself, if they are the cause. */
static void shows_errors_of_make(void **state)
{
	static const char *const cases[][2] = {
		{ "/src/Makefile:261: *** source directory cannot contain spaces or colons.  Stop.\n",
		  "Makefile:261: *** source directory cannot contain spaces or colons.  Stop." },
		{ "make[2]: *** No rule to make target 'x.c', needed by 'x.o'.  Stop.\n",
		  "make[2]: *** No rule to make target 'x.c', needed by 'x.o'.  Stop." },
		/* a program that failed without a message */
		{ "make[3]: *** [scripts/Makefile.build:1: mm/x.o] Error 1\n"
		  "make[2]: *** [Makefile:1: mm] Error 2\n",
		  "make[3]: *** [scripts/Makefile.build:1: mm/x.o] Error 1" },
		{ "make: *** Waiting for unfinished jobs....\n"
		  "/src/mm/x.c:3:2: error: y\n",
		  "mm/x.c:3:2: error: y" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct makelog m;

		feed(&m, cases[i][0]);
		assert_int_equal(m.errors.n, 1);
		assert_string_equal(m.errors.v[0], cases[i][1]);
		makelog_free(&m);
	}
}

static void bounded(void **state)
{
	struct makelog m;

	(void)state;
	makelog_init(&m, NULL, NULL);
	for (int i = 0; i < 1000; i++)
		makelog_line(&m, "x.c:1:1: error: again");
	assert_int_equal(m.errors.n, MAKELOG_ERRORS);
	makelog_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_objects),
		cmocka_unit_test(shows_errors_with_their_lines),
		cmocka_unit_test(picks_warnings_by_file),
		cmocka_unit_test(knows_whose_warning_it_is),
		cmocka_unit_test(shows_errors_of_make),
		cmocka_unit_test(bounded),
	};

	return cmocka_run_group_tests_name("makelog", tests, NULL, NULL);
}
