// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply -n --keep-going: all misfits of a tree, and content that is there. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "unchanged.h"
#include "util/fail.h"

#define KEEP_GOING "apply -n --keep-going @/k"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

static void put_step(const char *name, const char *edits)
{
	char *message = str_fmt("home/series/%s/message", name);
	char *path = str_fmt("home/series/%s/edits", name);
	char *text = str_fmt("mm: %s\n\nBecause.\n", name);

	put(message, text);
	put(path, edits);
	free(text);
	free(path);
	free(message);
}

/* Nothing may be changed, whatever fits. */
static char *misfits(void)
{
	char before[65];
	char *out;

	sum_tree("k", before);
	out = run_out(KEEP_GOING, EXIT_STEP);
	assert_unchanged(before);
	assert_no_scratch();
	return out;
}

static void has(const char *part)
{
	char *out = misfits();

	assert_contains(out, part);
	free(out);
}

static void test_usage(void **state)
{
	(void)state;
	refuses("apply --keep-going @/k", EXIT_USAGE, "needs -n");
	refuses(KEEP_GOING, 0, "2 commits");
}

/* Every misfit of a step, each with its file, its line and what was looked for. */
static void test_all_of_a_step(void **state)
{
	char *out;

	(void)state;
	put_step("20-mm-second",
		 "in mm/memory.c\ndelete ^int three_hundred;\ndelete ^int\n"
		 "in mm/none.c\ndelete ^x\nnew mm/ref.c = kernel/include/linux/new.h\n"
		 "in mm/ref.c\nunder ^void\nafter ^}\n|int end;\n"
		 "in include/linux/pgtable.h\nunder ^static void enter\nafter ^enter\\(\\)\n|int x;\n");
	out = misfits();
	assert_contains(out, "20-mm-second: does not fit\n");
	assert_contains(out, "in mm/memory.c, no line matches the anchor '^int three_hundred;' (");
	assert_contains(out, "edits:2)");
	assert_contains(out, "in mm/memory.c, 4 lines match the anchor '^int' (");
	assert_contains(out, "which must match exactly one: mm/memory.c:1, mm/memory.c:2, mm/memory.c:3, mm/memory.c:4\n");
	assert_contains(out, "the tree has no file mm/none.c (");
	assert_contains(out, "the tree already has the file mm/ref.c (");
	assert_contains(out, "in include/linux/pgtable.h from line 2, no line matches the anchor '^enter\\(\\)'");
	assert_null(strstr(out, "mm/ref.c from line"));
	assert_contains(out, "1 steps do not fit Linux 6.12.99 in ");
	assert_contains(out, ", in 5 places, and 0 more");
	free(out);
}

static void test_nearest_line(void **state)
{
	char *out;

	(void)state;
	put_step("20-mm-second", "in mm/ref.c\ndelete ^\\told_call\\(int one\\);$\n");
	has("; the nearest line is mm/ref.c:3, 'old_call(1);'");
	put_step("20-mm-second", "in mm/ref.c\ndelete ^\\tno_such_name\\(one\\);$\n");
	out = misfits();
	assert_null(strstr(out, "nearest"));
	free(out);
}

/* A step that does not fit is left out whole, and the next ones are tried. */
static void test_step_is_left_out(void **state)
{
	char *out;

	(void)state;
	put_step("20-mm-second",
		 "in mm/memory.c\nreplace ^int one;\n|int eins;\nnew mm/a.c = kernel/include/linux/new.h\n"
		 "delete ^int ten;\n");
	put_step("22-mm-third", "in mm/memory.c\ndelete ^int one;\n");
	put_step("24-mm-fourth", "new mm/a.c = kernel/include/linux/new.h\n");
	out = misfits();
	assert_contains(out, "20-mm-second: does not fit\n");
	assert_contains(out, "mm: 22-mm-third  ");
	assert_contains(out, "mm: 24-mm-fourth  ");
	assert_contains(out, "3 commits");
	free(out);
}

