// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch --git: a tag of a repository, here a local one. */
#include "fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

/* A kernel with some history, and a tag in the middle of it. */
static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	put("k/mm/memory.c", "int one;\nint two;\n");
	free(git_in("k", "commit -q -a -m two"));
	free(git_in("k", "tag -a -m release v6.12.99"));
	free(git_in("k", "tag sub/tag"));
	put("k/mm/memory.c", "int three;\n");
	free(git_in("k", "commit -q -a -m three"));
	return 0;
}

/* The path that the command prints as its last line of standard output. */
static char *fetch(const char *url, const char *tag)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct proc p = { .out = &out, .err = &err };
	const char *argv[] = { command_path(), "fetch", "--git", url, tag, NULL };

	if (proc_run(argv, &p))
		fail_msg("fetch --git %s %s: %s", url, tag, err.buf);
	sb_free(&err);
	sb_rtrim(&out);
	assert_null(strchr(out.buf, '\n'));
	return sb_detach(&out);
}

static void assert_in(const char *dir, const char *args, const char *expected)
{
	char *all = str_fmt("-C %s %s", dir, args);

	assert_git(".", all, expected);
	free(all);
}

/* Check that the cache holds neither a kernel nor a part of a kernel. */
static void assert_nothing(void)
{
	if (exists(at("cache/kernels")))
		sh("test -z \"$(find cache/kernels -type d | sed 1d)\"");
	if (exists(at("cache/tmp")))
		sh("test -z \"$(find cache/tmp -type d | sed 1d)\"");
}

static void refuses(const char *args, int status, const char *part)
{
	char *all = str_fmt("fetch --git %s", args);

	run(all, status, part);
	free(all);
	assert_nothing();
}

static void test_fetched(void **state)
{
	char *head = git_in("k", "rev-parse v6.12.99^{commit}");
	char *dir = fetch(at("k"), "v6.12.99");

	(void)state;
	assert_contains(dir, "/cache/kernels/6.12-git/v6.12.99-");
	assert_in(dir, "rev-parse HEAD", head);
	assert_in(dir, "rev-parse main", head);
	assert_in(dir, "rev-list --count --all", "1");
	assert_in(dir, "status --porcelain", "");
	assert_in(dir, "show HEAD:mm/memory.c", "int one;\nint two;");
	assert_in(dir, "describe", "v6.12.99");
	free(dir);
	free(head);
}

static void test_usable(void **state)
{
	char *dir = fetch(at("k"), "v6.12.99");
	char *args = str_fmt("apply %s", dir);

	(void)state;
	run(args, 0, "branch lazymmu/6.12 of ");
	assert_in(dir, "rev-list --count main..lazymmu/6.12", "2");
	free(args);
	free(dir);
}

/* The second time, the repository is not contacted. */
static void test_again(void **state)
{
	char *first = fetch(at("k"), "v6.12.99"), *second, *all;

	(void)state;
	sh("rm -rf k/.git/objects");
	second = fetch(at("k"), "v6.12.99");
	assert_string_equal(first, second);
	all = run_out("fetch --git @/k v6.12.99", 0);
	assert_contains(all, "is in the cache");
	free(all);
	free(first);
	free(second);
}

static void test_other_repository(void **state)
{
	char *first = fetch(at("k"), "v6.12.99"), *second;

	(void)state;
	sh("cp -a k other");
	second = fetch(at("other"), "v6.12.99");
	assert_string_not_equal(first, second);
	free(first);
	free(second);
}

static void test_file_url(void **state)
{
	char *url = str_fmt("file://%s", at("k"));
	char *dir = fetch(url, "v6.12.99");

	(void)state;
	assert_in(dir, "describe", "v6.12.99");
	free(dir);
	free(url);
}

static void test_slash_in_tag(void **state)
{
	char *dir = fetch(at("k"), "sub/tag");

	(void)state;
	assert_contains(dir, "/kernels/6.12-git/sub-tag-");
	free(dir);
}

