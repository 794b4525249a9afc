// SPDX-License-Identifier: GPL-2.0-only
/* Several targets in one build: side by side, and one that fails. */
#include "fakes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

#define BOX "description = a box\narch = %s\ncross = %s\nconfig = t.config\n" \
	"make = Image\nimage = image\nqemu = fake-qemu\nappend = console=x\n"

static void put_target(const char *name, const char *arch, const char *cross)
{
	char *path = str_fmt("home/targets/%s", name);
	char *text = str_fmt(BOX, arch, cross);

	put(path, text);
	free(path);
	free(text);
}

static void test_missing_compiler(void **state)
{
	char *out;

	(void)state;
	put_target("z", "z", "missing-");
	out = run_out("build -k @/k z t", EXIT_MISSING_TOOL);
	assert_contains(out, "[z] failed: missing-gcc is not installed");
	assert_contains(out, "\nt: ");
	assert_contains(out, "1 of 2 targets failed; the first failure: missing-gcc is not installed");
	free(out);
	run("build -k @/k t", 0, "up to date");
}

/* If nothing can be built, nothing is fetched or prepared either. */
static void test_all_compilers_missing(void **state)
{
	(void)state;
	put_target("z", "z", "missing-");
	run("build -k @/k z", EXIT_MISSING_TOOL, "lazymmu: missing-gcc is not installed");
	assert_false(exists(at("cache/trees")));
	assert_false(exists(at("cache/src")));
}

static void test_no_target(void **state)
{
	(void)state;
	sh("cd home/targets && rm t u kvm x c");
	run("build -k @/k", EXIT_TOOL, "there is no target");
	run("build -k @/k --each-commit", EXIT_TOOL, "there is no target");
	assert_false(exists(at("cache/trees")));
}

static void test_one_does_not_build(void **state)
{
	char *out;

	(void)state;
	put_target("bad", "bad", "fake-");
	does("make", "case $* in *ARCH=bad*) echo 'mm/memory.c:1:1: error: no'; exit 2;; esac\n");
	out = run_out("build -k @/k bad t", EXIT_BUILD);
	assert_contains(out, "[bad] failed: bad-debug (ported) does not build: mm/memory.c:1:1: error: no");
	assert_contains(out, "\nt: ");
	free(out);
	/* The exit status is that of the first failure; the output names each failure. */
	put_target("z", "z", "missing-");
	out = run_out("build -k @/k bad t z", EXIT_MISSING_TOOL);
	assert_contains(out, "[bad] failed: ");
	assert_contains(out, "[z] failed: ");
	assert_contains(out, "2 of 3 targets failed");
	free(out);
	/* A failed build does not count as up to date. */
	run("build -k @/k bad", EXIT_BUILD, "does not build");
}

/*
 * Like "lazymmu build t | head -0", with one build at a time: a reader that has
 * gone is no failure, but ends the command by SIGPIPE. An output that cannot be
 * written otherwise is a failure.
 */
static void test_reader_is_gone(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &out, .merge_err = true };

	(void)state;
	setenv("LAZYMMU", command_path(), 1);
	proc_run(ARGS("bash", "-c", "{ sleep 0.2; \"$LAZYMMU\" -q build -j1 -k k t; echo status $? >&2; } | head -0"),
		 &p);
	assert_string_equal(out.buf, "status 141\n");
	sb_reset(&out);
	assert_int_equal(proc_run(ARGS("bash", "-c", "\"$LAZYMMU\" -q build -j1 -k k t >/dev/full"), &p),
			 EXIT_TOOL);
	assert_contains(out.buf, "output cannot be written");
	sb_free(&out);
}

static void test_who_boots_its_kernel_fails_too(void **state)
{
	(void)state;
	does("make", "exit 2\n");
	run("build -k @/k t u", EXIT_BUILD, "2 of 2 targets failed");
}

/* Each make waits for the other, so the test passes only if both run at once. */
static void test_side_by_side(void **state)
{
	(void)state;
	put_target("b", "b", "fake-");
	does("make", "echo >> $TEST_TOP/in\n"
	     "for i in $(seq 200); do test $(wc -l < $TEST_TOP/in) = 2 && break; sleep 0.05; done\n"
	     "test $(wc -l < $TEST_TOP/in) = 2 || exit 2\n");
	run("build -k @/k -j 8 t b", 0, "\nb: ");
	assert_int_equal(count("make.calls", " -j4 "), 4);
}

