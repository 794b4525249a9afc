// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch, killed at any moment, with packages of the test's own. */
#include "hurt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

#define OLD	"6.12.7-1"
#define NEW	"6.12.8-1"
#define CURRENT	"cache/kernels/6.12/current"

static char *expected[2];
static long normal_us[2];

/* With and without an older version in the cache. */
static int setup(void **state)
{
	hurt_setup(state);
	make_series();
	fake_apt();
	publish(OLD);
	normal_us[0] = how_long("fetch 6.12");
	expected[0] = git_in(CURRENT, "rev-parse HEAD");
	sh("mv cache old; mkdir cache empty");
	publish(NEW);
	normal_us[1] = how_long("fetch 6.12");
	expected[1] = git_in(CURRENT, "rev-parse HEAD");
	assert_string_not_equal(expected[0], expected[1]);
	sh("rm -rf cache");
	printf("# an undisturbed run: %ld ms\n", normal_us[1] / 1000);
	return 0;
}

static int teardown(void **state)
{
	free(expected[0]);
	free(expected[1]);
	return hurt_teardown(state);
}

/* Check that the versions in the cache are complete. */
static void assert_whole(bool finished, bool old)
{
	struct strlist names = { 0 };
	char *head;

	if (exists(at(CURRENT))) {
		head = git_in(CURRENT, "rev-parse HEAD");
		if (finished || strcmp(head, expected[0]))
			assert_string_equal(head, expected[1]);
		free(head);
		free(git_in(CURRENT, "fsck --strict"));
		free(git_in(CURRENT, "diff --exit-code HEAD"));
	} else {
		assert_false(finished || old);
	}
	if (!finished)
		return;
	assert_int_equal(list_dir(at("cache/kernels/6.12"), &names), 0);
	assert_int_equal(names.n, old ? 4 : 3);
	sl_free(&names);
	assert_clean();
}

static void killed_once(int i, bool all)
{
	long delay = chance(normal_us[1]);
	bool at_once = !all && i % 2;
	bool old = i % 4 > 1;
	pid_t pid;

	printf("# %d: %s after %ld us%s\n", i, all ? "all" : at_once ?
	       "the command, and the next run at once" : "the command", delay,
	       old ? ", with an older version" : "");
	fflush(stdout);
	copy(old ? "old" : "empty", "cache");
	pid = begin("log", "fetch 6.12");
	nap_us(delay);
	if (all)
		kill_all(pid);
	else
		kill(pid, SIGKILL);
	if (!at_once) {
		wait_all(pid);
		assert_whole(false, old);
	}
	ok("fetch 6.12");
	wait_all(pid);
	if (at_once && scratch_left())
		ok("fetch 6.12");
	assert_whole(true, old);
}

static void test_killed_all(void **state)
{
	(void)state;
	for (int i = 0; i < rounds(50); i++)
		killed_once(i, true);
}

static void test_killed_alone(void **state)
{
	(void)state;
	for (int i = 0; i < rounds(50); i++)
		killed_once(i, false);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_killed_all), TEST(test_killed_alone),
	};

	chance_init();
	return cmocka_run_group_tests_name("fetch, killed", tests, NULL, NULL);
}
