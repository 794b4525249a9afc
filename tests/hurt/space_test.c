// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks that are full, or become full: the exit status is 15, no file of the
 * user changes, no file is left, and the command works when there is room
 * again.
 */
#include "hurt.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

static char *expected;

static int setup(void **state)
{
	hurt_setup(state);
	if (!private_mounts())
		return 0;
	make_full_series();
	make_full_kernel("pristine");
	copy("pristine", "k");
	ok("apply @/k");
	expected = the_branch("k");
	copy("pristine", "k");
	return 0;
}

static int teardown(void **state)
{
	static const char *const disks[] = { "cache", "k", "tmpdir", "out" };

	for (size_t i = 0; i < sizeof(disks) / sizeof(*disks); i++)
		umount2(at(disks[i]), MNT_DETACH);
	free(expected);
	expected = NULL;
	return hurt_teardown(state);
}

#define NEED_MOUNTS() \
	do { \
		if (!private_mounts()) { \
			print_message("# neither root nor a user namespace to mount in: skipped\n"); \
			skip(); \
		} \
	} while (0)

static unsigned long inodes_used(const char *dir)
{
	struct statvfs vfs;

	assert_int_equal(statvfs(at(dir), &vfs), 0);
	return vfs.f_files - vfs.f_ffree;
}

static void remount(const char *dir, const char *fmt, unsigned long n)
{
	char *options = str_fmt(fmt, n);

	if (mount("none", at(dir), "tmpfs", MS_REMOUNT, options))
		fail_msg("%s: mount -o remount,%s failed", dir, options);
	free(options);
}

/* Run the command. Returns true if there was enough room. */
static bool has_room(const char *args)
{
	struct strbuf out = STRBUF_INIT;
	int ret = lazymmu(args, &out);

	if (ret && ret != EXIT_NO_SPACE)
		fail_msg("lazymmu %s: exit status %d: %s", args, ret, out.buf);
	if (ret && !strstr(out.buf, "space"))
		fail_msg("lazymmu %s does not tell: %s", args, out.buf);
	sb_free(&out);
	return !ret;
}

static void assert_expected(void)
{
	char *made = the_branch("k");

	assert_string_equal(made, expected);
	free(made);
}

/* Files can be made until @n are there: from none to enough. */
static void test_cache_without_inodes(void **state)
{
	struct picture before;
	bool done = false;
	unsigned long n = 1;

	(void)state;
	NEED_MOUNTS();
	picture_take("k", &before);
	for (; !done && n < 2000; n += 1 + chance(15)) {
		char *options = str_fmt("size=400m,nr_inodes=%lu", n);

		small_disk("cache", options);
		free(options);
		done = has_room("apply @/k");
		assert_same_but_branch("k", &before, false);
		if (!done)
			assert_false(has_branch("k"));
	}
	assert_true(done);
	assert_true(n > 50);
	assert_expected();
	picture_free(&before);
}

static void test_repository_without_inodes(void **state)
{
	struct picture before;
	bool done = false;
	unsigned long used;

	(void)state;
	NEED_MOUNTS();
	sh("rm -rf k");
	small_disk("k", "size=100m");
	sh("cp -a pristine/. k");
	picture_take("k", &before);
	used = inodes_used("k");
	for (unsigned long n = 0; !done && n < 300; n += 1 + chance(3)) {
		remount("k", "nr_inodes=%lu", used + n);
		done = has_room("apply @/k");
		assert_same_but_branch("k", &before, false);
		assert_clean();
		if (!done)
			assert_false(has_branch("k"));
		/* Unreferenced objects may have been added. */
		used = inodes_used("k");
	}
	assert_true(done);
	assert_expected();
	picture_free(&before);
}

/* Install a git that fills the disk @dir before its call number @n. */
static char *filling_git(const char *dir, int n)
{
	char *text = str_fmt(
		"n=$(cat $TOP/calls 2>/dev/null || echo 0); n=$((n + 1)); echo $n > $TOP/calls\n"
		"test $n != %d || dd if=/dev/zero of=$TOP/%s/fill bs=64k 2>/dev/null\n",
		n, dir);
	char *path;

	unlink(at("calls"));
	path = fake_git(text);
	free(text);
	return path;
}

static bool filled(int n)
{
	char *calls = get("calls");
	bool is = atoi(calls) >= n;

	free(calls);
	return is;
}

