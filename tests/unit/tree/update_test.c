// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply --update: what came into a ported tree, and an older series. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/proc.h"
#include "unchanged.h"
#include "util/fail.h"

#define UPDATE "apply --update @/k"

/* A ported tree, on the branch "ported", which is checked out. */
static void port(const char *options)
{
	char *args = str_fmt("apply -b ported%s @/k", options);

	run(args, 0, "commits");
	free(git_in("k", "checkout -q ported"));
	free(args);
}

/* Step 10 has a patch that is to be run again, behind that of series/update. */
static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	put("home/series/10-mm-first/a.cocci",
	    "// files: middle_call\n// in: mm\n// expect: 0\n// again: yes\n"
	    "@@ @@\n-middle_call();\n+stateful_call();\n");
	put("home/series/10-mm-first/b.cocci",
	    "// files: old_call\n// in: mm\n@@ @@\n-old_call(1);\n+new_call(1);\n");
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|static lazy_mmu_state_t state;\n"
	    "check absent ^int four; -- mm\ncheck absent ^int one; -- mm\n");
	put("home/series/22-mm-third/message", "mm: third\n\nBecause.\n\nLazymmu-part: speed\n");
	put("home/series/22-mm-third/edits", "in mm/memory.c\nafter ^int three;\n|int one;\n");
	put("home/series/30-mm-other/message", "mm: not here\n\nBecause.\n\n"
	    "Lazymmu-part: speed\nLazymmu-if: mm/memory.c ^int four;\n");
	put("home/series/40-old/message", "mm: old\n\nLazymmu-versions: 6.1\nLazymmu-part: old\n");
	put("home/audit/lazy_mmu.cocci",
	    "virtual report\n@r depends on report@\nposition p;\n@@\nbad_call@p();\n\n"
	    "@script:python@\np << r.p;\n@@\n"
	    "coccilib.report.print_report(p[0], \"a bad call\")\n");
	make_kernel("k");
	put("k/mm/memory.c", "int two;\nint three;\n");
	put("k/mm/bad.c", "void bad(void)\n{\n\tlazy_mmu_mode_none();\n\tbad_call();\n}\n");
	free(git_in("k", "add ."));
	free(git_in("k", "commit -q -m vendor"));
	return 0;
}

static void commit(const char *path, const char *text)
{
	put(path, text);
	free(git_in("k", "add -f ."));
	free(git_in("k", "commit -q -m further"));
}

static const char came_in[] =
	"void came_in(void)\n{\n\tlazy_mmu_mode_none();\n\tstateless_call();\n}\n";

static void test_nothing(void **state)
{
	(void)state;
	port("");
	refuses(UPDATE, 0, "there is nothing to convert");
	commit("k/mm/more.c", "int more;\n");
	refuses(UPDATE, 0, "there is nothing to convert");
	assert_no_scratch();
}

/* A merge brings code of the old kind. */
static void test_merge(void **state)
{
	char *head, *text;

	(void)state;
	port("");
	free(git_in("k", "checkout -q main"));
	commit("k/mm/an odd\nname.c", came_in);
	free(git_in("k", "checkout -q ported"));
	free(git_in("k", "merge -q --no-edit main"));
	head = git_in("k", "rev-parse HEAD");
	refuses("apply --update -n @/k", 0, "1 file would be converted; no branch was made");
	run(UPDATE, 0, "1 file was converted: branch lazymmu/6.12-update of ");
	assert_git("k", "rev-parse HEAD", head);
	assert_git("k", "status --porcelain", "");
	assert_git("k", "rev-list --count HEAD..lazymmu/6.12-update", "1");
	assert_git("k", "diff -z --name-only HEAD lazymmu/6.12-update", "mm/an odd\nname.c");
	text = git_in("k", "log -1 --format=%B lazymmu/6.12-update");
	assert_string_equal(text, "mm: what came in\n\nBecause.\n\n"
			    "Signed-off-by: A Tester <tester@example.org>");
	free(text);
	refuses(UPDATE, EXIT_BRANCH_EXISTS, "already has a branch lazymmu/6.12-update");
	free(git_in("k", "merge -q --ff-only lazymmu/6.12-update"));
	free(git_in("k", "fsck --strict"));
	refuses("apply --update -b again @/k", 0, "there is nothing to convert");

	/* The update is taken back with the series. */
	run("revert @/k", 0, "4 commits are taken back");
	assert_git("k", "diff --name-only main lazymmu/6.12-reverted", "");
	free(head);
}

