// SPDX-License-Identifier: GPL-2.0-only
/* apply and series, without parts of the series. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"

/* The series has a third step, of the part "more". */
static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	put("home/series/30-mm-other/message", "mm: third\n\nBecause.\n\nLazymmu-part: more\n");
	put("home/series/30-mm-other/edits", "in mm/memory.c\ndelete ^int one;\n");
	put("home/series/40-old/message",
	    "mm: old\n\nLazymmu-versions: 6.1\nLazymmu-part: more\n");
	return 0;
}

static void test_apply(void **state)
{
	(void)state;
	run("apply -b all @/k", 0, "3 commits");
	run("apply -b most --without more @/k", 0, "2 commits");
	assert_git("k", "log --format=%s main..all", "mm: third\nmm: second\nmm: first");
	assert_git("k", "log --format=%s main..most", "mm: second\nmm: first");
	assert_git("k", "show most:mm/memory.c", "int one;\nint two;\nint two_and_a_half;\nint three;");
}

static void test_dry_run(void **state)
{
	char *out;

	(void)state;
	out = run_out("apply -n @/k", 0);
	assert_contains(out, "part 'more' (--without=more leaves it out):\n  3/3  mm: third");
	free(out);
	out = run_out("apply -n --without=more @/k", 0);
	assert_contains(out, "  2/2  mm: second");
	assert_contains(out, "  left out: 30-mm-other\n2 commits");
	assert_null(strstr(out, "part 'more'"));
	free(out);
}

static void test_unknown(void **state)
{
	(void)state;
	run("apply --without more,nonsense @/k", EXIT_USAGE,
	    "the series has no part 'nonsense' to leave out (more)");
	run("series -o @/out --without nonsense @/k", EXIT_USAGE, "no part 'nonsense'");
	run("apply --without , @/k", EXIT_USAGE, "--without needs the name of a part");
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main");
	assert_false(exists(at("out")));
}

/* The numbers in the subjects count what is mailed. */
static void test_series(void **state)
{
	char *text;

	(void)state;
	run("series -o @/all @/k", 0, "3 patches");
	run("series -o @/most --without more @/k", 0, "2 patches");
	text = get("all/0001-mm-first.patch");
	assert_contains(text, "Subject: [PATCH 1/3] mm: first\n");
	free(text);
	text = get("most/0002-mm-second.patch");
	assert_contains(text, "Subject: [PATCH 2/2] mm: second\n");
	free(text);
	assert_true(exists(at("all/0003-mm-third.patch")));
	assert_false(exists(at("most/0003-mm-third.patch")));
}

static void test_list(void **state)
{
	(void)state;
	run("series --parts", 0, "PART       STEP\nmore       30-mm-other\nmore       40-old\n");
	run("series --parts @/k", EXIT_USAGE, "--parts is given alone");
	run("series --parts -o @/x", EXIT_USAGE, "--parts is given alone");
	run("series --parts --without more", EXIT_USAGE, "--parts is given alone");
	run("series @/k", EXIT_USAGE, "the output directory is missing");
	run("series -o @/x", EXIT_USAGE, "KERNEL is missing");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_apply), TEST(test_dry_run), TEST(test_unknown),
		TEST(test_series), TEST(test_list),
	};

	return cmocka_run_group_tests_name("without", tests, NULL, NULL);
}