/* A line that a step would have added, removed or changed. */
static void test_consequences(void **state)
{
	char *out;

	(void)state;
	put_step("20-mm-second",
		 "in mm/memory.c\nreplace ^int one;\n|int eins;\nnew mm/a.c = kernel/include/linux/new.h\n"
		 "delete ^int ten;\n");
	put_step("22-a", "in mm/memory.c\ndelete ^int eins;\n");
	put_step("22-b", "in mm/a.c\ndelete new\n");
	put_step("22-c", "in mm/ref.c\ndelete ^void\ncheck absent ^int one; -- mm\n");
	put_step("22-d", "in mm/ref.c\ndelete ^void\ncheck present ^int eins; -- mm\n");
	put_step("22-e", "in mm/memory.c\ndelete ^int elf;\n");
	out = misfits();
	assert_contains(out, "22-a: does not fit, as a consequence\n");
	assert_contains(out, "22-b: does not fit, as a consequence\n");
	assert_contains(out, "22-c: does not fit, as a consequence\n");
	assert_contains(out, "22-d: does not fit, as a consequence\n");
	assert_contains(out, "22-e: does not fit\n");
	assert_contains(out, "\n            because step 20-mm-second did not fit\n");
	assert_contains(out, "2 steps do not fit Linux 6.12.99");
	assert_contains(out, "in 2 places, and 4 more only as a consequence, in 4:");
	free(out);
}

static void test_consequence_in_a_step(void **state)
{
	(void)state;
	put_step("20-mm-second",
		 "in mm/memory.c\nafter ^int ten;\n|int eleven;\nafter ^int eleven;\n|int twelve;\n");
	has("because the edit in line 2 of this step did not fit\n");
}

/* Names that a semantic patch has as context, or adds within a line. */
static void test_consequence_of_a_name(void **state)
{
	char *spatch = proc_find("spatch"), *out;

	(void)state;
	if (!spatch)
		skip();
	free(spatch);
	put_step("20-mm-second", "in mm/memory.c\ndelete ^int ten;\n");
	put("home/series/20-mm-second/a.cocci",
	    "// files: old_call\n// in: mm\n@@ @@\n-old_call(1);\n+fresh_call(1);\n");
	put_step("22-a", "in mm/ref.c\nreplace ^\\tfresh_call\\(1\\); x$\n|\n");
	put_step("22-b", "in mm/memory.c\ndelete ^int one;\n");
	put("home/series/22-b/a.cocci",
	    "// files: call\n// in: mm\n@@ @@\n-fresh_call(1);\n+better_call(1);\n");
	put_step("22-c", "in mm/memory.c\ndelete ^int one;\n");
	put("home/series/22-c/a.cocci",
	    "// files: call\n// in: mm\n@@ @@\n-other_call(1);\n+better_call(1);\n");
	out = misfits();
	assert_contains(out, "22-a: does not fit, as a consequence\n");
	assert_contains(out, "22-b: does not fit, as a consequence\n");
	assert_contains(out, "22-c: does not fit\n");
	free(out);
	/* A failure of spatch is one of the step. */
	put("home/series/22-c/a.cocci", "// files: call\n// in: mm\n@@ @@\n-other_call(1;\n");
	has("step 22-c: spatch failed on");
	has("30-mm-other: skipped");
}

/* An error that says nothing about the tree ends the run. */
static void test_error(void **state)
{
	char *path = fake_git("case \"$*\" in *write-tree*)\n"
			      "echo 'fatal: x' >&2; exit 128;; esac");

	(void)state;
	run(KEEP_GOING, EXIT_TOOL, "git write-tree failed");
	real_git(path);
}

static void commit(void)
{
	free(git_in("k", "add -A"));
	free(git_in("k", "commit -q -m vendor"));
}

/* Somebody has made the edits of a step already. */
static void test_there(void **state)
{
	(void)state;
	put("k/include/linux/new.h", "/* new */\n");
	put("k/include/linux/pgtable.h",
	    "#include <linux/new.h>\n\nstatic void enter(void)\n{\n}\n");
	commit();
	run("apply -n @/k", 0, "20-mm-second: skipped, the tree has its content already");
	run("apply -n @/k", 0, "1 commits");
	/* A file with another content is somebody else's. */
	put("k/include/linux/new.h", "/* other */\n");
	commit();
	run("apply -n @/k", EXIT_STEP, "the tree already has the file include/linux/new.h");
}

