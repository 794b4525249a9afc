// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hostile or odd trees and environments: the command must give a message with
 * the right exit status, or the right result. No program that a tree names is
 * run.
 */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/proc.h"
#include "tree/resolve.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strlist.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

/* Every program that must not be run would make this file. */
static void assert_not_owned(void)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &out, .merge_err = true };

	assert_int_equal(proc_run((const char *const[]){
		"find", ".", "-name", "owned*", NULL }, &p), 0);
	if (out.len)
		fail_msg("it was run: %s", out.buf);
	sb_free(&out);
}

static void good_branch(const char *dir)
{
	assert_git(dir, "show lazymmu/6.12:mm/memory.c",
		   "int one;\nint two;\nint two_and_a_half;\nint three;");
}

/* --- the version --- */

static void test_makefile(void **state)
{
	static const struct {
		const char *text;
		const char *release;	/* NULL: refused */
	} v[] = {
		{ "VERSION = 6\nPATCHLEVEL = 12\n", "6.12" },
		{ "VERSION = 6\r\nPATCHLEVEL = 12\r\nSUBLEVEL = 3\r\n", "6.12.3" },
		{ "VERSION = 6 # six\nPATCHLEVEL=12\nSUBLEVEL\t=\t9 \n", "6.12.9" },
		{ "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = -1\n", "6.12" },
		{ "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = `touch owned`\n", "6.12" },
		{ "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1;touch owned\n", "6.12" },
		{ "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 123456789123456789\n", "6.12" },
		{ "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n"
		  "EXTRAVERSION = $(shell touch owned)`touch owned`;touch owned\n", "6.12.1" },
		{ "VERSION = 6`touch owned`\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION = 6$(shell touch owned)\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION = 6;touch owned\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION = $(shell touch owned; echo 6)\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION = -6\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION = 6\nPATCHLEVEL = 4294967308\n", NULL },
		{ "VERSION =\nPATCHLEVEL = 12\n", NULL },
		{ "VERSION\n", NULL },
		{ "PATCHLEVEL = 12", NULL },
		{ "VERSION = 6\nPATCHLEVEL = 12.\n", NULL },
		{ "VERSION = 0x6\nPATCHLEVEL = 12\n", NULL },
	};
	struct kernel k;

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		put("k/Makefile", v[i].text);
		free(git_in("k", "commit -q --allow-empty -a -m x"));
		fail_clear();
		if (v[i].release) {
			if (resolve_tree(at("k"), false, NULL, &k))
				fail_msg("%s: %s", v[i].text, fail_message());
			assert_string_equal(k.release, v[i].release);
			kernel_free(&k);
		} else {
			if (!resolve_tree(at("k"), false, NULL, &k))
				fail_msg("taken as %s: %s", k.release, v[i].text);
			assert_int_equal(fail_code(), EXIT_NOT_KERNEL);
			assert_contains(fail_message(), "names no VERSION");
		}
	}
	/* Text after a NUL does not count. */
	fail_clear();
	sh("printf 'VERSION = 6\\n\\0PATCHLEVEL = 12\\n' > k/Makefile");
	free(git_in("k", "commit -q -a -m x"));
	assert_true(resolve_tree(at("k"), false, NULL, &k) < 0);
	assert_int_equal(fail_code(), EXIT_NOT_KERNEL);
	assert_not_owned();
}

/* --- names of files --- */

static const char *const odd_names[] = {
	"mm/a b.c", "mm/ lead.c", "mm/trail .c", "mm/-x.c", "mm/-.c", "mm/\"q\".c",
	"mm/it's.c", "mm/a\\b.c", "mm/;touch owned1;.c", "mm/$(touch owned2).c",
	"mm/`touch owned3`.c", "mm/';touch owned4;'.c", "mm/|touch owned5.c",
	"mm/a\nb.c", "mm/a\rb.c", "mm/\ttab.c", "mm/#hash.c", "mm/*.c", "mm/~.c",
	"mm/%s%n.c", "mm/a\377b.c", "mm/\303\244.c", "mm/&touch owned6&.c",
	"mm/$(touch owned7)/d.c", "mm/..c", "mm/...c", "-o.c", "--help.c",
	":(glob)x.c", ":!x.c", "mm/old_call.c",
};

