// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply: steps that do not fit the tree. */
#include "fixture.h"

#include <stdlib.h>

#include "host/proc.h"
#include "unchanged.h"
#include "util/fail.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

/*
 * Check that a second step with these edits does not fit, and that the message
 * says why.
 */
static void misfits(const char *edits, const char *part)
{
	put("home/series/20-mm-second/edits", edits);
	refuses("apply @/k", EXIT_STEP, part);
	refuses("apply @/k", EXIT_STEP, "the tree has changed there: see docs/add-a-step.md");
	assert_no_scratch();
}

static void test_no_anchor(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int ten;\n",
		"step 20-mm-second no longer fits: in mm/memory.c, no line matches the anchor '^int ten;'");
}

static void test_white_space(void **state)
{
	(void)state;
	misfits("in mm/memory.c\nreplace ^int one;\n|int one; \n",
		"git diff --check: mm/memory.c:1: trailing whitespace");
}

static void test_changes_nothing(void **state)
{
	(void)state;
	misfits("in mm/memory.c\nreplace ^int one;\n|int uno;\nreplace ^int uno;\n|int one;\n",
		"step 20-mm-second no longer fits: it changes nothing");
}

static void test_left_over(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int one;\ncheck absent ^int two; -- mm\n",
		"'^int two;' is left over in mm/an odd\nname.c:1");
}

static void test_missing_from_result(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int one;\ncheck present ^int one; -- mm\n",
		"'^int one;' is missing from its result");
}

static void test_spatch(void **state)
{
	char *spatch = proc_find("spatch");

	(void)state;
	if (!spatch)
		skip();
	free(spatch);
	put("home/series/10-mm-first/a.cocci",
	    "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n"
	    "- old_call(e);\n+ new_call(e);\n");
	run("apply -b good @/k", 0, "2 commits");
	assert_git("k", "show good:mm/ref.c", "void f(void)\n{\n\tnew_call(1);\n}");

	put("home/series/10-mm-first/a.cocci",
	    "// files: \\bold_call\\(\n// in: mm\n// expect: 2\n\n@@\nexpression e;\n@@\n"
	    "- old_call(e);\n+ new_call(e);\n");
	run("apply -b few @/k", EXIT_STEP, "a.cocci changed 1 files, at least 2 expected");
	put("home/series/10-mm-first/a.cocci", "// files: old_call\n@@\nexpression e\n@@\n- old_call(e;\n");
	run("apply -b bad @/k", EXIT_STEP, "spatch failed on");
	run("apply -b bad @/k", EXIT_STEP, "parse error");
}

/* If git cannot check a change, it has not found an error in the change. */
static void check_fails(const char *how, int status, const char *part)
{
	char *text = str_fmt("case \"$*\" in *' diff-tree --check '*) %s;; esac", how);
	char *path = fake_git(text);

	run("apply @/k", status, part);
	real_git(path);
	free(text);
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main");
	assert_no_scratch();
}

static void test_check_dies(void **state)
{
	(void)state;
	check_fails("echo 'fatal: unable to read tree 123' >&2; exit 128", EXIT_TOOL,
		    "git diff-tree failed in");
}

static void test_check_is_killed(void **state)
{
	(void)state;
	check_fails("kill -KILL $$", EXIT_TOOL, "git diff-tree failed in");
}

static void test_check_without_space(void **state)
{
	(void)state;
	check_fails("echo 'fatal: write error: No space left on device' >&2; exit 128",
		    EXIT_NO_SPACE, "no space left for git diff-tree");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_anchor), TEST(test_white_space),
		TEST(test_changes_nothing), TEST(test_left_over),
		TEST(test_missing_from_result), TEST(test_spatch),
		TEST(test_check_dies), TEST(test_check_is_killed),
		TEST(test_check_without_space),
	};

	return cmocka_run_group_tests_name("misfit", tests, NULL, NULL);
}
