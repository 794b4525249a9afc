// SPDX-License-Identifier: GPL-2.0-only
/* The commands tell which lines a step removes although it was not made for them. */
#include "fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "series/edits.h"
#include "series/removed.h"
#include "tree/kernel.h"
#include "tree/prepare.h"
#include "unchanged.h"
#include "util/fail.h"

#define EDITS "in mm/memory.c\ndelete ^int one;\nthrough ^int three;\n"
#define LOST "mm/memory.c:1-4: removed here, but not in the kernels that the step was made for:\n"
#define SUM "1 line that the series was not made for is removed, in 1 place: see above"

/* Step 15 removes all of mm/memory.c; it knows the three lines that Linux has. */
static int setup(void **state)
{
	static const char *const lines[] = { "int one;", "int two;", "int three;" };
	struct strbuf file = STRBUF_INIT;
	char id[REMOVED_ID];
	struct edits *e;

	fixture_setup(state);
	make_series();
	put("home/series/10-mm-first/edits", "in mm/ref.c\nafter ^void f\n|/* f */\n");
	put("home/series/15-mm-gone/message", "mm: gone\n\nBecause.\n");
	put("home/series/15-mm-gone/edits", EDITS);
	assert_int_equal(edits_parse("edits", EDITS, NULL, &e), 0);
	removed_edit(&e->v[0], id);
	edits_free(e);
	sb_addf(&file, "15-mm-gone %s 6.12", id);
	for (size_t i = 0; i < 3; i++) {
		removed_line(lines[i], strlen(lines[i]), id);
		sb_addf(&file, " %s", id);
	}
	put("home/series/removed", file.buf);
	sb_free(&file);
	make_kernel("k");
	return 0;
}

static void commit(const char *text)
{
	put("k/mm/memory.c", text);
	free(git_in("k", "commit -q -a -m vendor"));
}

static void vendor(void)
{
	commit("int one;\nint vendor;\nint two;\nint three;\n");
}

static void is_silent(const char *args)
{
	char *out = run_out(args, 0);

	assert_null(strstr(out, "made for"));
	free(out);
}

static void test_silent(void **state)
{
	(void)state;
	is_silent("apply -n @/k");
	is_silent("apply -n --keep-going @/k");
	is_silent("apply @/k");
	is_silent("series -o @/out/ @/k");
	/* The order and white space do not matter. */
	commit("int one;\n\nint\ttwo;\nint three;\n");
	is_silent("apply -b b @/k");
}

static void test_apply(void **state)
{
	char *out, *id, *shown;

	(void)state;
	vendor();
	out = run_out("apply @/k", 0);
	assert_contains(out, LOST "               2: int vendor;\n");
	assert_contains(out, SUM);
	/* The commit is the step's, and the user has it. */
	id = git_in("k", "rev-parse --short=12 lazymmu/6.12~1");
	shown = str_fmt("            git show %s -- mm/memory.c\n", id);
	assert_contains(out, shown);
	free(shown);
	free(id);
	free(out);
	assert_git("k", "log --format=%s -1 lazymmu/6.12~1", "mm: gone");
	assert_git("k", "show lazymmu/6.12:mm/memory.c", "");
}

/* Nothing is left to look at, and nothing is wrong. */
static void dry_run(const char *args)
{
	char before[65];
	char *out;

	sum_tree("k", before);
	out = run_out(args, 0);
	assert_unchanged(before);
	assert_contains(out, LOST "               2: int vendor;\n");
	assert_contains(out, SUM);
	assert_null(strstr(out, "git show"));
	free(out);
}

static void test_dry_run(void **state)
{
	(void)state;
	vendor();
	dry_run("apply -n @/k");
	dry_run("apply -n --keep-going @/k");
}

