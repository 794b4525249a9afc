// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu build and targets, from end to end, with a fake make. */
#include "fakes.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sched.h>
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

/* The only file below @top that matches; to be freed by the caller. */
static char *find(const char *pattern)
{
	glob_t found;
	char *path;

	assert_int_equal(glob(at(pattern), 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	path = str_dup(found.gl_pathv[0]);
	globfree(&found);
	return path;
}

static size_t stamps(void)
{
	glob_t found;
	size_t n = 0;

	if (!glob(at("cache/build/*/lazymmu.stamp"), 0, NULL, &found))
		n = found.gl_pathc;
	globfree(&found);
	return n;
}

static size_t makes(void)
{
	return count("make.calls", "\n") - count("make.calls", "allnoconfig");
}

static void test_build(void **state)
{
	char *out, *image, *calls, *config;

	(void)state;
	out = run_out("build -k @/k t", 0);
	image = find("cache/build/6.12-t-debug-ported-*/image");
	assert_contains(out, image);
	assert_contains(out, "[t-debug] ported 6.12.99: building");
	assert_contains(out, "[t-debug] 2 objects");
	free(out);
	free(image);

	calls = get("make.calls");
	assert_contains(calls, " ARCH=fake CROSS_COMPILE=fake- LOCALVERSION=-ported -j");
	assert_contains(calls, " allnoconfig\n");
	assert_contains(calls, " Image\n");
	free(calls);
	assert_int_equal(count("config.env", "/lazymmu.config\n"), 1);
	/* The ported kernel was built, with all fragments. */
	assert_int_equal(count("make.source", "two_and_a_half"), 1);
	out = find("cache/build/*/.config");
	config = get(out + strlen(top) + 1);
	assert_contains(config, "CONFIG_64BIT=y\nCONFIG_T=y\n# CONFIG_MODULES is not set\n"
			"CONFIG_LOCKDEP=y\nCONFIG_NICE=y\n");
	free(config);
	free(out);
}

/* Nothing is done twice. */
static void test_up_to_date(void **state)
{
	(void)state;
	run("build -k @/k t", 0, "ported 6.12.99: building");
	run("build --kernel @/k t", 0, "[t-debug] ported 6.12.99: up to date");
	/* "u" boots the same kernel, which is built already. */
	run("build -k @/k u", 0, "up to date");
	assert_int_equal(makes(), 1);
}

static void change_config(void)
{
	put("home/targets/t.config", "CONFIG_T=m\n");
}

static void change_image(void)
{
	char *image = find("cache/build/6.12-t-debug-ported-*/image");

	assert_int_equal(write_file(image, "x", 1), 0);
	free(image);
}

static void change_compiler(void)
{
	does("gcc", "test $1 != --version || { echo fake-gcc 13; exit 0; }\n");
}

static void change_series(void)
{
	put("home/series/10-mm-first/edits", "in mm/memory.c\nafter ^int two;\n|int x;\n");
}

/* A build is made again when one of its inputs has changed. */
static void test_out_of_date(void **state)
{
	static const struct {
		const char *name;
		void (*change)(void);
	} cases[] = {
		{ "configuration", change_config },
		{ "image", change_image },
		{ "compiler", change_compiler },
		{ "series", change_series },
	};

	(void)state;
	run("build -k @/k t", 0, ": building");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cases[i].change();
		run("build -k @/k t", 0, "ported 6.12.99: building");
		if (makes() != i + 2)
			fail_msg("the %s has changed: %zu makes", cases[i].name, makes());
		run("build -k @/k t", 0, "up to date");
	}
}

/* Variables of the user that would change what make and the compiler do. */
static const char *const dangerous[] = {
	"LLVM=1", "HOSTCC=clang", "KBUILD_EXTMOD=/x", "KCPPFLAGS=-DX",
	"KAFLAGS=-DX", "KCFLAGS=-DX", "KBUILD_CFLAGS=-DX", "MAKEFLAGS=-n",
	"GNUMAKEFLAGS=-n", "MAKEFILES=/x", "CROSS_COMPILE=x-", "ARCH=vax",
	"CC=clang", "KBUILD_VERBOSE=1", "INSTALL_MOD_STRIP=1", "CPATH=/x",
	"C_INCLUDE_PATH=/x", "LIBRARY_PATH=/x", "GCC_EXEC_PREFIX=/x",
	"COMPILER_PATH=/x", "LD_PRELOAD=", "LC_MESSAGES=de_DE.UTF-8",
	"KCONFIG_CONFIG=/x", "KBUILD_BUILD_TIMESTAMP=now", "TEST_X=1",
};

/* The names in the output of env(1) at @path must be among @allowed. */
static void assert_environment(const char *path, const char *allowed)
{
	/* Shells add these. */
	static const char shells[] = "PWD OLDPWD SHLVL _ TEST_TOP";
	struct strlist lines = { 0 }, names = { 0 };
	char *text = get(path);

	sl_split(&names, allowed, " ");
	sl_split(&names, shells, " ");
	sl_split(&lines, text, "\n");
	assert_true(lines.n > 2);
	for (size_t i = 0; i < lines.n; i++) {
		lines.v[i][strcspn(lines.v[i], "=")] = '\0';
		if (!sl_has(&names, lines.v[i]))
			fail_msg("%s: the environment has %s", path, lines.v[i]);
	}
	sl_free(&lines);
	sl_free(&names);
	free(text);
}

static void set_dangerous(bool on)
{
	for (size_t i = 0; i < ARRAY_SIZE(dangerous); i++) {
		const char *value = strchr(dangerous[i], '=');
		char *name = str_fmt("%.*s", (int)(value - dangerous[i]), dangerous[i]);

		if (on)
			setenv(name, value + 1, 1);
		else
			unsetenv(name);
		free(name);
	}
}

/* make gets only the named variables, whatever the user's shell exports. */
static void test_environment(void **state)
{
	(void)state;
	set_dangerous(true);
	setenv("TMPDIR", top, 1);
	run("build -k @/k t", 0, "[t-debug] 2 objects");
	assert_environment("make.env", "PATH HOME TMPDIR LC_ALL KBUILD_BUILD_USER KBUILD_BUILD_HOST");
	assert_environment("config.env", "PATH HOME TMPDIR LC_ALL KBUILD_BUILD_USER KBUILD_BUILD_HOST "
			   "KCONFIG_ALLCONFIG");
	/* The compiler that the stamp names is asked in the same environment. */
	assert_environment("gcc.env", "PATH HOME TMPDIR LC_ALL");
	assert_int_equal(count("make.env", "\nLC_ALL=C\n"), 1);
	assert_int_equal(count("make.env", "\nKBUILD_BUILD_USER=lazymmu\n"), 1);
	set_dangerous(false);
	unsetenv("TMPDIR");
	run("build -k @/k t", 0, "up to date");
}

/* The guest's compiler gets only these variables as well. */
static void test_environment_of_guest(void **state)
{
	(void)state;
	set_dangerous(true);
	run("test -k @/k t", 0, "59 passed");
	set_dangerous(false);
	assert_int_equal(count("gcc.calls", "gcc"), 1);
	assert_environment("gcc.env", "PATH HOME TMPDIR LC_ALL");
}

/* A build has no stamp until it has succeeded. */
static void test_stamp_only_after_success(void **state)
{
	static const struct {
		const char *make;
		int status;
	} ends[] = {
		{ "exit 2\n", EXIT_BUILD },
		{ "kill -INT $PPID; exec sleep 100\n", EXIT_INTERRUPTED },
		/* make's parent is a worker of the command */
		{ "kill -KILL $PPID; exec sleep 100\n", EXIT_TOOL },
		{ "rm -f \"$out/image\"; exit 0\n", EXIT_BUILD },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		int ret;

		run("build -k @/k t", 0, "");
		assert_int_equal(stamps(), 1);
		put("home/targets/t.config", i % 2 ? "CONFIG_T=y\n" : "CONFIG_T=m\n");
		does("make", ends[i].make);
		ret = lazymmu("build -k @/k t", NULL);
		if (ret != ends[i].status)
			fail_msg("%s: %s", ends[i].make, proc_status(ret));
		assert_int_equal(stamps(), 0);
		unlink(at("make.does"));
	}
}

/* A build with other goals is another build. */
static void test_other_goals(void **state)
{
	(void)state;
	run("build -k @/k c", 0, ": building");
	put("home/targets/c", "kind = compile\narch = fake\ncross = fake-\n"
	    "config = t.config\nmake = mm/ fs/proc/ kernel/\n");
	run("build -k @/k c", 0, ": building");
	assert_int_equal(count("make.calls", " mm/ fs/proc/ kernel/\n"), 1);
}

/* A flavour's modules are built with the image, where there is one. */
static void test_modules(void **state)
{
	(void)state;
	put("home/targets/plain.config", "# flavour: y\n# modules: lib/a.ko lib/b.ko\n");
	run("build -k @/k -f plain t c", 0, "t-plain");
	assert_int_equal(count("make.calls", " Image modules\n"), 1);
	assert_int_equal(count("make.calls", " mm/ fs/proc/\n"), 1);
	run("build -k @/k -f plain t", 0, "up to date");
	run("build -k @/k t", 0, "t-debug");
	assert_int_equal(count("make.calls", " Image\n"), 1);
}

/* The default number of jobs follows our affinity. */
static void test_jobs(void **state)
{
	cpu_set_t old, one;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(old), &old), 0);
	CPU_ZERO(&one);
	for (int cpu = 0; !CPU_COUNT(&one); cpu++) {
		if (CPU_ISSET(cpu, &old))
			CPU_SET(cpu, &one);
	}
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	run("build -k @/k t", 0, ": building");
	assert_int_equal(sched_setaffinity(0, sizeof(old), &old), 0);
	assert_int_equal(count("make.calls", " -j1 "), 2);
}