static void test_file_names(void **state)
{
	static const char before[] = "void f(void)\n{\n\told_call(1);\n}\n";
	char *spatch = proc_find("spatch");

	(void)state;
	if (!spatch)
		skip();
	free(spatch);
	for (size_t i = 0; i < sizeof(odd_names) / sizeof(*odd_names); i++) {
		char *path = str_fmt("k/%s", odd_names[i]);

		put(path, before);
		free(path);
	}
	free(git_in("k", "add -f ."));
	free(git_in("k", "commit -q -m odd"));
	put("home/series/20-mm-second/a.cocci",
	    "// files: \\bold_call\\(\n// in: .\n\n@@\nexpression e;\n@@\n"
	    "- old_call(e);\n+ new_call(e);\n");
	put("home/series/20-mm-second/edits", "check absent \\bold_call\\( -- .\n");
	run("apply @/k", 0, "2 commits");
	assert_not_owned();
	free(git_in("k", "checkout -q lazymmu/6.12"));
	for (size_t i = 0; i < sizeof(odd_names) / sizeof(*odd_names); i++) {
		char *path = str_fmt("k/%s", odd_names[i]);
		char *text = get(path);

		if (strcmp(text, "void f(void)\n{\n\tnew_call(1);\n}\n"))
			fail_msg("%s: %s", odd_names[i], text);
		free(path);
		free(text);
	}
	/* The patches give the same result. */
	free(git_in("k", "checkout -q main"));
	run("series -o @/out @/k", 0, "0002-mm-second.patch");
	sh("cd k && git checkout -q -b mailed && git am -q --empty=drop ../out/*.patch\n"
	   "git diff --exit-code mailed lazymmu/6.12");
	assert_not_owned();
}

/* The path of the cache itself may be odd, too. */
static void test_odd_cache(void **state)
{
	char *spatch = proc_find("spatch");

	(void)state;
	if (spatch)
		put("home/series/20-mm-second/a.cocci",
		    "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n"
		    "- old_call(e);\n+ new_call(e);\n");
	free(spatch);
	setenv("LAZYMMU_CACHE", at("a `touch owned` $(touch owned) ;'\":x"), 1);
	run("apply @/k", 0, "2 commits");
	good_branch("k");
	assert_not_owned();
}

/* --- links --- */

static void test_links(void **state)
{
	(void)state;
	put("victim/new.h", "mine\n");
	put("victim/a.h", "int two;\n");
	/* The tree itself may be a symbolic link. */
	assert_int_equal(symlink("k", at("link")), 0);
	run("apply -b through-link @/link", 0, "2 commits");
	/* A symbolic link in the tree leads to a directory outside. */
	sh("ln -s ../../../victim k/include/linux/out; ln -s ../../victim k/arch/x86/out");
	sh("cd k && git add -f . && git commit -q -m links");
	put("home/series/20-mm-second/edits",
	    "in arch/x86/out/a.h\nafter ^int two;\n|int x;\n");
	run("apply @/k", EXIT_STEP, "the tree has no file arch/x86/out/a.h");
	put("home/series/20-mm-second/edits", "new include/linux/out/new.h\n");
	put("home/kernel/include/linux/out/new.h", "ours\n");
	run("apply @/k", EXIT_TOOL, "git update-index failed");
	put("home/series/20-mm-second/edits", "new include/linux/out\n");
	sh("rm -r home/kernel/include/linux/out; echo ours > home/kernel/include/linux/out");
	run("apply @/k", EXIT_STEP, "already has the file include/linux/out");
	sh("test \"$(cat victim/*)\" = \"int two;\nmine\"; test $(ls victim | wc -l) = 2");
	/* The directories of a kernel must be in the tree, and not behind a link. */
	sh("cd k && mv mm ../victim && ln -s ../victim/mm mm && git add -A && git commit -q -m mm");
	run("apply @/k", EXIT_NOT_KERNEL, "it has no mm");
	assert_git("k", "for-each-ref --format=%(refname)",
		   "refs/heads/main\nrefs/heads/through-link");
}