/* Also of a step that does not fit, and beside misfits of other steps. */
static void test_keep_going(void **state)
{
	char *out;

	(void)state;
	vendor();
	put("home/series/15-mm-gone/edits", EDITS "delete ^no_such_line;\n");
	put("home/series/10-mm-first/edits", "in mm/ref.c\ndelete ^no_such_line\n");
	out = run_out("apply -n --keep-going @/k", EXIT_STEP);
	assert_contains(out, "10-mm-first: does not fit\n");
	assert_contains(out, "15-mm-gone: does not fit\n");
	assert_contains(out, LOST "               2: int vendor;\n");
	assert_contains(out, SUM);
	assert_contains(out, "2 steps do not fit");
	free(out);
}

static void test_series(void **state)
{
	char *out;

	(void)state;
	vendor();
	out = run_out("series -o @/out/ @/k", 0);
	assert_contains(out, "       " LOST "            2: int vendor;\n");
	assert_contains(out, SUM);
	free(out);
	/* It is no progress, which -q silences. */
	out = run_out("-q series -o @/out2/ @/k", 0);
	assert_contains(out, "       " LOST "            2: int vendor;\n");
	assert_contains(out, SUM);
	assert_null(strstr(out, "mm: gone"));
	free(out);
}

/* An edit that is not listed removes nothing without a word. */
static void test_not_listed(void **state)
{
	(void)state;
	put("home/series/removed", "");
	run("apply -n @/k", 0, "mm/memory.c:1-3: removed here, but");
	run("apply -n @/k", 0, "3 lines that the series was not made for are removed, in 1 place");
	remove(at("home/series/removed"));
	refuses("apply @/k", EXIT_TOOL, "series/removed cannot be read");
}

/* --update tells it if it makes a branch with the present series, and only then. */
static void test_update(void **state)
{
	char *out;

	(void)state;
	vendor();
	put("home/audit/lazy_mmu.cocci", "virtual report\n");
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|static lazy_mmu_state_t state;\n");
	run("apply -b ported @/k", 0, SUM);
	free(git_in("k", "checkout -q ported"));
	is_silent("apply --update @/k");
	put("home/kernel/include/linux/new.h", "/* newer */\n");
	out = run_out("apply --update -n @/k", 0);
	assert_contains(out, "  " LOST "       2: int vendor;\n");
	assert_null(strstr(out, "git show"));
	assert_contains(out, SUM);
	free(out);
	out = run_out("apply --update @/k", 0);
	assert_contains(out, "  " LOST "       2: int vendor;\n");
	assert_contains(out, "  git show ");
	assert_contains(out, SUM);
	free(out);
}

/* What preparing a tree for a build says on standard error; to be freed. */
static char *prepare(enum variant variant)
{
	const struct recipe r = { .variant = variant };
	int old = dup(2), to = open(at("said"), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	char commit[65];
	struct kernel k;

	assert_true(old >= 0 && to >= 0);
	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	note_quiet(false);
	dup2(to, 2);
	if (prepare_tree(&k, &r, commit))
		fail_msg("%s", fail_message());
	dup2(old, 2);
	note_quiet(true);
	close(to);
	close(old);
	kernel_free(&k);
	return get("said");
}

/* Who builds or boots a tree is told as well, but not of a stock kernel. */
static void test_prepare(void **state)
{
	char *said;

	(void)state;
	vendor();
	put("home/series/15-mm-gone/message", "mm: gone\n\nBecause.\n\nLazymmu-stock: yes\n");
	said = prepare(PORTED);
	assert_contains(said, "       " LOST "            2: int vendor;\n");
	free(said);
	said = prepare(STOCK);
	assert_contains(said, "mm: gone\n");
	assert_null(strstr(said, "made for"));
	free(said);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_silent), TEST(test_apply), TEST(test_dry_run),
		TEST(test_keep_going), TEST(test_series), TEST(test_not_listed),
		TEST(test_update), TEST(test_prepare),
	};

	return cmocka_run_group_tests_name("loss", tests, NULL, NULL);
}