static void test_jobs_option(void **state)
{
	(void)state;
	run("build -k @/k -j 3 t", 0, ": building");
	assert_int_equal(count("make.calls", " -j3 "), 2);
	run("test -k @/k --stock --jobs=5 t", 0, "59 passed");
	assert_int_equal(count("make.calls", " -j5 "), 2);
	run("build -k @/k -j 0 t", EXIT_USAGE, "'0' is not a number of jobs");
	run("bench -j 2x", EXIT_USAGE, "'2x' is not a number of jobs");
	/* -j means jobs in all commands. */
	run("targets -j", EXIT_USAGE, "");
}

/* A log that cannot be written is a failure: here, the disk is full. */
static void test_log_is_full(void **state)
{
	char *log;

	(void)state;
	run("build -k @/k t", 0, ": building");
	log = find("cache/logs/build-6.12-t-debug-ported-*.log");
	assert_int_equal(unlink(log), 0);
	assert_int_equal(symlink("/dev/full", log), 0);
	put("home/targets/t.config", "CONFIG_T=m\n");
	run("build -k @/k t", EXIT_NO_SPACE, "cannot be written: No space left on device");
	assert_int_equal(unlink(log), 0);
	run("build -k @/k t", 0, ": building");
	free(log);
}

/* Other variants and flavours have their own directories. */
static void test_kinds(void **state)
{
	char *path, *out;

	(void)state;
	out = run_out("build -k @/k --stock -f plain t c", 0);
	assert_contains(out, "c: compiles\n");
	assert_contains(out, "[c-plain] stock 6.12.99: building");
	free(out);
	path = find("cache/build/6.12-t-plain-stock-*/image");
	free(path);
	assert_int_equal(count("make.calls", " LOCALVERSION=-stock"), 4);
	assert_int_equal(count("make.calls", " mm/ fs/proc/\n"), 1);
	assert_int_equal(count("make.source", "two_and_a_half"), 0);
	path = find("cache/build/6.12-c-plain-stock-*/.config");
	free(path);
	assert_int_equal(count("make.calls", "KCFLAGS="), 0);
	/*
	 * Build all targets. A target that boots another target's kernel finds
	 * it built.
	 */
	out = run_out("build -k @/k", 0);
	assert_contains(out, "\nu: ");
	assert_contains(out, "\nc: compiles\n");
	assert_int_equal(makes(), 4);
	free(out);

	/* A flavour has its own flags. When these change, the kernel is built again. */
	put("home/targets/plain.config", "# flavour: y\n# cflags: -fx\nCONFIG_PLAIN=y\n");
	run("build -k @/k --stock -f plain t", 0, "stock 6.12.99: building");
	assert_int_equal(count("make.calls", " KCFLAGS=-fx -j"), 2);
	run("build -k @/k --stock -f plain t", 0, "up to date");
	put("home/targets/plain.config", "# flavour: y\nCONFIG_PLAIN=y\n");
	run("build -k @/k --stock -f plain t", 0, "stock 6.12.99: building");

	run("build -k @/k -f fast t", EXIT_USAGE, "'fast' is not a flavour");
	run("build -k @/k vax", EXIT_USAGE, "there is no target 'vax'");
	run("build -k @/none t", EXIT_NOT_KERNEL, "neither a kernel version nor a directory");
	run("build --help", 0, "Usage: lazymmu build");
	put("home/targets/bad", "colour = red\n");
	run("build -k @/k t", EXIT_TOOL, "bad:1: 'colour = red' is not a key of a target");
}

