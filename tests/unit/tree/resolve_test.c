// SPDX-License-Identifier: GPL-2.0-only
/* Trees that are accepted, and trees that are refused, each with its exit status. */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tree/resolve.h"
#include "util/fail.h"
#include "util/strbuf.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

static void refused(const char *name, enum exit_code code, const char *part)
{
	struct kernel k;

	fail_clear();
	assert_true(resolve_kernel(name, NULL, &k) < 0);
	assert_contains(fail_message(), part);
	assert_int_equal(fail_code(), code);
}

static void commit_all(const char *dir)
{
	free(git_in(dir, "add -f ."));
	free(git_in(dir, "commit -q -m change"));
}

static void test_taken(void **state)
{
	char *head = git_in("k", "rev-parse HEAD");
	struct kernel k;

	(void)state;
	assert_int_equal(resolve_kernel(at("k"), NULL, &k), 0);
	assert_string_equal(k.version, "6.12");
	assert_string_equal(k.release, "6.12.99");
	assert_string_equal(k.head, head);
	assert_string_equal(k.path, at("k"));
	assert_string_equal(k.objects, at("k/.git/objects"));
	assert_false(k.bare);
	kernel_free(&k);

	/* Untracked files do not matter. */
	put("k/untracked", "x");
	assert_int_equal(resolve_kernel(at("k"), NULL, &k), 0);
	kernel_free(&k);

	free(git_in(".", "clone -q --bare k bare.git"));
	assert_int_equal(resolve_kernel(at("bare.git"), NULL, &k), 0);
	assert_true(k.bare);
	assert_string_equal(k.path, at("bare.git"));
	kernel_free(&k);

	free(git_in("k", "worktree add -q ../tree"));
	assert_int_equal(resolve_kernel(at("tree"), NULL, &k), 0);
	assert_string_equal(k.path, at("tree"));
	assert_string_equal(k.objects, at("k/.git/objects"));
	kernel_free(&k);

	assert_int_equal(symlink(at("k"), at("link")), 0);
	assert_int_equal(resolve_kernel(at("link"), NULL, &k), 0);
	assert_string_equal(k.path, at("k"));
	kernel_free(&k);
	free(head);
}

/* Environment variables for another repository have no effect. */
static void test_environment(void **state)
{
	struct kernel k;

	(void)state;
	setenv("GIT_DIR", "/none", 1);
	setenv("GIT_INDEX_FILE", "/none/index", 1);
	assert_int_equal(resolve_kernel(at("k"), NULL, &k), 0);
	kernel_free(&k);
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
}

static void test_not_git(void **state)
{
	(void)state;
	/* What is no kernel either is not to be made a git tree. */
	put("plain/Makefile", "VERSION = 6\n");
	refused(at("plain"), EXIT_NOT_KERNEL,
		"is not a Linux kernel tree (it has no Kconfig): give the top of one");
	sh("cp -r k plain2; rm -rf plain2/.git");
	refused(at("plain2"), EXIT_NOT_GIT, "is not a git tree: to make it one, run 'git init");
	refused(at("k/mm"), EXIT_NOT_GIT, "is not the top of a git tree: give ");
	refused(at("k/.git"), EXIT_NOT_GIT, "repository's own files");
	refused(at("none"), EXIT_NOT_KERNEL, "neither a kernel version nor a directory");
	refused(at("k/Makefile"), EXIT_NOT_KERNEL, "neither a kernel version nor a directory");
	refused("", EXIT_NOT_KERNEL, "neither");
	refused("--help", EXIT_NOT_KERNEL, "neither");
}

static void test_not_kernel(void **state)
{
	(void)state;
	put("empty/.keep", "");
	free(git_in("empty", "init -q"));
	refused(at("empty"), EXIT_NOT_KERNEL, "is not a Linux kernel tree (it has no Makefile)");
	sh("cp -r k new; rm -rf new/.git; git init -q new");
	refused(at("new"), EXIT_NOT_KERNEL, "has no commit at HEAD");
	commit_all("empty");
	refused(at("empty"), EXIT_NOT_KERNEL, "(at HEAD, it has no Makefile): give the top of one");
	unlink(at("k/Kconfig"));
	commit_all("k");
	refused(at("k"), EXIT_NOT_KERNEL, "at HEAD, it has no Kconfig");
	put("k/Kconfig/x", "a directory\n");
	commit_all("k");
	refused(at("k"), EXIT_NOT_KERNEL, "at HEAD, it has no Kconfig");
}

static void test_hostile_makefile(void **state)
{
	static const char *const bad[] = {
		"", "VERSION = 6\n", "VERSION = six\nPATCHLEVEL = 12\n",
		"VERSION = 6\nPATCHLEVEL = $(shell touch /tmp/lazymmu-owned)\n",
		"VERSION = 99999999999\nPATCHLEVEL = 1\n",
		"XVERSION = 6\nPATCHLEVEL = 12\n",
	};
	struct strbuf big = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put("k/Makefile", bad[i]);
		commit_all("k");
		refused(at("k"), EXIT_NOT_KERNEL, "names no VERSION and PATCHLEVEL");
	}
	assert_int_not_equal(access("/tmp/lazymmu-owned", F_OK), 0);
	while (big.len < 2 << 20)
		sb_adds(&big, "xxxxxxxxxxxxxxxx");
	put("k/Makefile", big.buf);
	sb_free(&big);
	commit_all("k");
	refused(at("k"), EXIT_NOT_KERNEL, "larger than any kernel's");
}

