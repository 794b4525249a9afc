// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu doctor, with a PATH that holds only a few fake programs. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"

static char *old_path;

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	put("home/targets/t", "arch = x\nmake = vmlinux\nimage = vmlinux\nconfig = t.config\n"
	    "cross = x-linux-gnu-\nqemu = qemu-system-x -M y\nappend = a\n"
	    "packages = libc6-dev-x-cross gcc-x-linux-gnu qemu-system-misc\n");
	put("home/targets/u", "boots = t\nqemu = qemu-system-x -M z\nappend = a\n");
	put("home/targets/c", "kind = compile\narch = y\nmake = mm/\nconfig = t.config\n"
	    "cross = y-linux-\npackages = y-tools\n");
	put("home/targets/t.config", "");
	old_path = str_dup(getenv("PATH"));
	setenv("PATH", at("few"), 1);
	setenv("TEST_TOP", top, 1);
	/* y-tools is not installed; a configuration that remains does not count. */
	script("few/dpkg-query", "#!/bin/sh\nfor last; do :; done\n"
		   "case $last in\n"
		   "libc6-dev-x-cross) echo 'installed 2.36-8';;\n"
		   "y-tools) echo 'config-files 7.0';;\n"
		   "*) exit 1;;\nesac\n");
	return 0;
}

static int teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return fixture_teardown(state);
}

/*
 * The output of the command has each of the lines; the number of blanks does
 * not matter.
 */
static void expect_lines(const char *args, const char *const lines[])
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf one __cleanup(sb_free) = STRBUF_INIT;

	if (lazymmu(args, &out) != EXIT_MISSING_TOOL)
		fail_msg("%s: %s", args, out.buf);
	for (const char *p = out.buf; *p; p++) {
		if (*p != ' ' || p[1] != ' ')
			sb_addch(&one, *p);
	}
	for (; *lines; lines++)
		assert_contains(one.buf, *lines);
}

static void test_missing_and_old(void **state)
{
	(void)state;
	script("few/git", "#!/bin/sh\necho git version 1.7.10\n");
	expect_lines("doctor", (const char *const[]){
		"\ngit 1.7.10 too old (2.34 wanted): package git ",
		"\nspatch - missing: package coccinelle the series\n",
		"'lazymmu doctor --install' installs them", NULL });
}

/* The digits of an error message are no version. */
static void test_program_that_cannot_run(void **state)
{
	(void)state;
	script("few/spatch", "#!/bin/sh\n"
	       "echo 'spatch: error while loading shared libraries: libpython3.11.so.1.0' >&2\n"
	       "exit 127\n");
	script("few/sparse", "#!/bin/sh\necho sparse 0.6.4\nexit 1\n");
	script("few/bc", "#!/bin/sh\nkill -SEGV $$\n");
	expect_lines("doctor", (const char *const[]){
		"\nspatch - does not work: package coccinelle the series\n",
		"\nsparse - does not work: package sparse ",
		"\nbc - does not work: package bc ",
		" coccinelle ", " sparse ", " bc ", NULL });
}

static void test_no_version(void **state)
{
	(void)state;
	script("few/git", "#!/bin/sh\necho git\n");
	script("few/gnuplot", "#!/bin/sh\necho gnuplot\n");
	expect_lines("doctor", (const char *const[]){
		"\ngit - reports no version (2.34 wanted): package git ",
		"\ngnuplot - ok ", " git ", NULL });
}

/* A file in targets/ is enough for doctor to know the programs of the target. */
static void test_programs_of_targets(void **state)
{
	(void)state;
	script("few/qemu-system-x", "#!/bin/sh\necho QEMU emulator version 10.0.2\n");
	expect_lines("doctor", (const char *const[]){
		"\nx-linux-gnu-gcc - missing: package gcc-x-linux-gnu t, u\n",
		"\nqemu-system-x 10.0.2 ok t, u\n",
		/* No package of this target has a name like a compiler's. */
		"\ny-linux-gcc - missing c (compile test)\n", NULL });
}

static void test_old_compiler_of_a_target(void **state)
{
	(void)state;
	script("few/x-linux-gnu-gcc", "#!/bin/sh\necho x-linux-gnu-gcc 8.0.9\n");
	expect_lines("doctor", (const char *const[]){
		"\nx-linux-gnu-gcc 8.0.9 too old (8.1 wanted): package gcc-x-linux-gnu t, u\n",
		NULL });
}

static void test_packages_of_targets(void **state)
{
	(void)state;
	expect_lines("doctor", (const char *const[]){
		"\nlibc6-dev-x-cross 2.36-8 ok t, u\n",
		"\ny-tools - missing: package y-tools c (compile test)\n",
		" y-tools y-linux-gcc; 'lazymmu doctor --install'", NULL });
}

