// SPDX-License-Identifier: GPL-2.0-only
/* Several commands at once, on the same repository and in the same cache. */
#include "hurt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

#define FETCHED "cache/kernels/6.12/6.12.7-1"

/* Make a tree and a package of the same kernel. */
static int setup(void **state)
{
	hurt_setup(state);
	make_full_series();
	make_full_kernel("pristine");
	copy("pristine", "k");
	copy("pristine", "package");
	sh("rm -rf package/.git");
	fake_apt();
	publish("6.12.7-1");
	return 0;
}

#define MANY 3

/* Start @n commands at random moments, and collect their exit statuses. */
static void at_once(int n, const char *const args[], int status[])
{
	pid_t pid[MANY];

	for (int i = 0; i < n; i++) {
		char *log = str_fmt("log%d", i);

		pid[i] = begin(log, args[i]);
		free(log);
		nap_us(chance(100000));
	}
	for (int i = 0; i < n; i++) {
		int s = end(pid[i]);

		assert_true(WIFEXITED(s));
		status[i] = WEXITSTATUS(s);
	}
}

static void all_well(int n, const char *const args[])
{
	int status[MANY];

	at_once(n, args, status);
	for (int i = 0; i < n; i++) {
		char *log = str_fmt("log%d", i);
		char *text = get(log);

		if (status[i])
			fail_msg("lazymmu %s: exit status %d: %s", args[i],
				 status[i], text);
		free(text);
		free(log);
	}
}

static void test_applies(void **state)
{
	const char *const args[] = { "apply @/k", "apply @/k", "apply @/k" };
	char *expected, *made;
	struct picture before;
	int status[MANY];

	(void)state;
	ok("apply @/k");
	expected = the_branch("k");
	for (int i = 0; i < rounds(10); i++) {
		int won = 0;

		copy("pristine", "k");
		picture_take("k", &before);
		at_once(MANY, args, status);
		for (int j = 0; j < MANY; j++) {
			won += !status[j];
			if (status[j])
				assert_int_equal(status[j], EXIT_BRANCH_EXISTS);
		}
		assert_int_equal(won, 1);
		made = the_branch("k");
		assert_string_equal(made, expected);
		assert_same_but_branch("k", &before, false);
		assert_clean();
		picture_free(&before);
		free(made);
	}
	free(expected);
}

static void test_fetches(void **state)
{
	const char *const args[] = { "fetch 6.12", "fetch 6.12", "fetch 6.12" };

	(void)state;
	for (int i = 0; i < rounds(10); i++) {
		sh("rm -rf cache");
		all_well(MANY, args);
		free(git_in(FETCHED, "fsck --strict"));
		free(git_in(FETCHED, "diff --exit-code HEAD"));
		assert_clean();
	}
}

/* With an empty cache, the tree is fetched once and the branch is made once. */
static void test_apply_while_fetch(void **state)
{
	const char *const args[] = { "fetch 6.12", "apply 6.12", "apply 6.12" };
	char *expected, *made;

	(void)state;
	ok("apply @/k");
	expected = the_branch("k");
	for (int i = 0; i < rounds(8); i++) {
		sh("rm -rf cache");
		all_well(MANY, args);
		/* It has no pristine/'s history, and what that ignores. */
		free(git_in(FETCHED, "fsck --strict"));
		made = git_in(FETCHED, "rev-list --count main..lazymmu/6.12");
		assert_string_equal(made, "5");
		assert_clean();
		free(made);
	}
	free(expected);
}

static void test_make_again(void **state)
{
	const char *const args[] = { "apply 6.12", "apply 6.12", "apply 6.12" };
	char *tip, *mark, *text;

	(void)state;
	ok("apply 6.12");
	for (int i = 0; i < rounds(10); i++) {
		text = str_fmt("mm: first\n\nBecause of %d.\n", i);
		put("home/series/10-mm-first/message", text);
		all_well(MANY, args);
		free(text);
		text = git_in(FETCHED, "log --format=%b lazymmu/6.12");
		tip = str_fmt("Because of %d.", i);
		assert_contains(text, tip);
		free(tip);
		free(text);
		tip = git_in(FETCHED, "rev-parse lazymmu/6.12");
		mark = git_in(FETCHED, "rev-parse refs/lazymmu/lazymmu/6.12");
		assert_string_equal(tip, mark);
		free(git_in(FETCHED, "fsck --strict"));
		assert_clean();
		free(tip);
		free(mark);
	}
}

/* The user commits to the branch while it is made again. */
static void test_make_again_over_work(void **state)
{
	char *path, *text;

	(void)state;
	ok("apply 6.12");
	put("home/series/10-mm-first/message", "mm: first\n\nBecause, yes.\n");
	path = fake_git("case \"$*\" in *' unpack-objects '*)\n"
			"work=$(echo mine | $GIT -C $TOP/" FETCHED
			" commit-tree -p lazymmu/6.12 lazymmu/6.12^{tree})\n"
			"$GIT -C $TOP/" FETCHED " update-ref refs/heads/lazymmu/6.12 $work;; esac");
	assert_int_equal(lazymmu("apply 6.12", NULL), EXIT_BRANCH_EXISTS);
	real_git(path);
	text = git_in(FETCHED, "log -1 --format=%s lazymmu/6.12");
	assert_string_equal(text, "mine");
	free(text);
	/* Or the user has the branch checked out. */
	free(git_in(FETCHED, "update-ref refs/heads/lazymmu/6.12 refs/lazymmu/lazymmu/6.12"));
	free(git_in(FETCHED, "worktree add -q ../../../../in-use lazymmu/6.12"));
	assert_int_equal(lazymmu("apply 6.12", NULL), EXIT_BRANCH_EXISTS);
	free(git_in("in-use", "diff --exit-code HEAD"));
	free(git_in(FETCHED, "worktree remove ../../../../in-use"));
	ok("apply 6.12");
	assert_clean();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, hurt_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_applies), TEST(test_fetches),
		TEST(test_apply_while_fetch), TEST(test_make_again),
		TEST(test_make_again_over_work),
	};

	chance_init();
	return cmocka_run_group_tests_name("at once", tests, NULL, NULL);
}