/* The next update: the branch of the last one is merged, and nothing gets lost. */
static void test_again(void **state)
{
	char *path;

	(void)state;
	port("");
	commit("k/mm/more.c", came_in);
	run(UPDATE, 0, "branch lazymmu/6.12-update of ");
	refuses(UPDATE, EXIT_BRANCH_EXISTS,
		"already has a branch lazymmu/6.12-update, with commits that HEAD lacks: merge it with 'git -C ");
	free(git_in("k", "merge -q --ff-only lazymmu/6.12-update"));
	commit("k/mm/even_more.c", came_in);
	run(UPDATE, 0, "1 file was converted: branch lazymmu/6.12-update of ");
	assert_git("k", "rev-list --count HEAD..lazymmu/6.12-update", "1");
	assert_git("k", "diff --name-only HEAD lazymmu/6.12-update", "mm/even_more.c");
	free(git_in("k", "fsck --strict"));

	/* No branch that somebody uses is moved, or one that is the user's own. */
	free(git_in("k", "merge -q --ff-only lazymmu/6.12-update"));
	commit("k/mm/most.c", came_in);
	free(git_in("k", "worktree add -q ../tree lazymmu/6.12-update"));
	path = str_fmt("but %s has it checked out: 'git -C %s checkout ANOTHER'", at("tree"),
		       at("tree"));
	refuses(UPDATE, EXIT_BRANCH_EXISTS, path);
	free(path);
	free(git_in("k", "worktree remove ../tree"));
	free(git_in("k", "branch -q mine"));
	refuses("apply --update -b mine @/k", EXIT_BRANCH_EXISTS,
		"already has a branch mine: give another name with -b");
	free(git_in("k", "branch -q -f lazymmu/6.12-update"));
	free(git_in("k", "checkout -q lazymmu/6.12-update"));
	refuses(UPDATE, EXIT_BRANCH_EXISTS, "/k has it checked out: ");

	/* The HEAD of a bare repository is in use, too. */
	free(git_in(".", "clone -q --bare k bare.git"));
	run("apply --update @/bare.git", EXIT_BRANCH_EXISTS, "/bare.git has it checked out: ");
}

/* Another process makes a commit on the branch while we work. */
static void test_branch_changes(void **state)
{
	char *path, *tip;

	(void)state;
	port("");
	free(git_in("k", "branch -q lazymmu/6.12-update"));
	commit("k/mm/more.c", came_in);
	path = fake_git("case \"$*\" in *pack-objects*)\n"
			"\"$GIT\" -C $TOP/k update-ref refs/heads/lazymmu/6.12-update main;; esac");
	tip = git_in("k", "rev-parse main");
	run(UPDATE, EXIT_BRANCH_EXISTS, "already has a branch lazymmu/6.12-update");
	real_git(path);
	assert_git("k", "rev-parse lazymmu/6.12-update", tip);
	free(tip);
}

/* What the series brought, and what was there before it, is not touched. */
static void test_only_what_came_in(void **state)
{
	(void)state;
	put("home/kernel/mm/own.c", came_in);
	put("home/series/20-mm-second/edits",
	    "new mm/own.c\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|static lazy_mmu_state_t state;\n");
	commit("k/mm/before.c", came_in);
	port("");
	refuses(UPDATE, 0, "there is nothing to convert");
	/* A file of the series stays as it is, also where its commits are not known. */
	free(git_in("k", "reset -q --soft main"));
	free(git_in("k", "commit -q -m import"));
	run(UPDATE, EXIT_BY_HAND, "1 file was converted");
	assert_git("k", "diff --name-only HEAD lazymmu/6.12-update", "mm/before.c");
}

static void test_content(void **state)
{
	(void)state;
	port("");
	commit("k/mm/more.c", came_in);
	run(UPDATE, 0, "1 file was converted");
	assert_git("k", "show lazymmu/6.12-update:mm/more.c",
		   "void came_in(void)\n{\n\tlazy_mmu_mode_none();\n\tstateful_call();\n}");
	/* A patch that is not to be run again is not. */
	commit("k/mm/ref.c", "void f(void)\n{\n\told_call(1);\n}\n");
	run("apply --update -b again @/k", 0, "1 file was converted");
}

/* The audit, of what came in alone: the branch is made all the same. */
static void test_audit(void **state)
{
	char *out;

	(void)state;
	port("");
	commit("k/mm/more one.c",
	       "void came_in(void)\n{\n\tlazy_mmu_mode_none();\n\tstateless_call();\n\tbad_call();\n}\n");
	out = run_out(UPDATE, EXIT_BY_HAND);
	assert_contains(out, "  mm/more one.c:5:1-9: a bad call\n");
	assert_null(strstr(out, "mm/bad.c"));
	assert_contains(out, "1 file was converted: branch lazymmu/6.12-update");
	assert_contains(out, "1 place of ");
	assert_contains(out, "by hand: see the list; the branch has the rest");
	free(out);
	assert_git("k", "rev-list --count HEAD..lazymmu/6.12-update", "1");
}

