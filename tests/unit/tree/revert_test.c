// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu revert: the tree without the series, whatever came after it. */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unchanged.h"
#include "util/fail.h"

/* A ported tree, on the branch "ported", which is checked out. */
static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|static lazy_mmu_state_t state;\n");
	make_kernel("k");
	run("apply -b ported @/k", 0, "2 commits");
	free(git_in("k", "checkout -q ported"));
	return 0;
}

static void commit(const char *path, const char *text)
{
	put(path, text);
	free(git_in("k", "add -f ."));
	free(git_in("k", "commit -q -m further"));
}

/* Nothing but the new branch has changed, and its tree is that of main plus @changes. */
static void reverted(const char *args, const char *part, const char *changes)
{
	char *head = git_in("k", "symbolic-ref HEAD");
	char *id = git_in("k", "rev-parse HEAD");

	run(args, 0, part);
	assert_git("k", "symbolic-ref HEAD", head);
	assert_git("k", "rev-parse HEAD", id);
	assert_git("k", "status --porcelain", "");
	assert_git("k", "diff --name-only main lazymmu/6.12-reverted", changes);
	free(git_in("k", "fsck --strict"));
	assert_no_scratch();
	free(id);
	free(head);
}

static void test_nothing_on_top(void **state)
{
	char *base = git_in("k", "rev-parse main");

	(void)state;
	reverted("revert @/k", "at the commit that the series started from", "");
	assert_git("k", "rev-parse lazymmu/6.12-reverted", base);
	free(base);
	refuses("revert @/k", 0, "branch lazymmu/6.12-reverted of");
	run("revert -b other @/k", 0, "branch other of");
}

static void test_dry_run(void **state)
{
	(void)state;
	refuses("revert -n @/k", 0, "include/linux/pgtable.h");
	refuses("revert -n @/k", 0, "2 commits are taken back: no branch was made");
}

/* Further commits stay, also those to the files of the series. */
static void test_commits_on_top(void **state)
{
	char *text;

	(void)state;
	commit("k/mm/memory.c", "int zero;\nint one;\nint two;\nint two_and_a_half;\nint three;\n");
	commit("k/mm/more.c", "int more;\n");
	reverted("revert @/k", "one commit on top of HEAD", "mm/memory.c\nmm/more.c");
	assert_git("k", "show lazymmu/6.12-reverted:mm/memory.c",
		   "int zero;\nint one;\nint two;\nint three;");
	assert_git("k", "rev-list --count ported..lazymmu/6.12-reverted", "1");
	text = git_in("k", "log -1 --format=%B lazymmu/6.12-reverted");
	assert_contains(text, "(\"mm: second\")\n  ");
	assert_contains(text, "(\"mm: first\")\n\nSigned-off-by: A Tester");
	free(text);
}

/* A merge, as of a stable release. */
static void test_merge_on_top(void **state)
{
	(void)state;
	free(git_in("k", "checkout -q main"));
	commit("k/mm/ref.c", "void f(void)\n{\n\told_call(2);\n}\n");
	free(git_in("k", "checkout -q ported"));
	free(git_in("k", "merge -q --no-edit main"));
	commit("k/mm/more.c", "int more;\n");
	reverted("revert @/k", "one commit on top of HEAD", "mm/more.c");
}

/* The series itself came in by a merge. */
static void test_merged_series(void **state)
{
	(void)state;
	free(git_in("k", "checkout -q -b product main"));
	commit("k/mm/ref.c", "void f(void)\n{\n\told_call(2);\n}\n");
	free(git_in("k", "merge -q --no-edit ported"));
	reverted("revert @/k", "one commit on top of HEAD", "mm/ref.c");
}

/* Commits of others in the middle of the series stay. */
static void test_commit_in_the_middle(void **state)
{
	(void)state;
	free(git_in("k", "checkout -q ported~1"));
	commit("k/mm/more.c", "int more;\n");
	free(git_in("k", "cherry-pick ported"));
	run("revert @/k", 0, "2 commits are taken back");
	assert_git("k", "diff --name-only main lazymmu/6.12-reverted", "mm/more.c");
}

/* Applied, taken back, applied again, and taken back again. */
static void test_twice(void **state)
{
	(void)state;
	commit("k/mm/more.c", "int more;\n");
	run("revert @/k", 0, "one commit on top");
	free(git_in("k", "checkout -q lazymmu/6.12-reverted"));
	refuses("revert -b again @/k", EXIT_NOT_PORTED, "does not have the series at HEAD");
	run("apply -b ported2 @/k", 0, "2 commits");
	free(git_in("k", "checkout -q ported2"));
	/* The branch of the first time is merged. */
	reverted("revert @/k", "2 commits are taken back: ", "mm/more.c");
	commit("k/mm/more.c", "int even_more;\n");
	reverted("revert @/k", "2 commits are taken back: ", "mm/more.c");
}

static void test_in_the_way(void **state)
{
	(void)state;
	commit("k/mm/memory.c", "int one;\nint two;\nint two_and_a_third;\nint three;\n");
	commit("k/include/linux/new.h", "/* newer */\n");
	refuses("revert @/k", EXIT_BY_HAND,
		"has changed the same lines of include/linux/new.h, mm/memory.c; take");
	assert_no_scratch();
}

/* Code of others that needs the series. */
static void test_interface_in_use(void **state)
{
	(void)state;
	commit("k/mm/more.c", "lazy_mmu_state_t more;\n");
	refuses("revert @/k", EXIT_BY_HAND, "uses its interface in mm/more.c; take");
	/* Where the series has no section of its own. */
	commit("k/virt/more.c", "lazy_mmu_state_t more;\n");
	commit("k/tools/more.c", "lazy_mmu_state_t more;\n");
	refuses("revert @/k", EXIT_BY_HAND,
		"uses its interface in mm/more.c, virt/more.c; take");
}