/* .git is a file: a submodule, and another work tree. */
static void test_git_file(void **state)
{
	(void)state;
	sh("git init -q super && cd super && git -c protocol.file.allow=always "
	   "submodule add -q ../k sub 2>&1 && git commit -q -m sub");
	assert_true(exists(at("super/.git/modules/sub")));
	run("apply @/super/sub", 0, "2 commits");
	good_branch("super/sub");
	assert_git("super", "status --porcelain", "");
	/* A .git file that leads nowhere. */
	sh("cp -r k broken && rm -rf broken/.git");
	put("broken/.git", "gitdir: /none\n");
	run("apply @/broken", EXIT_NOT_GIT, "is not a git tree");
	put("broken/.git", "\001\002");
	run("apply @/broken", EXIT_NOT_GIT, "is not a git tree");
	/* A tree whose files are elsewhere. */
	free(git_in("k", "config core.worktree ../../elsewhere"));
	sh("mkdir elsewhere");
	run("apply @/k", EXIT_NOT_GIT, "");
}

/* --- programs that a tree names --- */

static void test_programs(void **state)
{
	static const char *const settings[] = {
		"core.fsmonitor", "core.sshCommand", "core.pager", "core.editor",
		"core.askPass", "core.gitProxy", "core.alternateRefsCommand",
		"gpg.program", "diff.external", "diff.evil.command",
		"diff.evil.textconv", "merge.evil.driver", "filter.evil.clean",
		"filter.evil.smudge", "filter.evil.process", "filter.a=b.clean",
		"credential.helper", "uploadpack.packObjectsHook",
		"sequence.editor", "alias.status", "alias.unpack-objects",
		"remote.origin.uploadpack",
	};
	char *script = str_fmt("!touch %s/owned; echo >> %s/owned", top, top);

	(void)state;
	sh("mkdir -p k/.git/hooks; for h in $(ls /usr/share/git-core/templates/hooks | sed 's/.sample//') "
	   "reference-transaction post-index-change post-checkout fsmonitor-watchman\n"
	   "do printf '#!/bin/sh\\ntouch '$PWD'/owned\\nexit 1\\n' > k/.git/hooks/$h\n"
	   "chmod +x k/.git/hooks/$h; done");
	put("k/.gitattributes", "* filter=evil diff=evil merge=evil\nmm/ref.c filter=a=b\n");
	sh("cd k; git add -f .gitattributes; git -c core.hooksPath=/dev/null commit -q -m evil");
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		struct strlist argv = { 0 };
		struct proc p = { .cwd = at("k") };

		sl_split(&argv, "git config", " ");
		sl_add(&argv, settings[i]);
		sl_add(&argv, strncmp(settings[i], "alias.", 6) ? script + 1 : script);
		assert_int_equal(proc_run((const char *const *)argv.v, &p), 0);
		sl_free(&argv);
	}
	free(script);
	/* Every fetch would use ssh now, and some objects are in another repository. */
	sh("cd k; git config url.ssh://nobody@localhost/.insteadOf /\n"
	   "git config protocol.allow always; git config protocol.ssh.allow always\n"
	   "git config log.showSignature true; git config filter.evil.required true\n"
	   "git config core.hooksPath .git/hooks; git config remote.origin.url ssh://x/y\n"
	   "git config remote.origin.promisor true; git config core.repositoryFormatVersion 1\n"
	   "git config extensions.partialClone origin");
	/* Change the times, so that git reads the files. */
	sh("touch k/mm/*.c k/Makefile; rm -f owned");
	run("apply -n @/k", 0, "2 commits");
	run("apply @/k", 0, "2 commits");
	run("series -o @/out @/k", 0, "2 patches");
	assert_not_owned();
	sh("cd k; GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=filter.evil.clean GIT_CONFIG_VALUE_0= "
	   "git show lazymmu/6.12:mm/memory.c | grep -q two_and_a_half");
	/* A missing object is not fetched. */
	sh("cd k; rm -f .git/objects/$(git rev-parse HEAD:mm/memory.c | sed 's,..,&/,')");
	run("apply -b lost @/k", EXIT_TOOL, "git ");
	assert_not_owned();
}

