// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply and series, from end to end, on a tiny kernel. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "tree/checkout.h"
#include "tree/prepare.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/sha256.h"
#include "util/strlist.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

/* A digest of everything in @dir, except git's objects. */
static struct sha256 sum;

static int sum_one(const char *path, const struct stat *st, int type,
		   struct FTW *ftw)
{
	struct strbuf sb = STRBUF_INIT;

	(void)ftw;
	if (strstr(path, "/objects/"))
		return 0;
	sha256_add_string(&sum, path);
	sha256_add(&sum, &st->st_mode, sizeof(st->st_mode));
	if (type == FTW_F) {
		sha256_add(&sum, &st->st_mtim, sizeof(st->st_mtim));
		assert_int_equal(read_file(path, &sb), 0);
		sha256_add(&sum, sb.buf, sb.len);
	}
	sb_free(&sb);
	return 0;
}

static void sum_tree(const char *dir, char hex[65])
{
	sha256_init(&sum);
	assert_int_equal(nftw(at(dir), sum_one, 32, FTW_PHYS), 0);
	sha256_hex(&sum, hex);
}

static void assert_unchanged(const char *before)
{
	char now[65];

	sum_tree("k", now);
	assert_string_equal(now, before);
}

static void assert_no_scratch(void)
{
	struct strlist names = { 0 };

	if (exists(at("cache/tmp")))
		assert_int_equal(list_dir(at("cache/tmp"), &names), 0);
	sl_add(&names, ".lock");
	sl_unique(&names);
	assert_int_equal(names.n, 1);
	sl_free(&names);
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

/* Check that the command refuses with @status and @part, and changes nothing. */
static void refuses(const char *args, int status, const char *part)
{
	char before[65];

	sum_tree("k", before);
	run(args, status, part);
	assert_unchanged(before);
}

static void test_branch_exists(void **state)
{
	(void)state;
	run("apply -b x/y @/k", 0, "branch x/y of");
	refuses("apply -b x/y @/k", EXIT_BRANCH_EXISTS, "already has a branch x/y");
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
	run("apply @/plain", EXIT_NOT_GIT, "is not a git tree");
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

static void test_compare(void **state)
{
	(void)state;
	run("compare @/a @/b", EXIT_TOOL, "/a cannot be read (No such file or directory): give");
	put("a", "{}");
	run("compare @/a @/b", EXIT_TOOL, "/a has no targets");
	put("a", "{\n]");
	run("compare @/a @/b", EXIT_TOOL, ", line 2: it has to come from");
}

/* Results without machines hold at least why there are none. */
static void test_compare_nothing(void **state)
{
	char *out;

	(void)state;
	put("a", "{\"targets\": [], \"error\": \"it could not be fetched\"}");
	put("b", "{\"targets\": []}");
	out = run_out("compare @/a @/b", EXIT_TOOL);
	assert_contains(out, "/a: it could not be fetched\n");
	assert_contains(out, "lazymmu: there is nothing to compare: neither ");
	free(out);
	put("b", "{\"targets\": [{\"target\": \"t\", \"verdict\": \"passed\"}]}");
	out = run_out("compare @/a @/b", 0);
	assert_contains(out, "/a: it could not be fetched\n");
	assert_contains(out, "the machine");
	free(out);
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

/*
 * Check that a second step with these edits does not fit, and that the message
 * says why.
 */
static void misfits(const char *edits, const char *part)
{
	put("home/series/20-mm-second/edits", edits);
	refuses("apply @/k", EXIT_STEP, part);
	refuses("apply @/k", EXIT_STEP, "the tree has changed there: see docs/add-a-step.md");
	assert_no_scratch();
}

static void test_no_anchor(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int ten;\n",
		"step 20-mm-second no longer fits: in mm/memory.c, no line matches the anchor '^int ten;'");
}

static void test_white_space(void **state)
{
	(void)state;
	misfits("in mm/memory.c\nreplace ^int one;\n|int one; \n",
		"git diff --check: mm/memory.c:1: trailing whitespace");
}

static void test_changes_nothing(void **state)
{
	(void)state;
	misfits("in mm/memory.c\nreplace ^int one;\n|int one;\n",
		"step 20-mm-second no longer fits: it changes nothing");
}

static void test_left_over(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int one;\ncheck absent ^int two; -- mm\n",
		"'^int two;' is left over in mm/an odd\nname.c:1");
}

static void test_missing_from_result(void **state)
{
	(void)state;
	misfits("in mm/memory.c\ndelete ^int one;\ncheck present ^int one; -- mm\n",
		"'^int one;' is missing from its result");
}

static void test_spatch(void **state)
{
	char *spatch = proc_find("spatch");

	(void)state;
	if (!spatch)
		skip();
	free(spatch);
	put("home/series/10-mm-first/a.cocci",
	    "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n"
	    "- old_call(e);\n+ new_call(e);\n");
	run("apply -b good @/k", 0, "2 commits");
	assert_git("k", "show good:mm/ref.c", "void f(void)\n{\n\tnew_call(1);\n}");

	put("home/series/10-mm-first/a.cocci",
	    "// files: \\bold_call\\(\n// in: mm\n// expect: 2\n\n@@\nexpression e;\n@@\n"
	    "- old_call(e);\n+ new_call(e);\n");
	run("apply -b few @/k", EXIT_STEP, "a.cocci changed 1 files, at least 2 expected");
	put("home/series/10-mm-first/a.cocci", "// files: old_call\n@@\nexpression e\n@@\n- old_call(e;\n");
	run("apply -b bad @/k", EXIT_STEP, "spatch failed on");
	run("apply -b bad @/k", EXIT_STEP, "parse error");
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

/* If git cannot check a change, it has not found an error in the change. */
static void check_fails(const char *how, int status, const char *part)
{
	char *text = str_fmt("case \"$*\" in *' diff-tree --check '*) %s;; esac", how);
	char *path = fake_git(text);

	run("apply @/k", status, part);
	real_git(path);
	free(text);
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main");
	assert_no_scratch();
}

static void test_check_dies(void **state)
{
	(void)state;
	check_fails("echo 'fatal: unable to read tree 123' >&2; exit 128", EXIT_TOOL,
		    "git diff-tree failed in");
}

static void test_check_is_killed(void **state)
{
	(void)state;
	check_fails("kill -KILL $$", EXIT_TOOL, "git diff-tree failed in");
}

static void test_check_without_space(void **state)
{
	(void)state;
	check_fails("echo 'fatal: write error: No space left on device' >&2; exit 128",
		    EXIT_NO_SPACE, "no space left for git diff-tree");
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

static void test_cover_letter(void **state)
{
	char *cover;

	(void)state;
	refuses("series -o @/out/ @/k", 0, "out/0002-mm-second.patch");
	cover = get("out/0000-cover-letter.patch");
	assert_contains(cover, "Subject: [PATCH 0/2] mm: two small things\n\nThis is why.\n");
	assert_contains(cover, "A Tester (2):\n  mm: first\n  mm: second\n");
	assert_contains(cover, "3 files changed, 4 insertions(+)");
	assert_contains(cover, "From: A Tester <tester@example.org>");
	free(cover);
}

/* The mailed series gives the same tree as apply. */
static void test_series(void **state)
{
	(void)state;
	run("series -o @/out/ @/k", 0, "out/0002-mm-second.patch");
	run("apply @/k", 0, "2 commits");
	free(git_in("k", "checkout -q -b mailed"));
	free(git_in("k", "am -q ../out/0001-mm-first.patch ../out/0002-mm-second.patch"));
	free(git_in("k", "diff --exit-code mailed lazymmu/6.12"));
}

static void test_series_refused(void **state)
{
	(void)state;
	put("out/x", "");
	assert_int_equal(symlink("nothing", at("dangling")), 0);
	refuses("series -o @/out @/k", EXIT_USAGE, "is not empty");
	refuses("series -o @/k/Makefile @/k", EXIT_USAGE, "cannot be the output directory");
	refuses("series @/k", EXIT_USAGE, "the output directory is missing");
	refuses("series -o @/dangling @/k", EXIT_USAGE, "a symbolic link to what does not exist");
	refuses("series -o @/k/Makefile/x @/k", EXIT_USAGE, "cannot be the output directory");
	refuses("series -o /proc/lazymmu @/k", EXIT_NO_SPACE, "give a directory elsewhere with -o");
}

static void test_series_into_empty(void **state)
{
	(void)state;
	assert_int_equal(mkdir_p(at("empty"), 0755), 0);
	run("series -o @/empty @/k", 0, "0001-mm-first.patch");
	assert_true(exists(at("empty/0001-mm-first.patch")));
}

/*
 * The output directory is a link's target, or the working directory: it must
 * stay the same directory.
 */
static void test_series_through_link(void **state)
{
	(void)state;
	assert_int_equal(mkdir_p(at("target"), 0755), 0);
	assert_int_equal(symlink("target", at("link")), 0);
	run("series -o @/link @/k", 0, "target/0001-mm-first.patch");
}

static void test_series_here(void **state)
{
	char *here = getcwd(NULL, 0);

	(void)state;
	assert_int_equal(mkdir_p(at("here"), 0755), 0);
	assert_int_equal(chdir(at("here")), 0);
	run("series -o . @/k", 0, "here/0001-mm-first.patch");
	assert_int_equal(access("0002-mm-second.patch", F_OK), 0);
	assert_int_equal(chdir(here), 0);
	free(here);
}

static time_t mtime(const char *dir, const char *file)
{
	char *path = path_join(dir, file);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	free(path);
	return st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
}

static bool has_file(const char *dir, const char *file)
{
	char *path = path_join(dir, file);
	bool has = exists(path);

	free(path);
	return has;
}

/* A prepared tree: the commit, and the directory with its files. */
struct built {
	struct kernel k;
	char commit[65];
	char *dir;
};

static void prepare(struct built *b, enum variant variant)
{
	const struct recipe recipe = { .variant = variant };

	free(b->dir);
	b->dir = NULL;
	if (prepare_tree(&b->k, &recipe, b->commit) ||
	    checkout_update(&b->k, b->commit, variant_name(variant), &b->dir))
		fail_msg("%s", fail_message());
}

static void begin_built(struct built *b)
{
	*b = (struct built){ 0 };
	assert_int_equal(kernel_open(at("k"), false, &b->k), 0);
	prepare(b, PORTED);
}

static void end_built(struct built *b)
{
	free(b->dir);
	kernel_free(&b->k);
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main");
}

static void test_checkout(void **state)
{
	const struct recipe recipe = { .variant = PORTED };
	char again[65];
	struct built b;

	(void)state;
	begin_built(&b);
	assert_true(has_file(b.dir, "include/linux/new.h"));
	assert_false(has_file(b.dir, ".git"));
	assert_int_equal(prepare_tree(&b.k, &recipe, again), 0);
	assert_string_equal(b.commit, again);
	end_built(&b);
}

/* Only what changes is written; a file that somebody removed comes back. */
static void test_checkout_again(void **state)
{
	struct built b;
	time_t changed, same;
	char *file, *dir;

	(void)state;
	begin_built(&b);
	dir = str_dup(b.dir);
	changed = mtime(b.dir, "include/linux/pgtable.h");
	same = mtime(b.dir, "Makefile");
	nap(20);
	put("home/series/10-mm-first/edits", "in mm/memory.c\nafter ^int two;\n|int x;\n");
	file = path_join(b.dir, "Kconfig");
	assert_int_equal(unlink(file), 0);
	prepare(&b, PORTED);
	assert_string_equal(dir, b.dir);
	assert_int_equal(changed, mtime(b.dir, "include/linux/pgtable.h"));
	assert_int_equal(same, mtime(b.dir, "Makefile"));
	assert_true(has_file(b.dir, "Kconfig"));
	assert_true(mtime(b.dir, "mm/memory.c") > changed);
	free(file);
	free(dir);
	end_built(&b);
}

/* If no step applies, the stock kernel is the kernel itself. */
static void test_checkout_stock(void **state)
{
	struct built b;

	(void)state;
	begin_built(&b);
	prepare(&b, STOCK);
	assert_string_equal(b.commit, b.k.head);
	assert_false(has_file(b.dir, "include/linux/new.h"));
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-stock: yes\n");
	prepare(&b, STOCK);
	assert_true(has_file(b.dir, "include/linux/new.h"));
	end_built(&b);
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
		TEST(test_git_is_killed), TEST(test_compare), TEST(test_compare_nothing),
		TEST(test_dry_run), TEST(test_long_subject),
		TEST(test_no_anchor), TEST(test_white_space),
		TEST(test_changes_nothing), TEST(test_left_over),
		TEST(test_missing_from_result), TEST(test_spatch),
		TEST(test_hostile), TEST(test_bare), TEST(test_shallow),
		TEST(test_odd_path), TEST(test_linked_work_tree),
		TEST(test_identity), TEST(test_lost_file), TEST(test_no_space),
		TEST(test_check_dies), TEST(test_check_is_killed),
		TEST(test_check_without_space), TEST(test_record_stays),
		TEST(test_two_at_once), TEST(test_killed),
		TEST(test_interrupted), TEST(test_cover_letter),
		TEST(test_series), TEST(test_series_refused),
		TEST(test_series_into_empty), TEST(test_series_through_link),
		TEST(test_series_here), TEST(test_checkout),
		TEST(test_checkout_again), TEST(test_checkout_stock),
	};

	return cmocka_run_group_tests_name("apply", tests, NULL, NULL);
}