static void test_compiler_error(void **state)
{
	char *out, *log;

	(void)state;
	run("build -k @/k t", 0, ": building");
	put("home/targets/t.config", "CONFIG_T=n\n");
	does("make", "echo \"$(pwd)/mm/memory.c:3:1: error: expected ';'\" >&2\n"
	     "echo '    3 | int three' >&2\n"
	     "echo 'make[1]: *** [Makefile:1: mm/memory.o] Error 1' >&2\n"
	     "exit 2\n");
	out = run_out("build -k @/k t", EXIT_BUILD);
	assert_contains(out, "\n  mm/memory.c:3:1: error: expected ';'\n      3 | int three\n");
	assert_contains(out, "lazymmu: t-debug (ported) does not build: mm/memory.c:3:1: error: expected ';'; the whole log is ");
	free(out);
	log = find("cache/logs/build-6.12-t-debug-ported-*.log");
	out = get(log + strlen(top) + 1);
	assert_contains(out, "  CC      mm/memory.o\n");
	assert_contains(out, "Error 1\n");
	free(out);
	free(log);
	/* The earlier build is not up to date any more. */
	run("build -k @/k t", EXIT_BUILD, "does not build");
	does("make", "kill -SEGV $$\n");
	run("build -k @/k t", EXIT_BUILD, "does not build: killed by signal 11");
	unlink(at("make.does"));
	run("build -k @/k t", 0, "[t-debug] ported 6.12.99: building");
}

