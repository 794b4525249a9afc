// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu series, from end to end, on a tiny kernel. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* What the cover letter has for another dialect is left out. */
static void test_cover_dialect(void **state)
{
	char *cover;

	(void)state;
	put("home/series/cover",
	    "# SPDX-License-Identifier: GPL-2.0-only\nmm: two small things\n\n"
	    "Lazymmu-for: counters\nNew.\n\nLazymmu-for: stateless\nOld.\n\n"
	    "Lazymmu-for: all\n# Both.\n");
	run("series -o @/out/ @/k", 0, "out/0002-mm-second.patch");
	cover = get("out/0000-cover-letter.patch");
	assert_contains(cover, "] mm: two small things\n\nOld.\n\n# Both.\n");
	free(cover);
	put("home/series/cover", "mm: small\n\nLazymmu-for: 7.3\n");
	refuses("series -o @/out2/ @/k", EXIT_STEP,
		"series/cover:3: Lazymmu-for: needs a dialect");
	put("home/series/cover", "# x\n\nLazymmu-for: counters\nNew.\n");
	refuses("series -o @/out2/ @/k", EXIT_STEP, "series/cover holds no text");
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

/* --- formats --- */

/* The bytes of the other formats depend on the kernel's commit, not on the time. */
static void make_old_commit(void)
{
	setenv("GIT_COMMITTER_DATE", "1072915200 +0000", 1);
	free(git_in("k", "commit -q --amend --no-edit"));
	unsetenv("GIT_COMMITTER_DATE");
}

/* The branch that is checked out in "k" must have the tree that "apply" makes. */
static void assert_applied(void)
{
	free(git_in("k", "checkout -q -b patched"));
	free(git_in("k", "checkout -q main"));
	run("apply @/k", 0, "2 commits");
	free(git_in("k", "diff --exit-code patched lazymmu/6.12"));
}

static void test_format_refused(void **state)
{
	(void)state;
	refuses("series --format deb -o @/out @/k", EXIT_USAGE,
		"there is no format 'deb': give mail, mbox, quilt or debian");
	refuses("series --format quilt --parts", EXIT_USAGE, "--parts is given alone");
	assert_false(exists(at("out")));
}

static void test_mail_is_default(void **state)
{
	(void)state;
	run("series -o @/a @/k", 0, "0001-mm-first.patch");
	run("series --format=mail -o @/b @/k", 0, "'git am --empty=drop ");
	sh("diff -r -I ^Date: -I ^From a b; ls a | grep -c . | grep -x 3");
}

static void test_mbox(void **state)
{
	char *mbox;

	(void)state;
	make_old_commit();
	refuses("series --format mbox -o @/out @/k", 0, "out/lazymmu.mbox");
	assert_int_equal(mkdir_p(at("again"), 0755), 0);
	run("series --format mbox -o @/again @/k", 0, "2 patches; 'git am ");
	sh("diff -r out again; ls out | tr '\\n' ' ' | grep -x 'README lazymmu.mbox '");
	mbox = get("out/lazymmu.mbox");
	assert_contains(mbox, "Date: Thu, 1 Jan 2004 00:00:00 +0000\n"
			"Subject: [PATCH 1/2] mm: first\n");
	assert_contains(mbox, "Signed-off-by: A Tester <tester@example.org>\n");
	assert_null(strstr(mbox, "mm: two small things"));
	free(mbox);
	free(git_in("k", "checkout -q -b mailed"));
	free(git_in("k", "am -q ../out/lazymmu.mbox"));
	assert_git("k", "log --format=%s -2", "mm: second\nmm: first");
	assert_applied();
}

static void test_quilt(void **state)
{
	char *text;

	(void)state;
	make_old_commit();
	refuses("series --format quilt -o @/out @/k", 0, "out/series");
	run("series --format quilt -o @/again @/k", 0, "again quilt push -a'");
	sh("diff -r out again; rm out/README; cat out/series > list\n"
	   "cd k; git checkout -q -b pushed\n"
	   "grep -v '^#' ../list | while read -r p; do git apply --index ../out/$p; done\n"
	   "git commit -q -m all");
	text = get("list");
	assert_string_equal(text, "# written by lazymmu for Linux 6.12.99\n"
			    "0001-mm-first.patch\n0002-mm-second.patch\n");
	free(text);
	text = get("out/0001-mm-first.patch");
	assert_contains(text, "From 0000000000000000000000000000000000000000 ");
	assert_contains(text, "\nSubject: mm: first\n\nBecause.\n");
	assert_contains(text, "Signed-off-by: A Tester <tester@example.org>\n---\n");
	free(text);
	text = get("again/README");
	assert_contains(text, "Subject: mm: two small things\n\nThis is why.\n");
	assert_contains(text, "3 files changed, 4 insertions(+)");
	free(text);
	assert_applied();
}

/* --- the source package of Debian --- */

#define CHANGELOG(version) \
	"linux (" version ") trixie; urgency=medium\n\n  * lazymmu (7.3-1)\n"

static void make_package(void)
{
	put("p/debian/changelog", CHANGELOG("6.12.99-1"));
	put("p/debian/patches/series", "# ours\nbugfix/a.patch\n\nbugfix/b.patch");
	put("p/debian/patches/bugfix/a.patch", "");
	put("p/Makefile", "VERSION = 6\n");
	assert_int_equal(chmod(at("p/debian/patches/series"), 0600), 0);
}

/* Check that the command refuses, and changes nothing in the package "p". */
static void refuses_package(const char *args, int status, const char *part)
{
	char before[65], after[65];

	sum_tree("p", before);
	refuses(args, status, part);
	sum_tree("p", after);
	assert_string_equal(before, after);
	assert_no_scratch();
}

static void test_debian_new(void **state)
{
	char *text;

	(void)state;
	refuses("series --format debian -o @/out @/k", 0, "out/debian/patches/series");
	assert_int_equal(mkdir_p(at("empty"), 0755), 0);
	run("series --format debian -o @/empty @/k", 0,
	    "empty/debian/patches/lazymmu to its debian/patches");
	sh("diff -r -I ^Date: out empty; rm out/debian/patches/lazymmu/README\n"
	   "cd out/debian/patches; ls . lazymmu | tr '\\n' ' ' |\n"
	   "grep -x '.: lazymmu series  lazymmu: 0001-mm-first.patch 0002-mm-second.patch '");
	text = get("out/debian/patches/series");
	assert_string_equal(text, "# written by lazymmu for Linux 6.12.99\n"
			    "lazymmu/0001-mm-first.patch\nlazymmu/0002-mm-second.patch\n");
	free(text);
	/* DEP-3: a subject, an author, and whether it was sent to Linux. */
	text = get("out/debian/patches/lazymmu/0001-mm-first.patch");
	assert_contains(text, "\nFrom: A Tester <tester@example.org>\n");
	assert_contains(text, "\nSubject: mm: first\nForwarded: no\n\nBecause.\n");
	free(text);
}

static void test_debian_package(void **state)
{
	struct stat st;
	char *text;

	(void)state;
	make_package();
	sh("cp -a p before");
	refuses("series --format debian -o @/p @/k", 0, "p/debian/patches/series");
	text = get("p/debian/patches/series");
	assert_string_equal(text, "# ours\nbugfix/a.patch\n\nbugfix/b.patch\n"
			    "# written by lazymmu for Linux 6.12.99\n"
			    "lazymmu/0001-mm-first.patch\nlazymmu/0002-mm-second.patch\n");
	free(text);
	assert_int_equal(stat(at("p/debian/patches/series"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_no_scratch();
	/* Nothing else has changed. */
	sh("ls -A p/debian/patches/lazymmu | tr '\\n' ' ' |\n"
	   "grep -x '0001-mm-first.patch 0002-mm-second.patch README '\n"
	   "mkdir moved; cp -a p/debian/patches/lazymmu moved; rm -r p/debian/patches/lazymmu\n"
	   "cp before/debian/patches/series p/debian/patches/series; diff -r before p");
	/* As the message says. */
	sh("cp -a moved/lazymmu p/debian/patches; printf '\\nlazymmu/x\\n' >> p/debian/patches/series");
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE,
			"has patches of lazymmu already: remove them with 'rm -rf ");
	sh("rm -rf p/debian/patches/lazymmu");
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE, "has patches of lazymmu already");
	sh("sed -i /lazymmu/d p/debian/patches/series");
	run("series --format debian -o @/p @/k", 0, "dpkg-source --before-build");
}

static void test_debian_release(void **state)
{
	(void)state;
	make_package();
	put("p/debian/changelog", CHANGELOG("1:6.12.98-1~bpo12+1"));
	run("series --format debian -o @/p @/k", 0,
	    "the source package is of Linux 6.12.98, and the patches are made for 6.12.99");
}

static void test_debian_refused(void **state)
{
	(void)state;
	make_package();
	refuses_package("series --format quilt -o @/p @/k", EXIT_USAGE, "is not empty");
	put("p/debian/changelog", CHANGELOG("6.1.187-1"));
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE,
			"it is of Linux 6.1.187, and the tree is Linux 6.12.99");
	put("p/debian/changelog", CHANGELOG("6.120.1-1"));
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE, "it is of Linux 6.120.1");
	put("p/debian/changelog", "\nlinux (6.12.99-1) trixie\n");
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE, "names no version");
	unlink(at("p/debian/changelog"));
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE, "names no version");
	put("p/debian/changelog", CHANGELOG("6.12.99-1"));
	/* A step fails after the package was examined. */
	put("home/series/20-mm-second/edits", "in mm/memory.c\ndelete ^nothing;\n");
	refuses_package("series --format debian -o @/p @/k", EXIT_STEP, "20-mm-second no longer fits");
	sh("cd p/debian/patches; mv series list; ln -s list series");
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE, "is not a regular file");
	sh("rm p/debian/patches/series");
	refuses_package("series --format debian -o @/p @/k", EXIT_USAGE,
			"has no debian/patches/series: give the top of an unpacked source package");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cover_letter), TEST(test_cover_dialect), TEST(test_series),
		TEST(test_series_refused), TEST(test_series_into_empty),
		TEST(test_series_through_link), TEST(test_series_here),
		TEST(test_format_refused), TEST(test_mail_is_default), TEST(test_mbox),
		TEST(test_quilt), TEST(test_debian_new), TEST(test_debian_package),
		TEST(test_debian_release), TEST(test_debian_refused),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
