// SPDX-License-Identifier: GPL-2.0-only
/* Prepared trees stay in the cache, whatever happens while another tree is made. */
#include "fakes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tree/prepare.h"
#include "tree/store.h"
#include "util/fail.h"
#include "util/file.h"

static char *refs;

/* The commits that the repository of prepared trees keeps. */
static char *kept(void)
{
	struct kernel k;
	char *dir, *args, *out;

	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	dir = store_path(&k);
	args = str_fmt("--git-dir=%s for-each-ref", dir);
	out = git_in(".", args);
	free(args);
	free(dir);
	kernel_free(&k);
	return out;
}

/* Prepare a tree, and change the series so that another tree is needed. */
static int setup(void **state)
{
	fakes_setup(state);
	free(run_out("build -k @/k t", 0));
	refs = kept();
	put("home/series/10-mm-first/message", "mm: first\n\nBecause, yes.\n");
	return 0;
}

static int teardown(void **state)
{
	free(refs);
	return fakes_teardown(state);
}

/* Let git run the commands @does_that in place of the fetch: the old tree must stay. */
static void fetch_that(const char *does_that, int status, const char *part)
{
	char *text = str_fmt("case \"$*\" in *' fetch '*) %s;; esac", does_that);
	char *path = fake_git(text), *now;

	run("build -k @/k t", status, part);
	real_git(path);
	free(text);
	now = kept();
	assert_string_equal(now, refs);
	free(now);
	run("build -k @/k t", 0, "image");
	now = kept();
	assert_contains(now, refs);
	assert_non_null(strchr(now, '\n'));
	free(now);
}

static void test_interrupted(void **state)
{
	(void)state;
	fetch_that("kill -INT $PPID; sleep 5", EXIT_INTERRUPTED, "interrupted");
}

static void test_full_disk(void **state)
{
	(void)state;
	fetch_that("echo 'fatal: write error: No space left on device' >&2; exit 128",
		   EXIT_NO_SPACE, "no space left for git fetch");
}

static void test_killed_git(void **state)
{
	(void)state;
	fetch_that("kill -KILL $$", EXIT_TOOL, "git fetch failed");
}

static void test_other_failure(void **state)
{
	(void)state;
	fetch_that("echo \"fatal: cannot lock ref 'refs/heads/x'\" >&2; exit 1",
		   EXIT_TOOL, "git fetch failed in");
}

static void test_out_of_memory(void **state)
{
	(void)state;
	fetch_that("echo 'fatal: Out of memory, malloc failed' >&2; exit 128",
		   EXIT_TOOL, "Out of memory");
}

/* git vanishes between the last commit and the fetch. */
static void test_missing_git(void **state)
{
	char commit[65], *path, *now;
	struct kernel k;

	(void)state;
	path = fake_git("case \"$*\" in *' update-ref refs/heads/result '*)\n"
			"\"$GIT\" \"$@\"; status=$?; /bin/rm $TOP/bin/git; exit $status;; esac");
	setenv("PATH", at("bin"), 1);
	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	assert_true(prepare_tree(&k, &(struct recipe){ .variant = PORTED }, commit) < 0);
	assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
	kernel_free(&k);
	fail_clear();
	real_git(path);
	now = kept();
	assert_string_equal(now, refs);
	free(now);
}

/* git fetch fails, and git cannot find out whether the repository is damaged. */
static void test_no_proof(void **state)
{
	(void)state;
	fetch_that("exit 1;; *' rev-list --objects '*) kill -INT $PPID; sleep 5",
		   EXIT_INTERRUPTED, "interrupted");
}

static void test_no_proof_either(void **state)
{
	(void)state;
	fetch_that("exit 1;; *' rev-list --objects '*)\n"
		   "echo 'error: bad object: Permission denied' >&2; exit 128",
		   EXIT_TOOL, "git rev-list failed");
}

/*
 * Damage the repository with @commands. git reports the damage, and the
 * repository is made again.
 */
static void mends(const char *commands)
{
	char *text = str_fmt("cd cache/trees/*.git\n%s", commands);
	char *now;

	sh(text);
	free(text);
	run("build -k @/k t", 0, " is damaged, and is made again");
	now = kept();
	assert_null(strchr(now, '\n'));
	assert_contains(now, "refs/heads/ported-");
	free(now);
	run("build -k @/k t", 0, "image");
}

static void test_no_objects(void **state)
{
	(void)state;
	mends("rm -rf objects");
}

static void test_broken_reference(void **state)
{
	(void)state;
	mends("for f in refs/heads/ported-*; do : > $f; done");
}

static void test_missing_commit(void **state)
{
	(void)state;
	/* A fetch would not repair this damage. */
	mends("echo 1111111111111111111111111111111111111111 > refs/heads/x");
}

/* The repository is not replaced while a process reads it. */
static void test_reader(void **state)
{
	struct store s = STORE_INIT;
	struct kernel k;
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	assert_int_equal(store_open(&k, &s), 0);
	sh("cd cache/trees/*.git; rm -rf objects; : > mine");
	pid = fork();
	if (!pid) {
		close(s.lock);
		run("build -k @/k t", 0, "waiting for another lazymmu that reads the cache");
		_exit(0);
	}
	for (int i = 0; i < 20; i++) {
		nap(100);
		sh("test -e cache/trees/*.git/mine");
	}
	store_close(&s);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	sh("test ! -e cache/trees/*.git/mine");
	kernel_free(&k);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_interrupted), TEST(test_full_disk), TEST(test_killed_git),
		TEST(test_other_failure), TEST(test_out_of_memory),
		TEST(test_missing_git), TEST(test_no_proof),
		TEST(test_no_proof_either), TEST(test_no_objects),
		TEST(test_broken_reference), TEST(test_missing_commit),
		TEST(test_reader),
	};

	return cmocka_run_group_tests_name("prepare", tests, NULL, NULL);
}