/* A leave with a state, in a file that has had the names of the functions before. */
static void test_state_in_use(void **state)
{
	(void)state;
	free(git_in("k", "checkout -q main"));
	commit("k/mm/more.c", "lazy_mmu_mode_none();\n");
	free(git_in("k", "checkout -q ported"));
	free(git_in("k", "merge -q --no-edit main"));
	commit("k/mm/more.c", "lazy_mmu_mode_none();\nlazy_mmu_mode_disable(state);\n");
	refuses("revert @/k", EXIT_BY_HAND, "uses its interface in mm/more.c; take");
}

/*
 * A kernel with mainline's own mode: its functions have the names of ours, so that
 * what a merge brings uses the series only if it has a state.
 */
static void test_mainline_mode(void **state)
{
	(void)state;
	put("home/versions/6.12", "debian = linux-source-6.12\nseries = stateful\n"
	    "default = yes\ndialect = counters\nmainline-mode = yes\nsuites = s\n");
	free(git_in("k", "checkout -q main"));
	commit("k/include/linux/pgtable.h",
	       "static void enter(void)\n{\n}\nvoid lazy_mmu_mode_enable(void);\n");
	run("apply -b ported3 @/k", 0, "2 commits");
	commit("k/mm/more.c", "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n");
	free(git_in("k", "checkout -q ported3"));
	free(git_in("k", "merge -q --no-edit main"));
	reverted("revert @/k", "one commit on top of HEAD", "");

	/* So it is after an update, which is taken back as well. */
	put("k/mm/more.c", "lazy_mmu_state_t s;\ns = lazy_mmu_mode_enable();\n"
	    "lazy_mmu_mode_disable(s);\n");
	sh("cd k && git commit -q -a -m 'mm: what came in'");
	free(git_in("k", "branch -q -D lazymmu/6.12-reverted"));
	reverted("revert @/k", "3 commits are taken back", "");

	/* A conversion by hand has no commit that can be taken back. */
	free(git_in("k", "commit -q --amend -m mine"));
	refuses("revert -b other @/k", EXIT_BY_HAND, "uses its interface in mm/more.c; take");
}

/* The series is there, but as one commit of somebody else. */
static void test_no_commits(void **state)
{
	(void)state;
	free(git_in("k", "reset -q --soft main"));
	free(git_in("k", "commit -q -m import"));
	refuses("revert @/k", EXIT_BY_HAND, "no commit of its history has the subject of a step");
}

static void test_refused(void **state)
{
	(void)state;
	refuses("revert", EXIT_USAGE, "TREE is missing");
	refuses("revert @/k @/k", EXIT_USAGE, "more than one TREE");
	run("revert 6.12", EXIT_NOT_KERNEL, "'6.12' is no directory: this needs a git tree");
	run("revert v6.12.99", EXIT_NOT_KERNEL, "'lazymmu fetch 6.12' prints the path");
	run("revert @/none", EXIT_NOT_KERNEL, "neither a kernel version");
	put("k/mm/memory.c", "int changed;\n");
	refuses("revert @/k", EXIT_DIRTY, "for example mm/memory.c");
	free(git_in("k", "checkout -q -f main"));
	refuses("revert @/k", EXIT_NOT_PORTED, "check out the branch that has it");
}

static void test_git_fails(void **state)
{
	char *path = fake_git("case \"$*\" in *merge-tree*)\n"
			      "echo 'fatal: x' >&2; exit 128;; esac");

	(void)state;
	run("revert @/k", EXIT_TOOL, "git merge-tree failed");
	real_git(path);
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main\nrefs/heads/ported");
}

/* Interrupted and killed in the middle of the merge. */
static void test_interrupted(void **state)
{
	static const int sigs[] = { SIGINT, SIGKILL };
	char before[65];
	char *path;

	(void)state;
	commit("k/mm/more.c", "int more;\n");
	sum_tree("k", before);
	path = fake_git("case \"$*\" in *merge-tree*) : > $TOP/here; exec sleep 100;; esac");
	for (int i = 0; i < 2; i++) {
		const char *command = command_path();
		const char *tree = at("k");
		pid_t pid = fork();
		int status;

		if (!pid) {
			int null = open("/dev/null", O_WRONLY);

			dup2(null, 1);
			dup2(null, 2);
			execl(command, command, "revert", tree, (char *)NULL);
			_exit(127);
		}
		for (int n = 0; n < 3000 && access(at("here"), F_OK); n++)
			nap(20);
		unlink(at("here"));
		kill(pid, sigs[i]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(i ? WIFSIGNALED(status) :
			    WEXITSTATUS(status) == EXIT_INTERRUPTED);
		assert_unchanged(before);
	}
	real_git(path);
	run("revert @/k", 0, "one commit on top");
	assert_no_scratch();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_on_top), TEST(test_dry_run),
		TEST(test_commits_on_top), TEST(test_merge_on_top),
		TEST(test_merged_series), TEST(test_commit_in_the_middle),
		TEST(test_twice), TEST(test_in_the_way),
		TEST(test_interface_in_use), TEST(test_state_in_use),
		TEST(test_mainline_mode), TEST(test_no_commits),
		TEST(test_refused), TEST(test_git_fails),
		TEST(test_interrupted),
	};

	return cmocka_run_group_tests_name("revert", tests, NULL, NULL);
}