static void test_bad_urls(void **state)
{
	static const char *const bad[] = {
		"ext::sh", "ext::sh\t-c\ttouch\towned", "fd::17", "-uowned", "--upload-pack=owned",
		"gopher://x/y", "ftp://x/y", "https://", "nowhere", "/none/k",
		"transport::https://x/y", "host::path", "x::y:z", ":path",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *argv[] = { command_path(), "fetch", "v1", NULL, NULL };
		struct strbuf out = STRBUF_INIT;
		char *option = str_fmt("--git=%s", bad[i]);

		argv[3] = option;
		if (proc_run(argv, &(struct proc){ .out = &out, .merge_err = true }) != EXIT_USAGE)
			fail_msg("%s: %s", bad[i], out.buf);
		assert_contains(out.buf, "is neither the URL of a git repository");
		free(option);
		sb_free(&out);
	}
	assert_nothing();
}

static void test_bad_tags(void **state)
{
	(void)state;
	refuses("@/k -- -f", EXIT_USAGE, "'-f' cannot be the name of a tag");
	refuses("@/k a..b", EXIT_USAGE, "cannot be the name of a tag");
	refuses("@/k a:b", EXIT_USAGE, "cannot be the name of a tag");
	refuses("@/k ../../x", EXIT_USAGE, "cannot be the name of a tag");
	refuses("@/k", EXIT_USAGE, "TAG is missing");
	refuses("@/k a b", EXIT_USAGE, "more than one TAG was given");
}

static void test_no_such_tag(void **state)
{
	(void)state;
	refuses("@/k v6.13", EXIT_FETCH, "git cannot get the tag v6.13 from ");
	/* A branch is not a tag. */
	refuses("@/k main", EXIT_FETCH, "couldn't find remote ref refs/tags/main");
}

static void test_no_kernel(void **state)
{
	(void)state;
	free(git_in("k", "rm -q Kconfig"));
	free(git_in("k", "commit -q -m x"));
	free(git_in("k", "tag bad"));
	refuses("@/k bad", EXIT_NOT_KERNEL, "lazymmu: the tag bad of ");
	refuses("@/k bad", EXIT_NOT_KERNEL, "/k is not a Linux kernel (it has no Kconfig)\n");
	/* Only one lock stays, for any number of tags. */
	sh("test \"$(ls -A cache/kernels)\" = .git.lock");
	free(git_in("k", "tag blob HEAD:Makefile"));
	refuses("@/k blob", EXIT_TOOL, "git");
}

static void test_interrupted(void **state)
{
	char *path = fake_git("case \"$*\" in *' fetch '*) kill -INT $PPID; sleep 5;; esac");
	char *dir;

	(void)state;
	refuses("@/k v6.12.99", EXIT_INTERRUPTED, "interrupted");
	real_git(path);
	dir = fetch(at("k"), "v6.12.99");
	free(dir);
}

/* Install a fake ssh that runs @text before the program which git asks for. */
static char *fake_ssh(const char *text)
{
	char *old = str_dup(getenv("PATH"));
	char *path = str_fmt("%s:%s", at("bin"), old);
	char *all = str_fmt("#!/bin/sh\nTOP='%s'\necho \"$*\" >> $TOP/ssh.calls\n%s\n"
			    "for last; do :; done\neval \"exec $last\"\n", top, text);

	script("bin/ssh", all);
	setenv("PATH", path, 1);
	free(all);
	free(path);
	return old;
}

static void no_fake_ssh(char *old)
{
	setenv("PATH", old, 1);
	free(old);
}

/* A question of ssh would stop it: it is not in the terminal's foreground. */
static void test_ssh_asks_nothing(void **state)
{
	char *path = fake_ssh("case $* in *BatchMode=yes*) ;; *) exit 9;; esac");
	char *url = str_fmt("ssh://host%s", at("k"));
	char *dir = fetch(url, "v6.12.99");

	(void)state;
	assert_in(dir, "describe", "v6.12.99");
	no_fake_ssh(path);
	free(dir);
	free(url);
}