/* --- owners and permissions --- */

/* Run the command as the user nobody; -1 if that is not possible. */
static int as_nobody(const char *args, struct strbuf *out)
{
	int fd[2], status;
	char mem[4096];
	pid_t pid;
	ssize_t n;

	assert_int_equal(pipe(fd), 0);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		struct strbuf said = STRBUF_INIT;
		int ret;

		if (setgroups(0, NULL) || setgid(65534) || setuid(65534))
			_exit(127);
		ret = lazymmu(args, &said);
		if (write(fd[1], said.buf, said.len) < 0)
			_exit(126);
		_exit(ret);
	}
	close(fd[1]);
	while ((n = read(fd[0], mem, sizeof(mem))) > 0)
		sb_add(out, mem, n);
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

/* Are we root, and can the user nobody reach the command? */
static bool can_be_nobody(void)
{
	const char *preload = getenv("LD_PRELOAD");
	int status;
	pid_t pid;

	/* valgrind could not write its report as nobody. */
	if (preload && strstr(preload, "vgpreload"))
		return false;
	if (getuid() || chmod(top, 0755) || chown(top, 65534, 65534) ||
	    chown(top, 0, 0))
		return false;
	fflush(NULL);
	pid = fork();
	if (!pid)
		_exit(setgid(65534) || setuid(65534) || access(command_path(), X_OK));
	return waitpid(pid, &status, 0) == pid && !status;
}

static void test_other_owner(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	if (!can_be_nobody()) {
		print_message("# not root, or the command is out of reach of nobody: skipped\n");
		skip();
	}
	sh("chown -R 65534:65534 k");
	run("apply @/k", EXIT_NOT_GIT, "git does not trust");
	run("apply @/k", EXIT_NOT_GIT, "safe.directory");
	sh("git config --global --add safe.directory $PWD/k");
	run("apply @/k", 0, "2 commits");
	sb_free(&out);
}

static void test_read_only(void **state)
{
	static const char *const refused[] = { "apply @/k", "apply -b x @/k" };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	if (!can_be_nobody()) {
		print_message("# not root, or the command is out of reach of nobody: skipped\n");
		skip();
	}
	sh("mkdir cache; chown -R 65534:65534 k cache home gitconfig; chmod -R a-w k");
	for (size_t i = 0; i < 2; i++) {
		sb_reset(&out);
		assert_int_equal(as_nobody(refused[i], &out), EXIT_TOOL);
		assert_contains(out.buf, "Permission denied");
	}
	sb_reset(&out);
	assert_int_equal(as_nobody("apply -n @/k", &out), 0);
	sh("mkdir out; chown 65534 out");
	sb_reset(&out);
	assert_int_equal(as_nobody("series -o @/out @/k", &out), 0);
	sb_reset(&out);
	sh("chmod a-w out; rm out/*");
	assert_int_equal(as_nobody("series -o @/out @/k", &out), EXIT_USAGE);
	assert_contains(out.buf, "cannot be the output directory");
	sh("chmod a-w cache cache/tmp");
	sb_reset(&out);
	assert_int_equal(as_nobody("apply -n @/k", &out), EXIT_TOOL);
	assert_contains(out.buf, "no scratch directory can be made in");
	sb_free(&out);
	assert_git("k", "-c safe.directory=* for-each-ref --format=%(refname)",
		   "refs/heads/main");
}

static void test_read_only_mount(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		/* Nobody else sees this mount. */
		if (unshare(CLONE_NEWNS) ||
		    mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
		    mount(at("k"), at("k"), "none", MS_BIND, NULL) ||
		    mount("none", at("k"), "none", MS_REMOUNT | MS_BIND | MS_RDONLY, NULL))
			_exit(77);
		run("apply @/k", EXIT_TOOL, "Read-only file system");
		run("apply -n @/k", 0, "no branch was made");
		run("series -o @/out @/k", 0, "2 patches");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77) {
		print_message("# no right to mount: skipped\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
	run("apply @/k", 0, "2 commits");
}

/* --- surroundings --- */

/* Run a shell script in @top; $LAZYMMU is the command. */
static void by_shell(const char *script, int status, const char *part)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &out, .merge_err = true };
	int ret;

	setenv("LAZYMMU", command_path(), 1);
	ret = proc_run((const char *const[]){ "sh", "-c", script, NULL }, &p);
	if (ret != status)
		fail_msg("%s: %s, not %d: %s", script, proc_status(ret), status, out.buf);
	assert_contains(out.buf, part);
	sb_free(&out);
}