static void there(const char *edits, const char *memory, bool expected)
{
	struct strbuf out = STRBUF_INIT;

	put_step("20-mm-second", edits);
	put("k/mm/memory.c", memory);
	free(git_in("k", "commit -q --allow-empty -a -m vendor"));
	put_step("10-mm-first", "in mm/ref.c\ndelete ^void\n");
	lazymmu(KEEP_GOING, &out);
	assert_contains(out.buf, "no branch was made");
	if (!strstr(out.buf, "20-mm-second: skipped, the tree has its content") == expected)
		fail_msg("%s on '%s': %s", edits, memory, out.buf);
	sb_free(&out);
}

/* In doubt, the content is not there. */
static void test_there_or_not(void **state)
{
	(void)state;
	there("in mm/memory.c\nafter ^int two;\n|int x;\n", "int two;\nint x;\n", true);
	there("in mm/memory.c\nafter ^int two;\n|int x;\n", "int x;\nint two;\n", false);
	there("in mm/memory.c\nbefore ^int two;\n|int x;\n", "int x;\nint two;\n", true);
	/* Two texts at one place, and a text at the place of another. */
	there("in mm/memory.c\nafter ^a\n|b\nafter ^a\n|c\nafter ^c\n|d\n", "a\nc\nd\nb\n", true);
	there("in mm/memory.c\nafter ^a\n|b\nafter ^a\n|c\nafter ^c\n|d\n", "a\nc\nb\n", false);
	/* Only what replaces is left, or nothing of what is deleted. */
	there("in mm/memory.c\nreplace ^old;\n|new;\n", "a\nnew;\n", true);
	there("in mm/memory.c\nreplace ^old;\n|new;\n", "old;\nnew;\n", false);
	there("in mm/memory.c\nreplace ^x\n|new;\ndelete ^old;\n", "new;\n", true);
	there("in mm/memory.c\nreplace ^x\n|new;\ndelete ^old;\n", "old;\nnew;\nx\n", false);
	/* A scope limits all of this. */
	there("in mm/memory.c\nunder ^f\nuntil ^}\nreplace ^old;\n|new;\n",
	      "new;\nf\nold;\n}\n", false);
	there("in mm/memory.c\nunder ^f\nuntil ^}\nreplace ^old;\n|new;\n",
	      "old;\nf\nnew;\n}\n", true);
}

/* Without a text nothing shows that somebody has been here. */
static void test_only_deletes(void **state)
{
	(void)state;
	put_step("20-mm-second", "in mm/memory.c\ndelete ^int ten;\n");
	has("no line matches the anchor '^int ten;'");
}

/* The post-conditions count, and what semantic patches would change. */
static void test_there_but_not_all(void **state)
{
	char *spatch = proc_find("spatch");

	(void)state;
	put_step("20-mm-second", "in mm/memory.c\nreplace ^int ten;\n|int one;\n"
		 "check absent ^int three;\n");
	has("no line matches the anchor '^int ten;'");
	if (!spatch)
		skip();
	free(spatch);
	put_step("20-mm-second", "in mm/memory.c\nreplace ^int ten;\n|int one;\n");
	put("home/series/20-mm-second/a.cocci",
	    "// files: old_call\n// in: mm\n@@ @@\n-old_call(1);\n+fresh_call(1);\n");
	has("no line matches the anchor '^int ten;'");
	put("k/mm/ref.c", "void f(void)\n{\n\tfresh_call(1);\n}\n");
	commit();
	run("apply -n @/k", 0, "20-mm-second: skipped, the tree has its content already");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_usage), TEST(test_all_of_a_step),
		TEST(test_nearest_line), TEST(test_step_is_left_out),
		TEST(test_consequences), TEST(test_consequence_in_a_step),
		TEST(test_consequence_of_a_name), TEST(test_error),
		TEST(test_there), TEST(test_there_or_not),
		TEST(test_only_deletes), TEST(test_there_but_not_all),
	};

	return cmocka_run_group_tests_name("keep going", tests, NULL, NULL);
}
