// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor in the cache, fetched by a fake apt. */
#include "fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot/xen.h"
#include "host/proc.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"

#define GOOD "\\177ELF and more"

static char *old_path;

/* apt knows the packages in apt/known; apt/NAME has the version of one. */
static int setup(void **state)
{
	char *path __cleanup(str_free) = NULL;

	fixture_setup(state);
	old_path = str_dup(getenv("PATH"));
	path = str_fmt("%s:%s", at("bin"), old_path);
	setenv("PATH", path, 1);
	setenv("TEST_TOP", top, 1);
	script("bin/apt-cache", "#!/bin/sh\n"
		   "for last; do :; done\ncd $TEST_TOP/apt || exit\n"
		   "case \"$*\" in\n"
		   "*search*) test ! -e known || cat known;;\n"
		   "*policy*) test ! -e $last || { printf '  Candidate: '; cat $last; };;\n"
		   "esac\n");
	script("bin/apt-get", "#!/bin/sh\n"
		   "for last; do :; done\n"
		   "case \"$*\" in\n"
		   "*update*) echo update >> $TEST_TOP/updates\n"
		   "  test ! -e $TEST_TOP/later || mv $TEST_TOP/later $TEST_TOP/apt/known;;\n"
		   "*download*) echo $last >> $TEST_TOP/downloads\n"
		   "  cp $TEST_TOP/apt/$last.deb . 2>/dev/null || { echo 'E: 404 Not Found' >&2; exit 100; };;\n"
		   "esac\n");
	put("apt/known", "xen-hypervisor-4.9-amd64 - old\n"
	    "xen-hypervisor-4.17-amd64 - Xen\nxen-hypervisor-4.14-amd64 - old\n");
	return 0;
}

static int teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return fixture_teardown(state);
}

/* Publish version @version of the package @name: the file @image in its boot/. */
static void publish_as(const char *name, const char *version, const char *image,
		       const char *content)
{
	char *command __cleanup(str_free) = str_fmt(
		"rm -rf deb\n"
		"mkdir -p deb/DEBIAN deb/boot\n"
		"printf '%s' | gzip > deb/boot/%s\n"
		"printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\n"
		"Maintainer: T <t@example.org>\\nDescription: x\\n' > deb/DEBIAN/control\n"
		"dpkg-deb -b deb apt/%s=%s.deb\necho %s > apt/%s\n",
		content, image, name, version, name, version, version, name);

	sh(command);
}

static void publish(const char *version, const char *content)
{
	publish_as("xen-hypervisor-4.17-amd64", version, "xen-4.17-amd64.gz", content);
}

/* The command must use this version. */
static void expect_xen(const char *version)
{
	char *path __cleanup(str_free) = NULL, *got __cleanup(str_free) = NULL;
	char *expected __cleanup(str_free) = str_fmt("%s/%s/xen.elf", at("cache/xen"),
						     version);
	struct strbuf elf __cleanup(sb_free) = STRBUF_INIT;

	if (xen_hypervisor(&path, &got))
		fail_msg("%s", fail_message());
	assert_null(fail_message());
	assert_string_equal(got, version);
	assert_string_equal(path, expected);
	assert_int_equal(read_file(path, &elf), 0);
	assert_string_equal(elf.buf, "\177ELF and more");
}

static void expect_failure(const char *message)
{
	char *path = NULL, *version = NULL;

	assert_true(xen_hypervisor(&path, &version) < 0);
	assert_null(path);
	assert_null(version);
	assert_contains(fail_message(), message);
	assert_int_equal(fail_code(), EXIT_FETCH);
	assert_false(exists(at("cache/xen/current")));
}

/* 4.17 is later than 4.9, which is greater byte by byte. */
static void test_the_highest_number(void **state)
{
	(void)state;
	publish_as("xen-hypervisor-4.9-amd64", "4.9-1", "xen-4.9-amd64.gz", GOOD);
	publish("4.17-1", GOOD);
	expect_xen("4.17-1");
}

static void test_downloaded_once(void **state)
{
	char *downloads __cleanup(str_free) = NULL;

	(void)state;
	publish("4.17-1", GOOD);
	expect_xen("4.17-1");
	expect_xen("4.17-1");
	downloads = get("downloads");
	assert_string_equal(downloads, "xen-hypervisor-4.17-amd64=4.17-1\n");
}

