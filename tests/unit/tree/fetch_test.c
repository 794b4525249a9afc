// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch, with a fake apt. */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "tree/fetch.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

static char *old_path;

/* Add a version to the package repository: apt/candidate and apt/VERSION.deb. */
static void publish(const char *version)
{
	char *command = str_fmt(
		"mkdir -p apt deb/DEBIAN deb/usr/src linux-source-6.12/mm\n"
		"printf 'VERSION = 6\\nPATCHLEVEL = 12\\nSUBLEVEL = 7\\n' > linux-source-6.12/Makefile\n"
		"printf '/*\\n' > linux-source-6.12/.gitignore\n"
		"echo %s > linux-source-6.12/mm/memory.c\n"
		"touch -d 2024-01-01T00:00:00Z linux-source-6.12/Makefile\n"
		"tar -cJf deb/usr/src/linux-source-6.12.tar.xz linux-source-6.12\n"
		"printf 'Package: linux-source-6.12\\nVersion: %s\\nArchitecture: all\\n"
		"Maintainer: T <t@example.org>\\nDescription: x\\n' > deb/DEBIAN/control\n"
		"dpkg-deb -b deb apt/%s.deb\n"
		"echo %s > apt/candidate\n", version, version, version, version);

	sh(command);
	free(command);
}

static int setup(void **state)
{
	char *path;

	fixture_setup(state);
	make_series();
	old_path = str_dup(getenv("PATH"));
	path = str_fmt("%s:%s", at("bin"), old_path);
	setenv("PATH", path, 1);
	free(path);
	setenv("TEST_TOP", top, 1);
	script("bin/apt-cache", "#!/bin/sh\n"
	       "echo called >> $TEST_TOP/calls\n"
	       "case \"$*\" in *madison*) cat $TEST_TOP/apt/madison; exit;; esac\n"
	       "test -e $TEST_TOP/apt/candidate || exit 0\n"
	       "printf 'linux-source-6.12:\\n  Installed: (none)\\n  Candidate: '\n"
	       "cat $TEST_TOP/apt/candidate\n");
	script("bin/apt-get", "#!/bin/sh\n"
	       "for last; do :; done\n"
	       "case \"$*\" in\n"
	       "*indextargets*) cat $TEST_TOP/apt/targets;;\n"
	       "*update*) echo update >> $TEST_TOP/updates\n"
	       "  for arg; do case $arg in\n"
	       "  -oDir::Etc::sourcelist=*) cp ${arg#*=} $TEST_TOP/sources;;\n"
	       "  esac; done\n"
	       "  test ! -e $TEST_TOP/broken || { cat $TEST_TOP/broken >&2; exit 100; }\n"
	       "  test ! -e $TEST_TOP/warned || cat $TEST_TOP/warned >&2\n"
	       "  test ! -e $TEST_TOP/next || mv $TEST_TOP/next $TEST_TOP/apt/candidate;;\n"
	       "*download*) if test -e $TEST_TOP/hang; then echo $$ > $TEST_TOP/tmp; mv $TEST_TOP/tmp $TEST_TOP/pid; exec sleep 100; fi\n"
	       "  cp $TEST_TOP/apt/${last#*=}.deb . 2>/dev/null || { echo 'E: 404 Not Found' >&2; exit 100; };;\n"
	       "esac\n");
	return 0;
}

static int teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return fixture_teardown(state);
}

/* Run fetch; the last line of its standard output must be the path. */
static void fetch_ok(const char *version)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct proc p = { .out = &out, .err = &err };
	const char *argv[] = { command_path(), "fetch", "6.12", NULL };
	char *expected = str_fmt("%s/%s\n", at("cache/kernels/6.12"), version);

	assert_int_equal(proc_run(argv, &p), 0);
	assert_string_equal(out.buf, expected);
	free(expected);
	sb_free(&out);
	sb_free(&err);
}

static void test_fetch(void **state)
{
	char *first, *second, *link;

	(void)state;
	publish("6.12.7-1~deb12u1");
	fetch_ok("6.12.7-1~deb12u1");
	first = git_in("cache/kernels/6.12/current", "log --format=%H~%an~%at~%s");
	assert_contains(first, "~lazymmu~1704067200~"
			"Linux 6.12.7 (Debian linux-source-6.12 6.12.7-1~deb12u1)");
	free(git_in("cache/kernels/6.12/current", "diff --exit-code HEAD"));
	link = git_in("cache/kernels/6.12/current", "ls-files");
	assert_string_equal(link, ".gitignore\nMakefile\nmm/memory.c");
	free(link);

	/* Nothing is done twice. */
	assert_int_equal(unlink(at("apt/6.12.7-1~deb12u1.deb")), 0);
	fetch_ok("6.12.7-1~deb12u1");
	assert_false(exists(at("updates")));

	/* A newer version gets its own directory; both commits can be made again. */
	publish("6.12.8-1~deb12u1");
	fetch_ok("6.12.8-1~deb12u1");
	assert_int_equal(rm_rf(at("cache")), 0);
	publish("6.12.7-1~deb12u1");
	fetch_ok("6.12.7-1~deb12u1");
	second = git_in("cache/kernels/6.12/current", "log --format=%H~%an~%at~%s");
	assert_string_equal(first, second);
	free(first);
	free(second);
}