/* The post-conditions that held at the end of the series hold still. */
static void test_post_conditions(void **state)
{
	char *out;

	(void)state;
	port("");
	commit("k/mm/more.c", "int three;\nint four;\n");
	out = run_out(UPDATE, EXIT_BY_HAND);
	assert_contains(out, "'^int four;' is left over in mm/more.c:2 (");
	assert_contains(out, "there is nothing to convert");
	/* A later step of the series ended this one itself. */
	assert_null(strstr(out, "'^int one;'"));
	free(out);
	assert_git("k", "for-each-ref --format=%(refname) refs/heads/lazymmu", "");
}

/* Code that came in is converted in all directories that the patch is for. */
static void test_whole_tree(void **state)
{
	(void)state;
	put("home/series/update/a.cocci",
	    "// files: stateless_call\n// in: .\n@@ @@\n-stateless_call();\n+middle_call();\n");
	put("home/series/10-mm-first/a.cocci",
	    "// files: middle_call\n// in: mm\n// expect: 0\n// again: . :!arch\n"
	    "@@ @@\n-middle_call();\n+stateful_call();\n");
	port("");
	put("k/lib/more.c", came_in);
	put("k/tools/more.c", came_in);
	put("k/Documentation/more.c", came_in);
	commit("k/arch/more.c", came_in);
	run(UPDATE, 0, "2 files were converted");
	assert_git("k", "diff --name-only HEAD lazymmu/6.12-update", "arch/more.c\nlib/more.c");
	assert_git("k", "grep -h call lazymmu/6.12-update -- arch lib",
		   "\tmiddle_call();\n\tstateful_call();");
}

/* What has no state is named wherever it is, in macros too, and has to be there. */
static void test_stateless(void **state)
{
	char *out;

	(void)state;
	put("k/Documentation/old.rst", "lazy_mmu_mode_disable();\n");
	put("k/tools/old.c", "void f(void)\n{\n\tlazy_mmu_mode_disable();\n}\n");
	commit("k/virt/old.c", "void f(void)\n{\n\tlazy_mmu_mode_disable();\n}\n");
	port("");
	put("k/lib/prose.txt", "lazy_mmu_mode_disable();\n");
	put("k/lib/kept.c", "void f(void)\n{\n\ts = lazy_mmu_mode_enable();\n"
	    "\t/* not lazy_mmu_mode_disable() */\n\tlazy_mmu_mode_disable(s);\n}\n");
	commit("k/include/linux/more.h",
	       "#define foo_begin() lazy_mmu_mode_enable()\n"
	       "#define foo_end() do { lazy_mmu_mode_disable(); } while (0)\n");
	out = run_out(UPDATE, EXIT_BY_HAND);
	assert_contains(out, "  include/linux/more.h:1: the state that lazy_mmu_mode_enable() returns is not kept");
	assert_contains(out, "  include/linux/more.h:2: lazy_mmu_mode_disable() does not get the state of its section");
	assert_contains(out, "  virt/old.c:3: lazy_mmu_mode_disable() does not get");
	assert_contains(out, "3 places of ");
	assert_contains(out, "could not be converted, and have to be changed by hand");
	assert_null(strstr(out, "prose.txt"));
	assert_null(strstr(out, "tools/"));
	assert_null(strstr(out, "Documentation/"));
	free(out);
}

/* A line that is found in several ways is one place. */
static void test_one_place(void **state)
{
	char *out;

	(void)state;
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|static lazy_mmu_state_t state;\n"
	    "check absent bad_call\\(1\\) -- mm\ncheck absent mode_disable\\(\\) -- mm\n");
	put("home/audit/lazy_mmu.cocci",
	    "virtual report\n@r depends on report@\nposition p;\n@@\nbad_call@p(...);\n\n"
	    "@script:python@\np << r.p;\n@@\n"
	    "coccilib.report.print_report(p[0], \"a bad call\")\n"
	    "coccilib.report.print_report(p[0], \"a very bad call\")\n");
	port("");
	commit("k/mm/a:1.c",
	       "void f(void)\n{\n\tlazy_mmu_mode_none(); bad_call(1);\n\tlazy_mmu_mode_disable();\n}\n");
	out = run_out(UPDATE, EXIT_BY_HAND);
	assert_contains(out, "  mm/a:1.c:3:23-31: a bad call\n");
	assert_contains(out, "  mm/a:1.c:3:23-31: a very bad call\n");
	assert_contains(out, "  mm/a:1.c:4: lazy_mmu_mode_disable() does not get");
	assert_null(strstr(out, "is left over"));
	assert_contains(out, "2 places of ");
	free(out);
}