/* A newer version gets its own directory; the older one stays. */
static void test_newer_one(void **state)
{
	(void)state;
	publish("4.17-1", GOOD);
	expect_xen("4.17-1");
	publish("4.17-2", GOOD);
	expect_xen("4.17-2");
	assert_true(exists(at("cache/xen/4.17-1/xen.elf")));
	/* On a system of another suite, another version is the newest. */
	publish("4.17-1", GOOD);
	expect_xen("4.17-1");
}

static void test_offline(void **state)
{
	(void)state;
	publish("4.17-1", GOOD);
	expect_xen("4.17-1");
	put("apt/xen-hypervisor-4.17-amd64", "4.17-2\n");
	expect_xen("4.17-1");
	put("apt/known", "");
	expect_xen("4.17-1");
	assert_false(exists(at("updates")));
}

/* On a fresh system apt knows no package before its lists are read. */
static void test_no_lists(void **state)
{
	(void)state;
	publish("4.17-1", GOOD);
	put("apt/known", "");
	put("later", "xen-hypervisor-4.17-amd64 - Xen\n");
	expect_xen("4.17-1");
}

static void test_no_package(void **state)
{
	(void)state;
	put("apt/known", "");
	expect_failure("apt gives no package ^xen-hypervisor-[0-9.]*-amd64$ (unknown to it): check the network");
}

static void test_not_on_the_server(void **state)
{
	(void)state;
	put("apt/xen-hypervisor-4.17-amd64", "4.17-2\n");
	expect_failure("apt gives no package xen-hypervisor-4.17-amd64 (E: 404 Not Found)");
}

static void test_no_image(void **state)
{
	(void)state;
	publish_as("xen-hypervisor-4.17-amd64", "4.17-1", "xen-4.17-other.gz", GOOD);
	expect_failure("the package xen-hypervisor-4.17-amd64 4.17-1 holds no boot/xen-*-amd64.gz");
}

static void test_no_elf(void **state)
{
	(void)state;
	publish("4.17-1", "MZ no");
	expect_failure("the hypervisor of the package xen-hypervisor-4.17-amd64 4.17-1 is not an ELF file");
}

static void test_no_download(void **state)
{
	(void)state;
	publish("4.17-1", GOOD);
	script("bin/apt-get", "#!/bin/sh\n");
	expect_failure("apt-get download left 0 files in ");
}

/* A version from apt that would lead out of the cache is refused. */
static void test_a_version_is_no_path(void **state)
{
	(void)state;
	put("apt/xen-hypervisor-4.17-amd64", "4/../../../x\n");
	expect_failure("apt gives no package xen-hypervisor-4.17-amd64 (unknown to it)");
}

/* Wait for the lock of another process: the exit status of a command. */
static pid_t start_waiting(void)
{
	pid_t pid = fork();

	if (!pid) {
		char *path, *version;

		proc_catch_signals();
		_exit(xen_hypervisor(&path, &version) ? (int)fail_code() : 0);
	}
	return pid;
}

static void test_interrupted_while_waiting(void **state)
{
	int lock __cleanup(fd_close) = -1, status = 0;
	pid_t pid, ended;

	(void)state;
	publish("4.17-1", GOOD);
	assert_int_equal(mkdir_p(at("cache/xen"), 0777), 0);
	lock = lock_try(at("cache/xen/.lock"));
	assert_true(lock >= 0);
	pid = start_waiting();
	/* The first signals may arrive before the process waits. */
	do {
		nap(100);
		kill(pid, SIGINT);
		ended = waitpid(pid, &status, WNOHANG);
	} while (!ended);
	assert_int_equal(ended, pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_highest_number), TEST(test_downloaded_once),
		TEST(test_newer_one), TEST(test_offline), TEST(test_no_lists),
		TEST(test_no_package), TEST(test_not_on_the_server),
		TEST(test_no_image), TEST(test_no_elf), TEST(test_no_download),
		TEST(test_a_version_is_no_path),
		TEST(test_interrupted_while_waiting),
	};

	return cmocka_run_group_tests_name("xen", tests, NULL, NULL);
}