static void test_no_series(void **state)
{
	(void)state;
	refused("6.12.117", EXIT_NOT_KERNEL, "asked for: give 6.12");
	refused("v6.12", EXIT_NOT_KERNEL, "asked for: give 6.12");
	refused("6.13", EXIT_NO_SERIES, "there is no series for Linux 6.13; there is one for 6.12");
	put("k/Makefile", "VERSION = 5\nPATCHLEVEL = 4\nSUBLEVEL = 0\n");
	commit_all("k");
	refused(at("k"), EXIT_NO_SERIES, "there is no series for Linux 5.4");
}

static void test_converted(void **state)
{
	(void)state;
	put("k/mm/new.c", "lazy_mmu_state_t state;\n");
	/* Only committed files count. */
	commit_all("k");
	refused(at("k"), EXIT_PORTED, "sections with state (see mm/new.c): to convert what came in");
	sh("mv k 'k 2'");
	refused(at("k 2"), EXIT_PORTED, "run 'lazymmu apply --update ");
	refused(at("k 2"), EXIT_PORTED, "/k\\ 2'");
}

/* The Makefile says the version, and the code the mode; no name says anything. */
static void test_names_say_nothing(void **state)
{
	struct kernel k;

	(void)state;
	make_kernel("linux-7.3-stateful");
	free(git_in("linux-7.3-stateful", "branch -M lazymmu/7.3"));
	free(git_in("linux-7.3-stateful", "tag v7.3"));
	assert_int_equal(resolve_kernel(at("linux-7.3-stateful"), NULL, &k), 0);
	assert_string_equal(k.version, "6.12");
	kernel_free(&k);
}

static void test_mode_and_version_differ(void **state)
{
	(void)state;
	put("k/include/linux/pgtable.h", "static inline void lazy_mmu_mode_enable(void)\n");
	commit_all("k");
	refused(at("k"), EXIT_PORTED,
		"is Linux 6.12.99 by its Makefile, but already has mainline's own lazy MMU mode (see include/linux/pgtable.h)");
	refused(at("k"), EXIT_PORTED, "/home/versions/6.12 has the dialect 'stateless'");

	/* With a version that has that mode, only the series is missing. */
	put("home/versions/7.3", "debian = linux-source-7.3\nmainline-mode = yes\n"
	    "dialect = counters\n");
	put("k/Makefile", "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 0\n");
	commit_all("k");
	refused(at("k"), EXIT_NO_SERIES, "there is no series for Linux 7.3");

	put("k/include/linux/pgtable.h", "static void enter(void)\n");
	commit_all("k");
	refused(at("k"), EXIT_NO_SERIES,
		"is Linux 7.3 by its Makefile, but its code lacks mainline's own lazy MMU mode");
	refused(at("k"), EXIT_NO_SERIES, "/home/versions/7.3 has the dialect 'counters'");
}

/* A file that git grep cannot read may be the one that is ported. */
static void test_ported_unknown(void **state)
{
	char *path = fake_git("case \"$*\" in *' grep '*)\n"
			      "echo 'error: mm/a.c: unable to read 123' >&2; exit 1;; esac");

	(void)state;
	refused(at("k"), EXIT_TOOL, "git grep failed");
	real_git(path);
}

static void test_ported_file(void **state)
{
	(void)state;
	put("home/series/ported", "line = x\n");
	refused(at("k"), EXIT_TOOL, "series/ported needs a 'line', a 'mainline', a 'state' and an 'in'");
	put("home/series/ported", "lines = x\n");
	refused(at("k"), EXIT_TOOL, "series/ported:1: ");
	unlink(at("home/series/ported"));
	refused(at("k"), EXIT_TOOL, "series/ported");
	put("home/series/ported", "line = ^int t[w]o;$\nmainline = x\nstate = x\nin = mm\n");
	refused(at("k"), EXIT_PORTED, "(see mm/an odd\nname.c)");
}

static void test_dirty(void **state)
{
	(void)state;
	put("k/mm/an odd\nname.c", "changed\n");
	refused(at("k"), EXIT_DIRTY, "mm/an odd\nname.c");
	free(git_in("k", "add -A"));
	refused(at("k"), EXIT_DIRTY, "uncommitted changes");
	free(git_in("k", "commit -q -m x"));
	unlink(at("k/Kconfig"));
	refused(at("k"), EXIT_DIRTY, "for example Kconfig");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_taken), TEST(test_environment), TEST(test_not_git),
		TEST(test_not_kernel), TEST(test_hostile_makefile),
		TEST(test_no_series), TEST(test_ported_unknown),
		TEST(test_ported_file), TEST(test_converted),
		TEST(test_names_say_nothing), TEST(test_mode_and_version_differ),
		TEST(test_dirty),
	};

	return cmocka_run_group_tests_name("resolve", tests, NULL, NULL);
}