static void fills_at_each_call(const char *dir)
{
	char *fill = str_fmt("%s/fill", dir);
	struct picture before;
	int n = 1, refused = 0;

	picture_take("k", &before);
	for (bool again = true; again; n++) {
		char *path = filling_git(dir, n);
		bool room = has_room("apply @/k");

		real_git(path);
		again = filled(n);
		refused += !room;
		unlink(at(fill));
		assert_same_but_branch("k", &before, false);
		assert_clean();
		if (room) {
			assert_expected();
			free(git_in("k", "-c core.hooksPath=/dev/null update-ref -d refs/heads/lazymmu/6.12"));
		}
		assert_false(has_branch("k"));
	}
	assert_true(n > 15 && refused);
	ok("apply @/k");
	assert_expected();
	picture_free(&before);
	free(fill);
}

static void test_cache_fills(void **state)
{
	(void)state;
	NEED_MOUNTS();
	small_disk("cache", "size=1m");
	assert_false(has_room("apply @/k"));
	small_disk("cache", "size=204m");
	fills_at_each_call("cache");
}

static void test_repository_fills(void **state)
{
	(void)state;
	NEED_MOUNTS();
	sh("rm -rf k");
	small_disk("k", "size=40m");
	sh("cp -a pristine/. k");
	fills_at_each_call("k");
}

/* A git that fails without a message. */
static void test_git_says_nothing(void **state)
{
	struct strbuf out = STRBUF_INIT;
	char *path;

	(void)state;
	NEED_MOUNTS();
	small_disk("cache", "size=204m");
	path = fake_git("case \"$*\" in *write-tree*)\n"
			"dd if=/dev/zero of=$TOP/cache/fill bs=64k 2>/dev/null\n"
			"exit 128;; esac");
	assert_int_equal(lazymmu("apply @/k", &out), EXIT_NO_SPACE);
	assert_contains(out.buf, "no space left for git write-tree (");
	real_git(path);
	sb_free(&out);
}

/* Make the directory @dir visible again below a mount that hides it. */
static bool show(const char *dir, int fd)
{
	char *from = str_fmt("/proc/self/fd/%d", fd);
	bool is = !mkdir_p(dir, 0755) && !mount(from, dir, NULL, MS_BIND, NULL);

	free(from);
	return is;
}

/* Temporary files go to the cache, not to /tmp or $TMPDIR. */
static void test_no_tmp(void **state)
{
	char *here = str_dup(command_path());
	int status, fd[2];
	pid_t pid;

	(void)state;
	NEED_MOUNTS();
	small_disk("tmpdir", "size=4k,nr_inodes=1");
	*strrchr(here, '/') = '\0';
	fflush(NULL);
	pid = fork();
	if (!pid) {
		/* A bind mount needs a source in this mount namespace. */
		if (unshare(CLONE_NEWNS))
			_exit(77);
		fd[0] = open(top, O_PATH);
		fd[1] = open(here, O_PATH);
		if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("none", "/tmp", "tmpfs", 0, "size=1m") ||
		    !show(top, fd[0]) || !show(here, fd[1]) ||
		    mount("none", "/tmp", NULL, MS_REMOUNT | MS_RDONLY, NULL))
			_exit(77);
		ok("apply @/k");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_expected();
	assert_clean();
	free(here);
}

static void test_series_fills(void **state)
{
	struct strlist names = { 0 };
	bool done = false;

	(void)state;
	NEED_MOUNTS();
	small_disk("out", "size=100m");
	for (unsigned long n = 1; !done && n < 100; n++) {
		remount("out", "nr_inodes=%lu", n);
		done = has_room("series -o @/out @/k");
		assert_int_equal(list_dir(at("out"), &names), 0);
		assert_int_equal(names.n, done ? 6 : 0);
		sl_free(&names);
		assert_clean();
	}
	assert_true(done);
}

static void test_fetch_without_inodes(void **state)
{
	bool done = false;
	unsigned long n = 1;

	(void)state;
	NEED_MOUNTS();
	fake_apt();
	publish("6.12.7-1");
	for (; !done && n < 2000; n += 1 + chance(5)) {
		char *options = str_fmt("size=4g,nr_inodes=%lu", n);

		small_disk("cache", options);
		free(options);
		done = has_room("fetch 6.12");
		if (!done)
			assert_false(exists(at("cache/kernels/6.12/current")));
	}
	assert_true(done && n > 20);
	free(git_in("cache/kernels/6.12/current", "fsck --strict"));
	assert_clean();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cache_without_inodes), TEST(test_repository_without_inodes),
		TEST(test_cache_fills), TEST(test_repository_fills),
		TEST(test_git_says_nothing), TEST(test_no_tmp),
		TEST(test_series_fills), TEST(test_fetch_without_inodes),
	};

	chance_init();
	return cmocka_run_group_tests_name("full disks", tests, NULL, NULL);
}