static void test_environment(void **state)
{
	static const char *const env[] = {
		"GIT_DIR=/none", "GIT_INDEX_FILE=/none/index", "GIT_WORK_TREE=/",
		"GIT_OBJECT_DIRECTORY=/none", "GIT_COMMON_DIR=/none",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES=/none", "GIT_NAMESPACE=x",
		"GIT_CONFIG_COUNT=nonsense", "GIT_CONFIG_PARAMETERS=nonsense",
		"GIT_TRACE=1", "GIT_TRACE=2", "GIT_TRACE2=1", "GIT_TRACE2_EVENT=2",
		"GIT_TRACE_SETUP=1", "GIT_TRACE_PACK_ACCESS=1",
		"GIT_LITERAL_PATHSPECS=1", "GIT_ICASE_PATHSPECS=1",
		"GIT_QUARANTINE_PATH=/none", "GIT_SHALLOW_FILE=/none",
		"GIT_EXTERNAL_DIFF=touch\towned", "GIT_PAGER=touch\towned",
		"GIT_EDITOR=touch\towned", "GIT_SSH_COMMAND=touch\towned",
		"GIT_AUTHOR_DATE=nonsense", "GIT_COMMITTER_DATE=nonsense",
		"GIT_DEFAULT_HASH=sha256", "GIT_TEMPLATE_DIR=/none",
		"GIT_REPLACE_REF_BASE=x", "GIT_CEILING_DIRECTORIES=/",
		"GIT_FLUSH=0", "LC_ALL=tr_TR.UTF-8", "LANGUAGE=de", "TZ=nonsense",
		"POSIXLY_CORRECT=1", "TMPDIR=/none", "XDG_CONFIG_HOME=none",
		"XDG_CACHE_HOME=relative", "COLUMNS=1", "TERM=",
		"MALLOC_PERTURB_=1", "IFS=a", "BASH_ENV=/none", "ENV=/none",
		"CDPATH=/", "GREP_OPTIONS=-v", "SHELL=/none",
	};
	char *spatch = proc_find("spatch");
	char *expected = NULL;

	(void)state;
	if (spatch)
		put("home/series/20-mm-second/a.cocci",
		    "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n"
		    "- old_call(e);\n+ new_call(e);\n");
	free(spatch);
	/*
	 * Try many variables at a time; if the test fails, find the harmful one
	 * by hand.
	 */
	for (size_t i = 0; i < 5; i++) {
		struct strbuf command = STRBUF_INIT;
		char *args = str_fmt("log --format=%%T%%n%%an%%n%%B main..b%zu", i);
		char *made;

		sb_adds(&command, "env");
		for (size_t j = 0; i && j < sizeof(env) / sizeof(*env); j++) {
			if (j % 4 == i - 1)
				sb_addf(&command, " '%s'", env[j]);
		}
		sb_addf(&command, " \"$LAZYMMU\" apply -b b%zu k", i);
		by_shell(command.buf, 0, "2 commits");
		made = git_in("k", args);
		if (!expected)
			expected = str_dup(made);
		if (strcmp(made, expected))
			fail_msg("%s: %s", command.buf, made);
		sb_free(&command);
		free(args);
		free(made);
	}
	assert_not_owned();
	assert_false(exists(at("relative")));
	free(expected);
}