static void test_warnings(void **state)
{
	char *out;

	(void)state;
	does("make", "echo 'mm/memory.c:1:1: warning: ours'\n"
	     "echo 'mm/ref.c:2:2: warning: not ours'\n");
	out = run_out("build -k @/k t", 0);
	assert_contains(out, "[t-debug] 2 compiler warnings, 1 of them in files the series touches\n"
			"  mm/memory.c:1:1: warning: ours\n");
	assert_null(strstr(out, "not ours"));
	free(out);
	run("build -k @/k t", 0, "up to date");
}

static void test_configuration(void **state)
{
	char *out;

	(void)state;
	does("config", "grep -v 'NICE\\|LOCKDEP' \"$KCONFIG_ALLCONFIG\" > \"$out/.config\"\n");
	out = run_out("build -k @/k t", EXIT_BUILD);
	assert_contains(out, "[t-debug] optional: debug.config:2: CONFIG_NICE=y did not stick, it is 'n'");
	assert_contains(out, "t-debug: 1 wanted symbol did not stick in the configuration, first debug.config:1: CONFIG_LOCKDEP=y");
	free(out);
	assert_int_equal(makes(), 0);
	does("config", "grep -v CONFIG_NICE \"$KCONFIG_ALLCONFIG\" > \"$out/.config\"\n");
	run("build -k @/k t", 0, "optional: debug.config:2");

	does("config", "echo 'scripts/Kconfig.include:39: no compiler' >&2; exit 2\n");
	put("home/targets/t.config", "CONFIG_T=m\n");
	out = run_out("build -k @/k t", EXIT_BUILD);
	assert_contains(out, "\nscripts/Kconfig.include:39: no compiler\n");
	assert_contains(out, "t-debug: make allnoconfig: exit status 2");
	free(out);
	does("config", "rm \"$out/.config\"\n");
	run("build -k @/k t", EXIT_BUILD, "/.config cannot be read: No such file or directory");

	put("home/targets/t.config", "CONFIG_T y\n");
	run("build -k @/k t", EXIT_TOOL, "t.config:1: 'CONFIG_T y' is not 'CONFIG_NAME=value'");
	unlink(at("home/targets/t.config"));
	run("build -k @/k t", EXIT_TOOL, "targets/t.config cannot be read: No such file or directory");
}