static void test_one_after_the_other(void **state)
{
	(void)state;
	put_target("b", "b", "fake-");
	does("make", "mkdir $TEST_TOP/in || exit 2; sleep 0.3; rmdir $TEST_TOP/in\n");
	run("build -k @/k -j 2 t b", 0, "\nb: ");
	assert_int_equal(count("make.calls", " -j2 "), 4);
}

/* Start the command in the background; @args: as of lazymmu(). */
static pid_t start(const char *log, const char *args)
{
	const char *command = command_path(), *path = at(log);
	struct strlist argv = { 0 }, words = { 0 };
	pid_t pid;

	sl_add(&argv, command);
	sl_split(&words, args, " ");
	for (size_t i = 0; i < words.n; i++)
		sl_add(&argv, !strncmp(words.v[i], "@/", 2) ? at(words.v[i] + 2) :
							      words.v[i]);
	pid = fork();
	if (!pid) {
		if (!freopen(path, "w", stdout) || dup2(1, 2) < 0)
			_exit(126);
		execv(command, argv.v);
		_exit(127);
	}
	assert_true(pid > 0);
	sl_free(&argv);
	sl_free(&words);
	return pid;
}

static void wait_for(const char *path, const char *text)
{
	for (int i = 0; i < 3000 && !count(path, text); i++)
		nap(20);
	assert_true(count(path, text) > 0);
}

static void assert_succeeds(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* While a commit is built, another commit must not be checked out in the same place. */
static void test_another_commit_waits(void **state)
{
	pid_t t, b;

	(void)state;
	put_target("b", "b", "fake-");
	does("make", "case $* in *ARCH=fake*)\n"
	     "while test -d $TEST_TOP -a ! -e $TEST_TOP/go; do sleep 0.05; done\n"
	     "cp mm/memory.c $TEST_TOP/t.source;; esac\n");
	t = start("t.log", "build -k @/k t");
	wait_for("make.env", "PATH");
	put("home/series/10-mm-first/edits", "in mm/memory.c\nafter ^int two;\n|int x;\n");
	b = start("b.log", "build -k @/k b");
	wait_for("b.log", "waiting for another lazymmu that builds from the same source");
	put("go", "");
	assert_succeeds(t);
	assert_succeeds(b);
	assert_int_equal(count("t.source", "two_and_a_half"), 1);
	assert_int_equal(count("make.source", "int x;"), 1);
}

/* A patch on top changes the source, so its build takes the source exclusively. */
static void test_patch_waits(void **state)
{
	pid_t t, b;

	(void)state;
	put_target("b", "b", "fake-");
	run("build -k @/k b", 0, "\nb: ");
	does("make", "case $* in *ARCH=fake*) while test -d $TEST_TOP -a ! -e $TEST_TOP/go; do sleep 0.05; done;; esac\n");
	put("x.cocci", "// files: old_call\n@@\n@@\n- old_call(1);\n+ new_call(1);\n");
	t = start("t.log", "build -k @/k t");
	for (int i = 0; i < 3000 && count("make.calls", "ARCH=fake") < 2; i++)
		nap(20);
	b = start("b.log", "build -k @/k --with @/x.cocci b");
	wait_for("b.log", "waiting for another lazymmu that builds from the same source");
	put("go", "");
	assert_succeeds(t);
	assert_succeeds(b);
}

/* All builds that run side by side are interrupted, and none of them counts as built. */
static void test_interrupted(void **state)
{
	pid_t pid;
	int status;

	(void)state;
	put_target("b", "b", "fake-");
	does("make", "echo $$ >> $TEST_TOP/pids; exec sleep 100\n");
	pid = start("log", "build -k @/k -j 8 t b");
	for (int i = 0; i < 3000 && count("pids", "\n") < 2; i++)
		nap(20);
	assert_int_equal(count("pids", "\n"), 2);
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
	assert_int_equal(count("log", "lazymmu: interrupted\n"), 1);
	assert_int_equal(count("log", "failed"), 0);
	unlink(at("make.does"));
	run("build -k @/k t", 0, ": building");
	run("build -k @/k b", 0, ": building");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_missing_compiler), TEST(test_all_compilers_missing),
		TEST(test_no_target), TEST(test_one_does_not_build),
		TEST(test_reader_is_gone),
		TEST(test_who_boots_its_kernel_fails_too),
		TEST(test_side_by_side), TEST(test_one_after_the_other),
		TEST(test_another_commit_waits), TEST(test_patch_waits),
		TEST(test_interrupted),
	};

	return cmocka_run_group_tests_name("several", tests, NULL, NULL);
}