/* Old package lists name a version that the server does not have any more. */
static void test_stale_lists(void **state)
{
	(void)state;
	publish("6.12.8-1");
	put("apt/candidate", "6.12.7-1\n");
	put("next", "6.12.8-1\n");
	fetch_ok("6.12.8-1");
	assert_true(exists(at("updates")));
}

static void test_offline(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(lazymmu("fetch 6.12", &out), EXIT_FETCH);
	assert_contains(out.buf, "apt gives no package linux-source-6.12");
	publish("6.12.7-1");
	fetch_ok("6.12.7-1");
	put("apt/candidate", "6.12.9-1\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("fetch 6.12", &out), 0);
	assert_contains(out.buf, "; using 6.12.7-1, which is in the cache");
	assert_contains(out.buf, "kernels/6.12/6.12.7-1\n");
	/* A version from apt that would lead out of the cache is refused. */
	put("apt/candidate", "6/../../../x\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("fetch 6.12", &out), 0);
	assert_contains(out.buf, "kernels/6.12/6.12.7-1\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("fetch 6.13", &out), EXIT_NO_SERIES);
	assert_int_equal(lazymmu("fetch six", &out), EXIT_USAGE);
	assert_int_equal(lazymmu("fetch", &out), EXIT_USAGE);
	sb_free(&out);
}

/* Missing programs are named before any work is done. */
static void test_no_programs(void **state)
{
	static const char *const names[][2] = {
		{ "git", "git is not installed (package git)" },
		{ "xz", "xz is not installed (package xz-utils)" },
		{ "tar", "tar is not installed (package tar)" },
		{ "dpkg-deb", "dpkg-deb is not installed (package dpkg)" },
		{ "apt-cache", "apt-cache is not installed (package apt)" },
		{ "apt-get", "apt-get is not installed (package apt)" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	setenv("PATH", at("few"), 1);
	for (size_t i = sizeof(names) / sizeof(*names); i--;) {
		char *path = str_fmt("few/%s", names[i][0]);

		sb_reset(&out);
		assert_int_equal(lazymmu("fetch 6.12", &out), EXIT_MISSING_TOOL);
		assert_contains(out.buf, names[i][1]);
		script(path, "#!/bin/sh\n");
		free(path);
	}
	/* A version that is in the cache needs no programs. */
	assert_int_equal(unlink(at("few/xz")), 0);
	put("cache/kernels/6.12/6.12.7-1/x", "");
	assert_int_equal(symlink("6.12.7-1", at("cache/kernels/6.12/current")), 0);
	sb_reset(&out);
	assert_int_equal(lazymmu("fetch 6.12", &out), 0);
	assert_contains(out.buf, "kernels/6.12/6.12.7-1\n");
	sb_free(&out);
}

/* The archive has three releases: 6.12.7-1 in two suites. */
static void publish_three(void)
{
	publish("6.12.7-1");
	publish("6.12.8-1");
	publish("6.12.9-1");
	put("apt/targets",
	    "Other|x|http://example.org/other/\n"
	    "Debian|old-security|http://example.org/security/\n"
	    "Debian|old|http://example.org/debian/\n");
	put("apt/madison",
	    "linux-source-6.12 | 6.12.9-1 | http://example.org/debian new/main amd64 Packages\n"
	    "linux-source-6.12 | 6.12.8-1 | http://example.org/security old-security/main amd64 Packages\n"
	    "linux-source-6.12 | 6.12.7-1 | http://example.org/debian new/main amd64 Packages\n"
	    "linux-source-6.12 | 6.12.7-1 | http://example.org/debian old/main amd64 Packages\n");
	put("home/versions/suites", "suite = old\nsuite = old-security\nsuite = new\n");
}

static void test_list_releases(void **state)
{
	char *sources;

	(void)state;
	publish_three();
	run("versions --releases", 0,
	    "VERSION  RELEASE   SUITES\n"
	    "6.12     6.12.7-1  new old\n"
	    "6.12     6.12.8-1  old-security\n"
	    "6.12     6.12.9-1  new\n");
	/* Each suite is on its own mirror. */
	sources = get("sources");
	assert_contains(sources, "http://example.org/debian/ old main\n");
	assert_contains(sources, "http://example.org/security/ old-security main\n");
	assert_contains(sources, "http://example.org/debian/ new main\n");
	free(sources);

	/* A list that cannot be read is a failure, not an empty list. */
	put("broken", "E: The repository 'http://example.org/debian new Release' does not have a Release file.\n");
	run("versions --releases", EXIT_FETCH, "cannot read the package lists of old, old-security, new (E: The repository");
	assert_int_equal(unlink(at("broken")), 0);
	put("warned", "W: Failed to fetch http://example.org/debian/new\n");
	run("versions --releases", EXIT_FETCH, "cannot read the package lists of old, old-security, new (W: Failed");
	assert_int_equal(unlink(at("warned")), 0);
	put("apt/madison", "");
	run("versions --releases", EXIT_FETCH, "there is no package linux-source-6.12 in old, old-security, new");
	put("apt/madison", "linux-source-6.12 | rubbish\n");
	run("versions --releases", EXIT_FETCH, "lists a version in an unknown form: 'linux-source-6.12 | rubbish'");

	put("home/versions/suites", "suite = new\nsuite = a b\n");
	run("versions --releases", EXIT_TOOL, "versions/suites:2: 'suite = a b' is not the name of a suite");
	put("home/versions/suites", "suite = new\nsuite = new\n");
	run("versions --releases", EXIT_TOOL, "versions/suites:2: 'suite = new' names this suite again");
	put("home/versions/suites", "colour = red\n");
	run("versions --releases", EXIT_TOOL, "versions/suites:1: 'colour = red' is not a key");
	put("home/versions/suites", "");
	run("versions --releases", EXIT_TOOL, "versions/suites names no suite");
	run("versions --releases --json", EXIT_USAGE, "cannot be given together");
}

#define RELEASES "cache/kernels/6.12-releases"

static void test_one_release(void **state)
{
	char *first, *second;

	(void)state;
	publish_three();
	run("fetch 6.12=6.12.8-1", 0, RELEASES "/6.12.8-1\n");
	assert_git(RELEASES "/6.12.8-1", "rev-parse --is-bare-repository", "true");
	assert_git(RELEASES "/6.12.8-1", "show main:mm/memory.c", "6.12.8-1");
	assert_git(RELEASES "/6.12.8-1", "ls-tree -r --name-only HEAD",
		   ".gitignore\nMakefile\nmm/memory.c");

	/* A release in the cache needs no archive. */
	assert_int_equal(unlink(at("updates")), 0);
	run("fetch 6.12=6.12.8-1", 0, RELEASES "/6.12.8-1\n");
	assert_false(exists(at("updates")));

	/* The next one shares its objects, but does not need it. */
	run("fetch 6.12=6.12.7-1", 0, RELEASES "/6.12.7-1\n");
	assert_int_equal(rm_rf(at(RELEASES "/6.12.8-1")), 0);
	free(git_in(RELEASES "/6.12.7-1", "fsck --strict"));
	assert_git(RELEASES "/6.12.7-1", "show main:mm/memory.c", "6.12.7-1");
	assert_git(RELEASES "/6.12.7-1", "rev-list --count main", "1");

	/* It is the commit that the newest version gets, too. */
	publish("6.12.7-1");
	fetch_ok("6.12.7-1");
	first = git_in("cache/kernels/6.12/current", "rev-parse HEAD");
	second = git_in(RELEASES "/6.12.7-1", "rev-parse HEAD");
	assert_string_equal(first, second);
	free(first);
	free(second);

	run("fetch 6.12=6.12.6-1", EXIT_FETCH,
	    "apt gives no linux-source-6.12 6.12.6-1 in old, old-security, new (E: 404 Not Found)");
	run("fetch 6.12=../x", EXIT_USAGE, "'../x' is not the version of a package");
	run("fetch 6.12=", EXIT_USAGE, "'' is not the version of a package");
	run("fetch 6.13=6.13.1-1", EXIT_NO_SERIES, "Linux 6.13 is not known");
	put("home/versions/6.13", "git = https://example.org/l\ntag = v6.13\ndialect = stateless\n");
	run("fetch 6.13=6.13.1-1", EXIT_USAGE, "Linux 6.13 is not from Debian");
}

static void test_all_releases(void **state)
{
	struct strbuf expected = STRBUF_INIT;
	char *out;

	(void)state;
	publish_three();
	put("home/versions/6.13", "git = https://example.org/l\ntag = v6.13\ndialect = stateless\n");
	run("fetch --all", 0, "6.12 6.12.9-1 ");
	assert_git(RELEASES "/6.12.9-1", "show main:mm/memory.c", "6.12.9-1");
	assert_git(RELEASES "/6.12.7-1", "show main:mm/memory.c", "6.12.7-1");

	/* One that is missing is named, and the others are fetched. */
	assert_int_equal(rm_rf(at("cache/kernels")), 0);
	assert_int_equal(unlink(at("apt/6.12.8-1.deb")), 0);
	out = run_out("fetch --all 6.12", EXIT_FETCH);
	sb_addf(&expected, "6.12 6.12.7-1 %s\n", at(RELEASES "/6.12.7-1"));
	assert_contains(out, expected.buf);
	assert_contains(out, "6.12 6.12.8-1 -\n");
	sb_reset(&expected);
	sb_addf(&expected, "6.12 6.12.9-1 %s\n", at(RELEASES "/6.12.9-1"));
	assert_contains(out, expected.buf);
	assert_contains(out, "1 of 3 releases could not be fetched: 6.12=6.12.8-1");
	assert_false(exists(at(RELEASES "/6.12.8-1")));
	free(out);
	sb_free(&expected);

	run("fetch --all 6.14", EXIT_NO_SERIES, "Linux 6.14 is not known");
	run("fetch --all 6.12=6.12.7-1", EXIT_USAGE, "is not a kernel version");
	run("fetch --all --git=x y", EXIT_USAGE, "cannot be given together");
}

static pid_t start(void)
{
	const char *command = command_path();
	pid_t pid = fork();

	if (!pid) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		dup2(null, 2);
		execl(command, command, "fetch", "6.12", (char *)NULL);
		_exit(127);
	}
	return pid;
}

static void wait_for(const char *path)
{
	for (int i = 0; i < 3000 && !exists(at(path)); i++)
		nap(20);
	assert_true(exists(at(path)));
}

static void test_killed(void **state)
{
	struct strlist names = { 0 };
	pid_t pid;

	(void)state;
	publish("6.12.7-1");
	put("hang", "");
	pid = start();
	wait_for("pid");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_false(exists(at("cache/kernels/6.12/current")));
	unlink(at("hang"));
	fetch_ok("6.12.7-1");
	assert_int_equal(list_dir(at("cache/tmp"), &names), 0);
	assert_int_equal(names.n, 1);
	sl_free(&names);
}

static void test_two_at_once(void **state)
{
	int first, second;
	pid_t a, b;

	(void)state;
	publish("6.12.7-1");
	a = start();
	b = start();
	waitpid(a, &first, 0);
	waitpid(b, &second, 0);
	assert_int_equal(first, 0);
	assert_int_equal(second, 0);
	free(git_in("cache/kernels/6.12/current", "fsck"));
	fetch_ok("6.12.7-1");
}

static void apply_says(int status, const char *said)
{
	struct strbuf out = STRBUF_INIT;

	assert_int_equal(lazymmu("apply 6.12", &out), status);
	assert_contains(out.buf, said);
	sb_free(&out);
}

/* The branch in a fetched kernel can be replaced until somebody works on it. */
static void test_apply_again(void **state)
{
	static const char kernel[] = "cache/kernels/6.12/6.12.7-1";

	(void)state;
	make_kernel(kernel);
	free(git_in(kernel, "branch -M main"));
	assert_int_equal(symlink("6.12.7-1", at("cache/kernels/6.12/current")), 0);
	put("apt/candidate", "6.12.7-1\n");

	apply_says(EXIT_OK, ": branch lazymmu/6.12 of ");
	apply_says(EXIT_OK, "already there, the same");
	put("home/series/20-mm-second/message", "mm: second\n\nBecause, yes.\n");
	apply_says(EXIT_OK, "the series has changed since");
	apply_says(EXIT_OK, "already there, the same");

	free(git_in(kernel, "checkout -q lazymmu/6.12"));
	free(git_in(kernel, "commit -q --allow-empty -m own"));
	free(git_in(kernel, "checkout -q main"));
	apply_says(EXIT_BRANCH_EXISTS, "already has a branch lazymmu/6.12");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fetch), TEST(test_stale_lists), TEST(test_offline),
		TEST(test_no_programs), TEST(test_list_releases),
		TEST(test_one_release), TEST(test_all_releases),
		TEST(test_killed), TEST(test_two_at_once), TEST(test_apply_again),
	};

	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