/* The user's own way to call ssh stays. */
static void test_ssh_of_the_user(void **state)
{
	char *path = fake_ssh("case $* in *BatchMode*) exit 9;; esac");
	char *url = str_fmt("ssh://host%s", at("k"));
	char *dir, *calls;

	(void)state;
	setenv("GIT_SSH_COMMAND", "ssh -i key", 1);
	dir = fetch(url, "v6.12.99");
	unsetenv("GIT_SSH_COMMAND");
	calls = get("ssh.calls");
	assert_contains(calls, "-i key ");
	no_fake_ssh(path);
	free(calls);
	free(dir);
	free(url);
}

static void test_ssh_refuses(void **state)
{
	char *path = fake_ssh("printf 'Host key verification failed.\\r\\n' >&2; exit 255");

	(void)state;
	refuses("ssh://host/k v6.12.99", EXIT_FETCH, "(Host key verification failed.)");
	refuses("ssh://host/k v6.12.99", EXIT_FETCH, "ssh may not ask");
	no_fake_ssh(path);
}

/* Killed between the fetch and the rename: the next run removes the rest. */
static void test_killed(void **state)
{
	char *path = fake_git("case \"$*\" in *' reset '*) kill -KILL $PPID; sleep 5;; esac");
	char *dir;

	(void)state;
	assert_int_equal(lazymmu("fetch --git @/k v6.12.99", NULL), 256 + SIGKILL);
	real_git(path);
	sh("test -z \"$(find cache/kernels -mindepth 1 -type d)\"");
	dir = fetch(at("k"), "v6.12.99");
	sh("test -z \"$(find cache/tmp -mindepth 1 -type d)\"");
	free(dir);
}

/* The second command waits for the first, and uses the tree that it has fetched. */
static void test_two_at_once(void **state)
{
	char *path = fake_git("case \"$*\" in *' fetch '*) echo >> $TOP/fetches; sleep 1;; esac");
	const char *command = command_path(), *url = at("k");
	pid_t pid[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		pid[i] = fork();
		if (!pid[i]) {
			execl(command, command, "--quiet", "fetch", "--git", url,
			      "v6.12.99", (char *)NULL);
			_exit(127);
		}
	}
	for (int i = 0; i < 2; i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	real_git(path);
	path = get("fetches");
	assert_string_equal(path, "\n");
	free(path);
}

static void test_without_space(void **state)
{
	char *path = fake_git("case \"$*\" in *' fetch '*)\n"
			      "echo 'fatal: write error: No space left on device' >&2; exit 128;; esac");

	(void)state;
	refuses("@/k v6.12.99", EXIT_NO_SPACE, "no space left for git");
	real_git(path);
}

/* A version whose record names a tag. */
static void test_record(void **state)
{
	char *text = str_fmt("git = %s\ntag = v6.12.99\nseries = stateful\ndefault = yes\n"
			     "dialect = stateless\nsuites = s\n", at("k"));

	(void)state;
	put("home/versions/6.12", text);
	free(text);
	run("apply 6.12", 0, "/cache/kernels/6.12-git/v6.12.99-");
	run("apply 6.12", 0, "already there, the same");
}

static void test_record_of_another(void **state)
{
	char *text = str_fmt("git = %s\ntag = v6.12.99\n"
			     "dialect = stateless\nsuites = s\n", at("k"));

	(void)state;
	put("home/versions/6.13", text);
	free(text);
	run("fetch 6.13", EXIT_FETCH, "is Linux 6.12, not 6.13: correct versions/6.13");
	assert_nothing();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fetched), TEST(test_usable), TEST(test_again),
		TEST(test_other_repository), TEST(test_file_url),
		TEST(test_slash_in_tag), TEST(test_bad_urls), TEST(test_bad_tags),
		TEST(test_no_such_tag), TEST(test_no_kernel),
		TEST(test_ssh_asks_nothing), TEST(test_ssh_of_the_user),
		TEST(test_ssh_refuses),
		TEST(test_interrupted), TEST(test_killed), TEST(test_two_at_once),
		TEST(test_without_space),
		TEST(test_record), TEST(test_record_of_another),
	};

	return cmocka_run_group_tests_name("clone", tests, NULL, NULL);
}