static void test_homeless(void **state)
{
	(void)state;
	/* HOME is not needed if the cache has another place. */
	by_shell("unset HOME LAZYMMU_CACHE XDG_CACHE_HOME; \"$LAZYMMU\" apply k",
		 EXIT_TOOL, "no place for the cache: set LAZYMMU_CACHE or HOME");
	by_shell("unset HOME LAZYMMU_CACHE; XDG_CACHE_HOME=relative \"$LAZYMMU\" apply k",
		 EXIT_TOOL, "no place for the cache");
	assert_false(exists(at("relative")));
	by_shell("unset HOME; \"$LAZYMMU\" apply k", 0, "2 commits");
	by_shell("unset LAZYMMU_CACHE; XDG_CACHE_HOME=relative \"$LAZYMMU\" apply -b home k",
		 0, "2 commits");
	assert_true(exists(at(".cache/lazymmu")));
	by_shell("LAZYMMU_CACHE=/proc/none \"$LAZYMMU\" apply -b x k", EXIT_TOOL,
		 "the cache directory /proc/none cannot be made");
	by_shell("LAZYMMU_CACHE=k/Makefile \"$LAZYMMU\" apply -b x k", EXIT_TOOL,
		 "cannot be made");
	good_branch("k");
}

static void test_umask(void **state)
{
	(void)state;
	by_shell("umask 000; \"$LAZYMMU\" apply -b open k", 0, "2 commits");
	by_shell("umask 077; \"$LAZYMMU\" apply -b closed k", 0, "2 commits");
	by_shell("umask 777; \"$LAZYMMU\" apply -b none k", getuid() ? EXIT_TOOL : 0, "");
	free(git_in("k", "diff --exit-code open closed"));
	assert_git("k", "ls-tree open include/linux/new.h",
		   "100644 blob 498e9457e442d383d8c767b00c517f3d961060b9\tinclude/linux/new.h");
	free(git_in("k", "fsck --strict"));
	/* A shared repository stays shared. */
	free(git_in("k", "gc -q --prune=now"));
	free(git_in("k", "config core.sharedRepository group"));
	put("home/kernel/include/linux/new.h", "/* another */\n");
	by_shell("umask 077; \"$LAZYMMU\" apply -b shared k", 0, "2 commits");
	by_shell("o=$(git -C k rev-parse shared | sed 's,..,&/,')\n"
		 "test $(stat -c %A k/.git/objects/$o) = -r--r-----\n"
		 "stat -c %A k/.git/objects/${o%/*}", 0, "drwxrws---");
}

static void test_closed_files(void **state)
{
	(void)state;
	by_shell("\"$LAZYMMU\" apply -b in k <&-", 0, "2 commits");
	by_shell("\"$LAZYMMU\" apply -b err k 2>&-", 0, "2 commits");
	by_shell("\"$LAZYMMU\" apply -b out k >&-", EXIT_TOOL,
		 "standard output cannot be written");
	by_shell("\"$LAZYMMU\" apply -b outerr k >&- 2>&-", EXIT_TOOL, "");
	by_shell("\"$LAZYMMU\" apply -b all k <&- >&- 2>&-", EXIT_TOOL, "");
	by_shell("\"$LAZYMMU\" apply -b full k >/dev/full", EXIT_TOOL,
		 "standard output cannot be written");
	by_shell("\"$LAZYMMU\" --version >/dev/full", EXIT_TOOL, "cannot be written");
	by_shell("\"$LAZYMMU\" help >&-", EXIT_TOOL, "cannot be written");
	by_shell("\"$LAZYMMU\" apply -b fullerr k 2>/dev/full", 0, "2 commits");
	by_shell("{ \"$LAZYMMU\" apply -b pipe k; echo $? >&2; } | :", 0, "141");
	by_shell("for b in in err out outerr all full fullerr pipe\n"
		 "do git -C k diff --exit-code in $b || exit; done; git -C k fsck --strict",
		 0, "");
	by_shell("cd k; git status --porcelain", 0, "");
	/* Neither progress nor a list has been written to a file of the cache. */
	by_shell("find cache -type f -size +0 | xargs -r cat", 0, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_makefile), TEST(test_file_names), TEST(test_odd_cache),
		TEST(test_links), TEST(test_git_file), TEST(test_programs),
		TEST(test_other_owner), TEST(test_read_only),
		TEST(test_read_only_mount), TEST(test_environment),
		TEST(test_homeless), TEST(test_umask), TEST(test_closed_files),
	};

	return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