static void test_missing_programs(void **state)
{
	(void)state;
	does("gcc", "echo 'cannot load libisl' >&2; exit 127\n");
	run("build -k @/k t", EXIT_TOOL, "'fake-gcc --version' failed: exit status 127");
	unlink(at("gcc.does"));
	assert_int_equal(unlink(at("bin/fake-gcc")), 0);
	run("build -k @/k t", EXIT_MISSING_TOOL, "fake-gcc is not installed: 'lazymmu doctor --install'");
	/* No work has been done yet. */
	assert_false(exists(at("cache/src")));
	assert_int_equal(makes(), 0);
}

/* PATH has all programs that are needed, except make. */
static void test_no_make(void **state)
{
	static const char *const few[] = { "git", "sh", "cat", "sed", "spatch" };

	(void)state;
	for (size_t i = 0; i < sizeof(few) / sizeof(*few); i++) {
		char *program = proc_find(few[i]), *link = str_fmt("few/%s", few[i]);

		put("few/x", "");
		if (program)
			assert_int_equal(symlink(program, at(link)), 0);
		free(program);
		free(link);
	}
	assert_int_equal(rename(at("bin/fake-gcc"), at("few/fake-gcc")), 0);
	setenv("PATH", at("few"), 1);
	run("build -k @/k t", EXIT_MISSING_TOOL, "make is not installed (package make): 'lazymmu doctor --install'");
}

