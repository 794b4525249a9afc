// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply, from end to end, on a tiny kernel. */
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

/* The commits have the right messages, authors and contents. */
static void test_apply(void **state)
{
	(void)state;
	run("apply @/k", 0, "2 commits");
	assert_git("k", "log --format=%s main..lazymmu/6.12", "mm: second\nmm: first");
	assert_git("k", "log --format=%an~%ae~%cn -1 lazymmu/6.12",
		   "A Tester~tester@example.org~A Tester");
	assert_git("k", "show lazymmu/6.12:mm/memory.c",
		   "int one;\nint two;\nint two_and_a_half;\nint three;");
	assert_git("k", "show lazymmu/6.12:include/linux/pgtable.h",
		   "#include <linux/new.h>\n\nstatic void enter(void)\n{\n}");
	assert_git("k", "diff --name-only main lazymmu/6.12",
		   "include/linux/new.h\ninclude/linux/pgtable.h\nmm/memory.c");
	free(git_in("k", "fsck --strict"));
	assert_no_scratch();
}

static void test_signed_off(void **state)
{
	(void)state;
	run("apply @/k", 0, "2 commits");
	assert_git("k", "log --format=%b -1 lazymmu/6.12~1",
		   "Because.\n\nFixes: 123456789abc (\"something\")\n"
		   "Signed-off-by: A Tester <tester@example.org>");
	assert_git("k", "log --format=%b -1 lazymmu/6.12",
		   "Because.\n\nSigned-off-by: A Tester <tester@example.org>");
}

/* The rest of the user's tree has not changed. */
static void test_rest_unchanged(void **state)
{
	char before[65], after[65];

	(void)state;
	put("k/untracked", "x");
	free(git_in("k", "branch other"));
	sum_tree("k/mm", before);
	run("apply @/k", 0, "2 commits");
	sum_tree("k/mm", after);
	assert_string_equal(before, after);
	assert_git("k", "status --porcelain", "?? untracked");
	assert_git("k", "symbolic-ref HEAD", "refs/heads/main");
	assert_git("k", "for-each-ref --format=%(refname)",
		   "refs/heads/lazymmu/6.12\nrefs/heads/main\nrefs/heads/other");
}

static void test_branch_exists(void **state)
{
	(void)state;
	run("apply -b x/y @/k", 0, "branch x/y of");
	refuses("apply -b x/y @/k", EXIT_BRANCH_EXISTS, "already has a branch x/y: give another name with -b");
	refuses("apply -b main @/k", EXIT_BRANCH_EXISTS, "already has a branch main: give");
	run("apply @/k", 0, "branch lazymmu/6.12 of");
	refuses("apply @/k", EXIT_BRANCH_EXISTS, "branch -D lazymmu/6.12', or give");
	run("apply -b x/z @/k", 0, "branch x/z of");
}

static void test_branch_in_the_way(void **state)
{
	(void)state;
	free(git_in("k", "branch x/y"));
	free(git_in("k", "branch xx"));
	refuses("apply -b x @/k", EXIT_BRANCH_EXISTS, "has the branch x/y, next to which");
	refuses("apply -b x/y/z @/k", EXIT_BRANCH_EXISTS, "has the branch x/y, next to which");
	run("apply -b xxx @/k", 0, "branch xxx of");
}

static void test_branch_names(void **state)
{
	(void)state;
	refuses("apply -b a..b @/k", EXIT_USAGE, "cannot be the name of a branch");
	refuses("apply -b -f @/k", EXIT_USAGE, "cannot be the name of a branch");
}

static void test_usage(void **state)
{
	(void)state;
	refuses("apply", EXIT_USAGE, "KERNEL is missing");
	refuses("apply @/k @/k", EXIT_USAGE, "more than one KERNEL was given");
	refuses("apply --nonsense", EXIT_USAGE, "unrecognized option");
}

static void test_help(void **state)
{
	(void)state;
	run("help apply", 0, "Usage: lazymmu apply");
	run("help", 0, "Commands:");
	run("help nonsense", EXIT_USAGE, "there is no command 'nonsense'");
	run("--version", 0, "lazymmu 0.1\n");
	run("nonsense", EXIT_USAGE, "there is no command 'nonsense'");
}

static void test_not_a_kernel(void **state)
{
	(void)state;
	put("plain/x", "x");
	run("apply @/plain", EXIT_NOT_KERNEL, "is not a Linux kernel tree");
	run("apply @/none", EXIT_NOT_KERNEL, "neither a kernel version");
	run("apply 6.13", EXIT_NO_SERIES, "there is one for 6.12");
}

static void test_dirty(void **state)
{
	(void)state;
	put("k/mm/memory.c", "int changed;\n");
	refuses("apply @/k", EXIT_DIRTY, "for example mm/memory.c");
}

/*
 * Only git is installed: spatch is reported missing before the first step,
 * which does not need it.
 */
