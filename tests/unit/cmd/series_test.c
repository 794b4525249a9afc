// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu series, from end to end, on a tiny kernel. */
#include "fixture.h"

#include <stdlib.h>
#include <unistd.h>

#include "unchanged.h"
#include "util/fail.h"
#include "util/file.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

static void test_cover_letter(void **state)
{
	char *cover;

	(void)state;
	refuses("series -o @/out/ @/k", 0, "out/0002-mm-second.patch");
	cover = get("out/0000-cover-letter.patch");
	assert_contains(cover, "Subject: [PATCH 0/2] mm: two small things\n\nThis is why.\n");
	assert_contains(cover, "A Tester (2):\n  mm: first\n  mm: second\n");
	assert_contains(cover, "3 files changed, 4 insertions(+)");
	assert_contains(cover, "From: A Tester <tester@example.org>");
	free(cover);
}

/* The mailed series gives the same tree as apply. */
static void test_series(void **state)
{
	(void)state;
	run("series -o @/out/ @/k", 0, "out/0002-mm-second.patch");
	run("apply @/k", 0, "2 commits");
	free(git_in("k", "checkout -q -b mailed"));
	free(git_in("k", "am -q ../out/0001-mm-first.patch ../out/0002-mm-second.patch"));
	free(git_in("k", "diff --exit-code mailed lazymmu/6.12"));
}

static void test_series_refused(void **state)
{
	(void)state;
	put("out/x", "");
	assert_int_equal(symlink("nothing", at("dangling")), 0);
	refuses("series -o @/out @/k", EXIT_USAGE, "is not empty");
	refuses("series -o @/k/Makefile @/k", EXIT_USAGE, "cannot be the output directory");
	refuses("series @/k", EXIT_USAGE, "the output directory is missing");
	refuses("series -o @/dangling @/k", EXIT_USAGE, "a symbolic link to what does not exist");
	refuses("series -o @/k/Makefile/x @/k", EXIT_USAGE, "cannot be the output directory");
	refuses("series -o /proc/lazymmu @/k", EXIT_NO_SPACE, "give a directory elsewhere with -o");
}

static void test_series_into_empty(void **state)
{
	(void)state;
	assert_int_equal(mkdir_p(at("empty"), 0755), 0);
	run("series -o @/empty @/k", 0, "0001-mm-first.patch");
	assert_true(exists(at("empty/0001-mm-first.patch")));
}

/*
 * The output directory is a link's target, or the working directory: it must
 * stay the same directory.
 */
static void test_series_through_link(void **state)
{
	(void)state;
	assert_int_equal(mkdir_p(at("target"), 0755), 0);
	assert_int_equal(symlink("target", at("link")), 0);
	run("series -o @/link @/k", 0, "target/0001-mm-first.patch");
}

static void test_series_here(void **state)
{
	char *here = getcwd(NULL, 0);

	(void)state;
	assert_int_equal(mkdir_p(at("here"), 0755), 0);
	assert_int_equal(chdir(at("here")), 0);
	run("series -o . @/k", 0, "here/0001-mm-first.patch");
	assert_int_equal(access("0002-mm-second.patch", F_OK), 0);
	assert_int_equal(chdir(here), 0);
	free(here);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cover_letter), TEST(test_series),
		TEST(test_series_refused), TEST(test_series_into_empty),
		TEST(test_series_through_link), TEST(test_series_here),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
