// SPDX-License-Identifier: GPL-2.0-only
/* Steps on trees that have moved: conditions, and what a patch has to say. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "host/proc.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

/* Apply with this directive in the third step, which deletes "int one;". */
static void expect(const char *directive, const char *part)
{
	char *text = str_fmt("mm: third\n\nBecause.\n\n%s\n", directive);

	put("home/series/30-mm-other/message", text);
	put("home/series/30-mm-other/edits", "in mm/memory.c\ndelete ^int one;\n");
	run("apply -n @/k", 0, part);
	free(text);
}

static void test_if(void **state)
{
	(void)state;
	expect("Lazymmu-if: mm/memory.c ^int one;", "3/3  mm: third");
	expect("Lazymmu-if: mm/none.c,mm/memory.c ^int one;", "3/3  mm: third");
	expect("Lazymmu-if: mm/none.c ^int one;",
	       "30-mm-other: skipped, no line of mm/none.c matches '^int one;'");
	expect("Lazymmu-if: mm/none.c,mm/ref.c ^int one;",
	       "30-mm-other: skipped, no line of mm/none.c, mm/ref.c matches '^int one;'");
}

static void test_unless(void **state)
{
	(void)state;
	expect("Lazymmu-unless: mm/memory.c ^int none;", "3/3  mm: third");
	expect("Lazymmu-unless: mm/none.c ^int one;", "3/3  mm: third");
	expect("Lazymmu-unless: mm/none.c,mm/memory.c ^int one;",
	       "30-mm-other: skipped, a line of mm/memory.c matches '^int one;'");
	/* All conditions must hold. */
	expect("Lazymmu-unless: mm/none.c x\nLazymmu-if: mm/memory.c ^int none;",
	       "30-mm-other: skipped, no line of mm/memory.c matches '^int none;'");
}

/* A patch that only some trees need says so, if it changes anything. */
static void test_say(void **state)
{
	char *spatch = proc_find("spatch"), *out;

	(void)state;
	if (!spatch)
		skip();
	free(spatch);
	put("home/series/20-mm-second/a.cocci",
	    "// files: old_call\n// in: mm\n// expect: 0\n// say: the tree is old\n"
	    "@@\n@@\n- old_call(1);\n+ new_call(1);\n");
	out = run_out("apply -n @/k", 0);
	assert_contains(out, "          the tree is old\n          +");
	free(out);
	run("series -o @/out @/k", 0, "       the tree is old\n");
	put("k/mm/ref.c", "void f(void)\n{\n\tnew_call(1);\n}\n");
	free(git_in("k", "commit -q -a -m new"));
	out = run_out("apply -n @/k", 0);
	assert_null(strstr(out, "the tree is old"));
	free(out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_if), TEST(test_unless), TEST(test_say),
	};

	return cmocka_run_group_tests_name("moved", tests, NULL, NULL);
}
