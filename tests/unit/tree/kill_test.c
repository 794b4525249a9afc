// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply, killed, interrupted, and two at once. */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

/* Start "lazymmu apply" and send it the signal @sig after @ms milliseconds. */
static int apply_and_kill(int sig, long ms)
{
	const char *command = command_path();
	const char *tree = at("k");
	pid_t pid = fork();
	int status;

	if (!pid) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		dup2(null, 2);
		execl(command, command, "apply", tree, (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	nap(ms);
	kill(pid, sig);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* A git that makes the branch may finish. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	return status;
}

static bool has_branch(void)
{
	char *refs = git_in("k", "for-each-ref --format=%(refname) refs/heads/lazymmu");
	bool has = *refs;

	free(refs);
	return has;
}

/* Start "lazymmu apply" as this user. */
static pid_t start_as(const char *name)
{
	const char *command = command_path();
	const char *tree = at("k");
	const char *log = at(name);
	pid_t pid = fork();

	if (!pid) {
		int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		setenv("GIT_AUTHOR_NAME", name, 1);
		dup2(out, 1);
		dup2(out, 2);
		execl(command, command, "apply", tree, (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	return pid;
}

/* Both have made their commits when the first of them makes the branch. */
static void test_two_at_once(void **state)
{
	static const char *const names[] = { "one", "two" };
	int status[2], won;
	pid_t pid[2];
	char *path, *text;

	(void)state;
	path = fake_git("case \"$*\" in *' unpack-objects '*) : > $TOP/at.$$; n=0\n"
			"until test $(ls $TOP/at.* | wc -l) = 2 || test $n = 500\n"
			"do sleep 0.02; n=$((n + 1)); done;; esac");
	for (int i = 0; i < 2; i++)
		pid[i] = start_as(names[i]);
	for (int i = 0; i < 2; i++)
		assert_int_equal(waitpid(pid[i], &status[i], 0), pid[i]);
	real_git(path);
	won = WEXITSTATUS(status[0]) ? 1 : 0;
	assert_int_equal(status[won], 0);
	text = get(names[!won]);
	assert_contains(text, "already has a branch lazymmu/6.12");
	free(text);
	assert_int_equal(WEXITSTATUS(status[!won]), EXIT_BRANCH_EXISTS);
	assert_git("k", "log --format=%an -1 lazymmu/6.12", names[won]);
	assert_git("k", "rev-list --count main..lazymmu/6.12", "2");
	free(git_in("k", "fsck --strict"));
	assert_no_scratch();
}

static void test_killed(void **state)
{
	char before[65];

	(void)state;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	sum_tree("k", before);
	for (long ms = 0; ms < 400; ms += 61) {
		apply_and_kill(SIGKILL, ms);
		if (has_branch()) {
			/* If the branch exists, it is complete. */
			assert_git("k", "rev-list --count main..lazymmu/6.12", "2");
			free(git_in("k", "branch -q -D lazymmu/6.12"));
			sum_tree("k", before);
			continue;
		}
		assert_unchanged(before);
	}
	/* The next run works, and removes the files that killed runs left. */
	run("apply @/k", 0, "2 commits");
	assert_no_scratch();
	free(git_in("k", "fsck"));
}

/*
 * Kill the command in the middle of a step: a fake spatch writes its process id
 * and does not end. Return: the status of the command; *spatch is set to the
 * id.
 */
static int kill_in_step(int sig, pid_t *spatch)
{
	const char *command = command_path();
	const char *tree = at("k");
	char *text;
	pid_t pid;
	int status;

	put("bin/spatch", "#!/bin/sh\necho $$ > ${0%/*}/tmp\n"
	    "mv ${0%/*}/tmp ${0%/*}/pid\nexec sleep 100\n");
	assert_int_equal(chmod(at("bin/spatch"), 0755), 0);
	put("home/series/20-mm-second/a.cocci", "// files: old_call\n");
	pid = fork();
	if (!pid) {
		char *path = str_fmt("%s:%s", at("bin"), getenv("PATH"));
		int null = open("/dev/null", O_WRONLY);

		setenv("PATH", path, 1);
		dup2(null, 1);
		dup2(null, 2);
		execl(command, command, "apply", tree, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 3000 && !exists(at("bin/pid")); i++)
		nap(20);
	text = get("bin/pid");
	*spatch = atoi(text);
	free(text);
	unlink(at("bin/pid"));
	kill(pid, sig);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Has the process ended? A zombie counts as ended. */
static bool gone(pid_t pid)
{
	char *file = str_fmt("/proc/%d/stat", (int)pid);
	struct strbuf sb = STRBUF_INIT;
	bool is_gone = false;

	for (int i = 0; i < 250 && !is_gone; i++) {
		sb_reset(&sb);
		is_gone = read_file(file, &sb) || strstr(sb.buf, ") Z ");
		if (!is_gone)
			nap(20);
	}
	sb_free(&sb);
	free(file);
	return is_gone;
}

static void test_interrupted(void **state)
{
	char before[65];
	pid_t spatch;
	int status;

	(void)state;
	sum_tree("k", before);
	status = kill_in_step(SIGINT, &spatch);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
	assert_true(gone(spatch));
	assert_unchanged(before);
	assert_no_scratch();

	/* After SIGKILL only the next run can clean up. */
	status = kill_in_step(SIGKILL, &spatch);
	assert_true(WIFSIGNALED(status));
	assert_true(gone(spatch));
	assert_unchanged(before);
	assert_int_equal(unlink(at("home/series/20-mm-second/a.cocci")), 0);
	run("apply @/k", 0, "2 commits");
	assert_no_scratch();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_two_at_once), TEST(test_killed),
		TEST(test_interrupted),
	};

	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