/* The series has changed since: a branch from the same base. */
static void test_older_series(void **state)
{
	char *out, *base;

	(void)state;
	port("");
	base = git_in("k", "rev-parse main");
	commit("k/mm/more.c", came_in);
	put("home/kernel/include/linux/new.h", "/* newer */\n");
	refuses("apply --update -n @/k", 0, "another version of the series; no branch was made");
	out = run_out(UPDATE, 0);
	assert_contains(out, " ! ");
	assert_contains(out, "mm: second");
	assert_contains(out, "+/* newer */");
	assert_contains(out, "branch lazymmu/6.12-update of ");
	assert_contains(out, "1 commit came after the series; to bring it along: git rebase --rebase-merges --onto lazymmu/6.12-update ");
	free(out);
	assert_git("k", "merge-base main lazymmu/6.12-update", base);
	assert_git("k", "rev-list --count main..lazymmu/6.12-update", "3");
	assert_git("k", "show lazymmu/6.12-update:include/linux/new.h", "/* newer */");
	free(git_in("k", "fsck --strict"));
	free(base);
}

/* The subjects of two steps have changed since, one of them in a part. */
static void test_former_subjects(void **state)
{
	char *out, *base;

	(void)state;
	port("");
	base = git_in("k", "rev-parse main");
	put("home/series/20-mm-second/message", "mm: the second one\n\nBecause.\n");
	put("home/series/22-mm-third/message", "mm: the third one\n\nBecause.\n\nLazymmu-part: speed\n");
	put("home/series/former", "20-mm-second = mm: second\n22-mm-third = mm: third\n");
	put("home/kernel/include/linux/new.h", "/* newer */\n");
	out = run_out(UPDATE, 0);
	assert_contains(out, "has the present one, from the same base ");
	assert_null(strstr(out, "without the part 'speed'"));
	free(out);
	assert_git("k", "merge-base main lazymmu/6.12-update", base);
	assert_git("k", "show lazymmu/6.12-update:mm/memory.c", "int two;\nint two_and_a_half;\nint three;\nint one;");
	free(base);
	free(git_in("k", "branch -q -D lazymmu/6.12-update"));
	put("home/series/former", "20-mm-second = mm: second\nx = mm: second\n");
	run(UPDATE, EXIT_TOOL, "series/former:2: 'x = mm: second' has a subject that was listed before");
}

/* A part that was left out is no difference. */
static void test_parts(void **state)
{
	(void)state;
	port(" --without speed");
	run(UPDATE, 0, "without the part 'speed', which the tree does not have");
	run(UPDATE, 0, "there is nothing to convert");
}

/* A series that came in as one commit cannot be compared, but what came in is seen. */
static void test_no_commits(void **state)
{
	char *out;

	(void)state;
	port("");
	free(git_in("k", "reset -q --soft main"));
	free(git_in("k", "commit -q -m import"));
	commit("k/mm/more.c", came_in);
	out = run_out(UPDATE, EXIT_BY_HAND);
	assert_contains(out, "the version of the series is not compared");
	assert_contains(out, "1 file was converted");
	/* Everything is audited. */
	assert_contains(out, "  mm/bad.c:4:1-9: a bad call\n");
	free(out);
}

static void test_refused(void **state)
{
	(void)state;
	refuses(UPDATE, EXIT_NOT_PORTED, "check out the branch that has it");
	refuses("apply --update -n --keep-going @/k", EXIT_USAGE, "cannot be used together");
	refuses("apply --update 6.12", EXIT_NOT_KERNEL, "this needs a git tree");
	port("");
	put("k/mm/memory.c", "int changed;\n");
	refuses(UPDATE, EXIT_DIRTY, "for example mm/memory.c");
}

/* A spatch that fails is no tree without findings. */
static void test_spatch_fails(void **state)
{
	(void)state;
	port("");
	commit("k/mm/more.c", came_in);
	put("home/audit/lazy_mmu.cocci", "virtual report\n@r@\n@@\nbad_call(\n");
	refuses(UPDATE, EXIT_STEP, "the audit: spatch failed on");
	unlink(at("home/audit/lazy_mmu.cocci"));
	refuses(UPDATE, EXIT_STEP, "the audit: spatch failed on");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing), TEST(test_merge),
		TEST(test_again), TEST(test_branch_changes),
		TEST(test_only_what_came_in), TEST(test_content),
		TEST(test_audit), TEST(test_post_conditions),
		TEST(test_whole_tree), TEST(test_stateless), TEST(test_one_place),
		TEST(test_older_series), TEST(test_former_subjects), TEST(test_parts), TEST(test_no_commits),
		TEST(test_refused), TEST(test_spatch_fails),
	};
	char *spatch = proc_find("spatch");

	if (!spatch) {
		print_message("without spatch (package coccinelle), nothing can be updated\n");
		return 1;
	}
	free(spatch);
	return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