static void test_no_dpkg(void **state)
{
	(void)state;
	assert_int_equal(unlink(at("few/dpkg-query")), 0);
	expect_lines("doctor", (const char *const[]){
		"\nlibc6-dev-x-cross - not known without dpkg-query t, u\n", NULL });
}

static void test_usage(void **state)
{
	(void)state;
	assert_int_equal(lazymmu("doctor --nonsense", NULL), EXIT_USAGE);
}

/* Install an apt-get that installs spatch, and whose update fails. */
static void put_apt(const char *before)
{
	char *text __cleanup(str_free) = str_fmt("#!/bin/sh\n"
		"test \"$1\" != --version || exit 0\n"
		"echo \"$DEBIAN_FRONTEND $*\" >> $TEST_TOP/calls\n%s"
		"test $1 != update || exit 100\n"
		"printf '#!/bin/sh\\necho spatch version 1.1.1\\n' > $TEST_TOP/few/spatch\n"
		"/bin/chmod +x $TEST_TOP/few/spatch\n", before);

	script("few/apt-get", text);
	script("few/sudo", "#!/bin/sh\nshift\nexec \"$@\"\n");
	script("few/true", "#!/bin/sh\n");
	assert_int_equal(symlink("/usr/bin/env", at("few/env")), 0);
}

static void test_installs(void **state)
{
	char *calls __cleanup(str_free) = NULL;

	(void)state;
	put_apt("");
	expect_lines("doctor --install", (const char *const[]){
		"\ninstalling: gcc ",
		"trying with the old package lists",
		"missing: package coccinelle",
		"\nspatch 1.1.1 ok ",
		"still missing, too old or broken after the installation: gcc ", NULL });
	calls = get("calls");
	assert_contains(calls, "noninteractive update -q -oDPkg::Lock::Timeout=600\n"
			"noninteractive install -q -y --no-install-recommends ");
	assert_contains(calls, " coccinelle ");
	assert_contains(calls, " gcc-x-linux-gnu qemu-system-misc y-tools -oDPkg");
	assert_null(strstr(calls, "libc6-dev-x-cross"));
}

/* The system's own updates hold the lock of the package lists for a while. */
static void test_waits_for_the_lock(void **state)
{
	char *calls __cleanup(str_free) = NULL;

	(void)state;
	put_apt("test -e $TEST_TOP/again || { : > $TEST_TOP/again\n"
		"echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 5' >&2\n"
		"exit 100; }\n");
	expect_lines("doctor --install", (const char *const[]){
		"\nwaiting for another program that installs packages\n",
		"\nspatch 1.1.1 ok ", NULL });
	calls = get("calls");
	assert_contains(calls, "noninteractive update -q -oDPkg::Lock::Timeout=600\n"
			"noninteractive update -q -oDPkg::Lock::Timeout=600\n"
			"noninteractive install ");
}

/* An interrupted dpkg would leave the system's packages half installed. */
static void test_interrupted_while_installing(void **state)
{
	char *calls __cleanup(str_free) = NULL;

	(void)state;
	put_apt("test $1 != install ||\n"
		"{ kill -INT $PPID; /bin/sleep 3; echo ended >> $TEST_TOP/calls; }\n");
	run("doctor --install", EXIT_INTERRUPTED, "\ninterrupted: waiting for the program");
	calls = get("calls");
	assert_contains(calls, "\nended\n");
}

static void test_interrupted_while_updating(void **state)
{
	char *calls __cleanup(str_free) = NULL;

	(void)state;
	put_apt("kill -INT $PPID; /bin/sleep 100\n");
	assert_int_equal(lazymmu("doctor --install", NULL), EXIT_INTERRUPTED);
	calls = get("calls");
	assert_null(strstr(calls, "install -q"));
}

static void test_nobody_may_install(void **state)
{
	(void)state;
	if (!geteuid())
		skip();
	expect_lines("doctor --install", (const char *const[]){
		"installing needs root: run 'sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc ",
		NULL });
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_missing_and_old), TEST(test_program_that_cannot_run),
		TEST(test_no_version), TEST(test_programs_of_targets),
		TEST(test_old_compiler_of_a_target), TEST(test_packages_of_targets),
		TEST(test_no_dpkg), TEST(test_usage), TEST(test_installs),
		TEST(test_waits_for_the_lock), TEST(test_interrupted_while_installing),
		TEST(test_interrupted_while_updating),
		TEST(test_nobody_may_install),
	};

	return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
