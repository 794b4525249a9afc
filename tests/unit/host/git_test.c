// SPDX-License-Identifier: GPL-2.0-only
/* git's own answers, and failures that are not answers. */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/git.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"

static char *old_path;

static int setup(void **state)
{
	fixture_setup(state);
	make_kernel("k");
	old_path = str_dup(getenv("PATH"));
	return 0;
}

static int teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return fixture_teardown(state);
}

/* Install a fake git, the only program in PATH. */
static void put_only_git(const char *text)
{
	script("bin/git", text);
	setenv("PATH", at("bin"), 1);
}

static int find_ref(const char *name)
{
	struct git g = { .cwd = at("k") };

	return git_status(&g, NULL, "rev-parse", "--verify", "-q", name);
}

static void test_git_says_no(void **state)
{
	(void)state;
	assert_int_equal(find_ref("HEAD"), 0);
	assert_int_equal(find_ref("refs/heads/none"), 1);
	assert_null(fail_message());
}

static void test_no_git(void **state)
{
	(void)state;
	setenv("PATH", at("bin"), 1);
	assert_int_equal(find_ref("HEAD"), -ENOENT);
	assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
	assert_string_equal(fail_message(),
			    "git is not installed (package git): 'lazymmu doctor --install' installs what is missing");
}

static void test_no_directory(void **state)
{
	struct git g = { .cwd = at("gone") };

	(void)state;
	assert_int_equal(git_status(&g, NULL, "status"), -ENOTDIR);
	assert_contains(fail_message(), "/gone cannot be entered: No such file");
}

/* git's message is examined even if the caller throws it away. */
static void test_no_space(void **state)
{
	(void)state;
	put_only_git("#!/bin/sh\necho 'error: unable to write: No space left on device' >&2\nexit 1\n");
	assert_int_equal(find_ref("HEAD"), -ENOSPC);
	assert_int_equal(fail_code(), EXIT_NO_SPACE);
	assert_contains(fail_message(), "no space left for git rev-parse (");
	assert_contains(fail_message(), "): unable to write: No space left on device");
}

/* Only the message of this git counts, not the earlier content of the buffer. */
static void test_message_of_before(void **state)
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct git g = { .cwd = at("k") };

	(void)state;
	sb_adds(&err, "No space left on device\n");
	assert_int_equal(git_try(&g, NULL, 0, NULL, &err,
				 ARGS("rev-parse", "--verify", "-q", "refs/heads/none")), 1);
	assert_null(fail_message());
}

static void test_must_succeed(void **state)
{
	struct git g = { .cwd = at("k") };

	(void)state;
	assert_int_equal(git_ok(&g, NULL, "rev-parse", "--verify", "refs/heads/none"), -EIO);
	assert_int_equal(fail_code(), EXIT_TOOL);
	assert_contains(fail_message(), "git rev-parse failed in ");
	assert_contains(fail_message(), ": Needed a single revision");
}

/* Filters of the tree itself stay off, and an error does not count as "no filters". */
static void test_filters_off(void **state)
{
	struct git g = { .cwd = at("k") };

	(void)state;
	assert_int_equal(git_filters_off(&g), 0);
	assert_int_equal(g.env.n, 0);
	free(git_in("k", "config filter.x.clean false"));
	assert_int_equal(git_filters_off(&g), 0);
	assert_true(sl_has(&g.env, "GIT_CONFIG_KEY_0=filter.x.clean"));
	assert_true(sl_has(&g.env, "GIT_CONFIG_VALUE_0="));
	git_free(&g);
}

static void test_filters_not_known(void **state)
{
	struct git g = { .cwd = at("k") };

	(void)state;
	put_only_git("#!/bin/sh\necho 'fatal: bad config line 1' >&2\nexit 3\n");
	assert_int_equal(git_filters_off(&g), -EIO);
	assert_contains(fail_message(), "git config failed in ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_git_says_no), TEST(test_no_git), TEST(test_no_directory),
		TEST(test_no_space), TEST(test_message_of_before),
		TEST(test_must_succeed), TEST(test_filters_off),
		TEST(test_filters_not_known),
	};

	return cmocka_run_group_tests_name("git", tests, NULL, NULL);
}