static void test_no_spatch(void **state)
{
	char *old = str_dup(getenv("PATH")), *out;

	(void)state;
	assert_int_equal(mkdir_p(at("bin"), 0755), 0);
	assert_int_equal(symlink("/usr/bin/git", at("bin/git")), 0);
	put("home/series/20-mm-second/a.cocci", "// files: old_call\n@@\n@@\n- old_call(1);\n+ f();\n");
	setenv("PATH", at("bin"), 1);
	out = run_out("apply @/k", EXIT_MISSING_TOOL);
	assert_contains(out, "spatch is not installed (package coccinelle)");
	assert_null(strstr(out, "mm: first"));
	free(out);
	setenv("PATH", old, 1);
	free(old);
}

static void test_no_git(void **state)
{
	char *old = str_dup(getenv("PATH"));

	(void)state;
	setenv("PATH", "/none", 1);
	run("apply @/k", EXIT_MISSING_TOOL, "git is not installed");
	setenv("PATH", old, 1);
	free(old);
}

/* A git that was killed says nothing about the tree, the branch or the user. */
static void test_git_is_killed(void **state)
{
	static const char *const commands[][2] = {
		{ "--is-bare-repository", "rev-parse" },
		{ "--show-toplevel", "rev-parse" },
		{ "HEAD^{commit}", "rev-parse" },
		{ "check-ref-format", "check-ref-format" },
		{ "GIT_AUTHOR_IDENT", "var" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *text = str_fmt("case \"$*\" in *'%s'*) kill -KILL $$;; esac",
				     commands[i][0]);
		char *part = str_fmt("git %s failed in", commands[i][1]);
		char *path = fake_git(text);

		refuses("apply @/k", EXIT_TOOL, part);
		real_git(path);
		free(part);
		free(text);
	}
}

static void test_dry_run(void **state)
{
	(void)state;
	refuses("apply -n @/k", 0, "+1    -0    mm/memory.c");
	refuses("apply --dry-run @/k", 0, "no branch was made");
	refuses("apply -n @/k", 0, "30-mm-other: skipped, no line of mm/memory.c matches '^int four;'");
	assert_no_scratch();
}

static void test_long_subject(void **state)
{
	(void)state;
	put("home/series/20-mm-second/message",
	    "mm: 678901234567890123456789012345678901234567890123456789012345\n\nx\n");
	run("apply -n @/k", 0, " mm: 67890123456789012345678901234567890123456789012345678...   2 files");
}

/* Existing files and the user's git settings do no harm. */
static void test_hostile(void **state)
{
	char *victim;

	(void)state;
	put("victim", "int two;\n");
	victim = git_in(".", "hash-object victim");
	unlink(at("k/mm/memory.c"));
	assert_int_equal(symlink(at("victim"), at("k/mm/memory.c")), 0);
	put("k/.gitattributes", "* text eol=crlf filter=evil\n*.h ident\n");
	put("gitconfig",
	    "[user]\n\tname = A\n\temail = a@b\n[core]\n\tautocrlf = true\n"
	    "[commit]\n\tgpgSign = true\n[diff]\n\texternal = /none\n\tnoprefix = true\n"
	    "[filter \"evil\"]\n\tsmudge = sed s/int/INT/\n\tclean = sed s/INT/int/\n");
	free(git_in("k", "add -A"));
	free(git_in("k", "commit -q --no-gpg-sign -m evil"));
	put("k/.git/hooks/reference-transaction", "#!/bin/sh\ntouch ../hooked hooked\nexit 1\n");
	assert_int_equal(chmod(at("k/.git/hooks/reference-transaction"), 0755), 0);
	/* A symbolic link is read as the name of its target, and never followed. */
	run("apply @/k", EXIT_STEP, "no line matches the anchor '^int two;'");
	assert_git(".", "hash-object victim", victim);
	free(victim);
	put("home/series/10-mm-first/edits", "in Kconfig\nafter ^mainmenu\n|x\n");
	run("apply @/k", 0, "2 commits");
	assert_false(exists(at("k/hooked")));
	assert_false(exists(at("hooked")));
	assert_git("k", "show lazymmu/6.12:Kconfig", "mainmenu \"Linux\"\nx");
}

static void test_bare(void **state)
{
	(void)state;
	free(git_in(".", "clone -q --bare k bare.git"));
	run("apply @/bare.git", 0, "2 commits");
	assert_git("bare.git", "rev-list --count main..lazymmu/6.12", "2");
}

static void test_shallow(void **state)
{
	(void)state;
	put("k/extra", "x");
	free(git_in("k", "add -f extra"));
	free(git_in("k", "commit -q -m two"));
	free(git_in(".", "clone -q --depth=1 --no-local k shallow"));
	run("apply @/shallow", 0, "2 commits");
	assert_git("shallow", "rev-list --count lazymmu/6.12", "3");
	free(git_in("shallow", "fsck"));
}

/* A path that has to be quoted, and SHA-256 object ids. */
static void test_odd_path(void **state)
{
	(void)state;
	put("odd\"\\\n\303\244/.keep", "");
	free(git_in("odd\"\\\n\303\244", "init -q --object-format=sha256"));
	make_kernel("odd\"\\\n\303\244");
	run("apply @/odd\"\\\n\303\244", 0, "2 commits");
	free(git_in("odd\"\\\n\303\244", "fsck"));
}

static void test_linked_work_tree(void **state)
{
	(void)state;
	free(git_in("k", "worktree add -q ../linked"));
	run("apply -b w @/linked", 0, "2 commits");
	assert_git("k", "rev-list --count main..w", "2");
}

static void test_identity(void **state)
{
	(void)state;
	run("series -o @/mine @/k", 0, "2 patches");
	put("gitconfig", "");
	run("apply @/k", 0, "set user.name and user.email");
	run("series -o @/nobody @/k", 0, "set user.name and user.email");
	assert_git("k", "log --format=%an~%ae -1 lazymmu/6.12",
		   "lazymmu~lazymmu@localhost.localdomain");
}

/* A file that git does not write must be an error: it would not be converted. */
static void test_lost_file(void **state)
{
	static const char *const loses[] = {
		"case \"$*\" in *checkout-index*) \"$GIT\" \"$@\" || exit\n"
		"rm $GIT_WORK_TREE/mm/ref.c; exit 1;; esac",
		"case \"$*\" in *checkout-index*) \"$GIT\" \"$@\" || exit\n"
		"rm $GIT_WORK_TREE/mm/ref.c; exit 0;; esac",
		"case \"$*\" in *' grep --cached '*) \"$GIT\" \"$@\"\n"
		"echo 'error: mm/ref.c: unable to read 123' >&2; exit 0;; esac",
	};
	char before[65];

	(void)state;
	put("home/series/20-mm-second/edits",
	    "in mm/memory.c\ndelete ^int one;\ncheck absent no_such_call\ncheck present old_call\n");
	sum_tree("k", before);
	for (size_t i = 0; i < sizeof(loses) / sizeof(*loses); i++) {
		char *path = fake_git(loses[i]);

		run("apply @/k", EXIT_TOOL, i == 1 ? "did not write the file mm/ref.c" :
		    i == 0 ? "git checkout-index failed" : "git grep failed");
		real_git(path);
		assert_unchanged(before);
	}
	assert_no_scratch();
	run("apply @/k", 0, "2 commits");
}

static void test_no_space(void **state)
{
	char before[65];
	char *path;

	(void)state;
	sum_tree("k", before);
	path = fake_git("case \"$*\" in *write-tree*)\n"
			"echo 'fatal: write error. Out of diskspace' >&2; exit 128;; esac");
	run("apply @/k", EXIT_NO_SPACE, "no space left for git write-tree");
	real_git(path);
	path = fake_git("case \"$*\" in *format-patch*)\n"
			"echo 'fatal: x: No space left on device' >&2; exit 128;; esac");
	run("series -o @/out @/k", EXIT_NO_SPACE, "/out.");
	assert_int_equal(mkdir_p(at("empty"), 0755), 0);
	run("series -o @/empty @/k", EXIT_NO_SPACE, "give a directory elsewhere with -o");
	real_git(path);
	assert_false(exists(at("out")));
	assert_int_equal(rmdir(at("empty")), 0);
	assert_unchanged(before);
}

/* The branch is made; only the record of its lock cannot be removed. */
static void test_record_stays(void **state)
{
	char *path = fake_git("case \"$*\" in *' update-ref -m '*)\n"
			      "\"$GIT\" \"$@\" || exit\n"
			      "cd $TOP/cache/tmp/apply-* && rm outside && mkdir outside || exit\n"
			      "exit 0;; esac");

	(void)state;
	run("apply @/k", 0, "2 commits");
	real_git(path);
	assert_git("k", "rev-list --count main..lazymmu/6.12", "2");
	assert_no_scratch();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_apply), TEST(test_signed_off),
		TEST(test_rest_unchanged), TEST(test_branch_exists),
		TEST(test_branch_in_the_way), TEST(test_branch_names),
		TEST(test_usage), TEST(test_help), TEST(test_not_a_kernel),
		TEST(test_dirty), TEST(test_no_spatch), TEST(test_no_git),
		TEST(test_git_is_killed), TEST(test_dry_run),
		TEST(test_long_subject), TEST(test_hostile), TEST(test_bare),
		TEST(test_shallow), TEST(test_odd_path),
		TEST(test_linked_work_tree), TEST(test_identity),
		TEST(test_lost_file), TEST(test_no_space),
		TEST(test_record_stays),
	};

	return cmocka_run_group_tests_name("apply", tests, NULL, NULL);
}