/* Start the command in the background. */
static pid_t start(const char *log)
{
	const char *command = command_path(), *tree = at("k"), *path = at(log);
	pid_t pid = fork();

	if (!pid) {
		int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		dup2(out, 1);
		dup2(out, 2);
		execl(command, command, "build", "-k", tree, "t", (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	return pid;
}

static void wait_for(const char *path, const char *text)
{
	for (int i = 0; i < 3000 && !count(path, text); i++)
		nap(20);
	assert_true(count(path, text) > 0);
}

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void test_interrupted(void **state)
{
	char *text;
	pid_t pid;
	int status;

	(void)state;
	does("make", "echo $$ > $TEST_TOP/pid; exec sleep 100\n");
	pid = start("log");
	wait_for("pid", "\n");
	kill(pid, SIGINT);
	status = status_of(pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
	assert_int_equal(count("log", "lazymmu: interrupted\n"), 1);
	/* Its make has ended, too. */
	text = get("pid");
	for (int i = 0; i < 250 && !kill(atoi(text), 0); i++)
		nap(20);
	assert_int_equal(kill(atoi(text), 0), -1);
	assert_int_equal(errno, ESRCH);
	free(text);
	/* An unfinished build does not count. */
	unlink(at("make.does"));
	run("build -k @/k t", 0, ": building");
	assert_int_equal(makes(), 2);
}

/* Two commands want the same kernel: one builds it, the other finds it built. */
static void test_two_at_once(void **state)
{
	pid_t a, b;

	(void)state;
	does("make", "while test -d $TEST_TOP -a ! -e $TEST_TOP/go; do sleep 0.05; done\n");
	a = start("a");
	wait_for("make.env", "PATH");
	b = start("b");
	wait_for("b", "waiting for another lazymmu that builds t-debug");
	put("go", "");
	assert_int_equal(status_of(a), 0);
	assert_int_equal(status_of(b), 0);
	assert_int_equal(makes(), 1);
	assert_int_equal(count("b", "up to date"), 1);
}

/* A signal that ends the waiting for a lock is an interruption, too. */
static void test_interrupted_while_waiting(void **state)
{
	pid_t a, b;
	int status;

	(void)state;
	does("make", "while test -d $TEST_TOP -a ! -e $TEST_TOP/go; do sleep 0.05; done\n");
	a = start("a");
	wait_for("make.env", "PATH");
	b = start("b");
	wait_for("b", "waiting for another lazymmu");
	/* The message comes before the waiting. */
	nap(200);
	kill(b, SIGINT);
	status = status_of(b);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
	assert_int_equal(count("b", "lazymmu: interrupted\n"), 1);
	put("go", "");
	assert_int_equal(status_of(a), 0);
}

static void test_cannot_write(void **state)
{
	(void)state;
	put("cache/build", "a file");
	run("build -k @/k t", EXIT_TOOL, "Not a directory");
	assert_int_equal(unlink(at("cache/build")), 0);
	put("cache/src", "a file");
	run("build -k @/k t", EXIT_TOOL, "cannot be");
}

static void test_targets(void **state)
{
	char *out;

	(void)state;
	out = run_out("targets", 0);
	assert_contains(out, "TARGET         KIND     KERNEL   COMPILER ");
	assert_contains(out, "\nt              boot     t        fake-gcc ");
	assert_contains(out, " a machine\n");
	assert_contains(out, "\nc              compile  c        fake-gcc ");
	free(out);
	out = run_out("targets --json", 0);
	assert_contains(out, "\"name\": \"u\"");
	assert_contains(out, "\"kernel\": \"t\"");
	assert_contains(out, "\"emulator\": \"fake-qemu\"");
	assert_contains(out, "\"emulator\": null");
	assert_contains(out, "\"kind\": \"compile\"");
	free(out);
	run("targets t", EXIT_USAGE, "'t': no argument is expected");
	run("targets --nonsense", EXIT_USAGE, "unrecognized option");
	assert_int_equal(rm_rf(at("home/targets")), 0);
	run("targets", EXIT_TOOL, "/home/targets cannot be read: No such file or directory");
	run("build t", EXIT_TOOL, "/home/targets cannot be read: No such file or directory");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_build), TEST(test_up_to_date), TEST(test_out_of_date),
		TEST(test_kinds), TEST(test_compiler_error),
		TEST(test_warnings), TEST(test_configuration),
		TEST(test_missing_programs), TEST(test_no_make),
		TEST(test_interrupted), TEST(test_two_at_once),
		TEST(test_stamp_only_after_success), TEST(test_other_goals), TEST(test_modules),
		TEST(test_environment), TEST(test_environment_of_guest),
		TEST(test_jobs), TEST(test_jobs_option), TEST(test_log_is_full),
		TEST(test_interrupted_while_waiting),
		TEST(test_cannot_write), TEST(test_targets),
	};

	return cmocka_run_group_tests_name("build", tests, NULL, NULL);
}
