// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu cache: listing the entries of the cache, and removing them. */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "build/source.h"
#include "host/proc.h"
#include "util/cache.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/scratch.h"

#define KERNEL "cache/kernels/6.12/6.12.99-1"

/* Set the time of the last change of @path to @days ago. */
static void set_age(const char *path, int days)
{
	struct timespec t = { .tv_sec = time(NULL) - days * 24 * 60 * 60 - 60 };
	const struct timespec times[] = { t, t };

	assert_int_equal(utimensat(AT_FDCWD, at(path), times, AT_SYMLINK_NOFOLLOW), 0);
}

/* An entry of the cache: a directory with a file of @kilobytes. */
static void put_entry(const char *path, int days, int kilobytes)
{
	char *file = str_fmt("%s/file", path);
	struct strbuf sb = STRBUF_INIT;

	for (int i = 0; i < kilobytes; i++)
		sb_addf(&sb, "%01024d", i);
	put(file, sb.buf);
	set_age(path, days);
	sb_free(&sb);
	free(file);
}

static void assert_there(const char *path)
{
	if (!exists(at(path)))
		fail_msg("%s is gone", path);
}

static void assert_gone(const char *path)
{
	struct stat st;

	if (!lstat(at(path), &st))
		fail_msg("%s is still there", path);
}

/* --- the list --- */

static void test_list(void **state)
{
	(void)state;
	put_entry("cache/build/6.12-x86_64", 3, 300);
	put_entry("cache/src/0123-ported", 1, 0);
	put("cache/src/0123-ported.index", "");
	put("cache/src/0123-ported.lock", "");
	run("cache", 0, "build     build/6.12-x86_64  30");
	run("cache", 0, "3 days");
	run("cache", 0, "checkout  src/0123-ported  ");
	run("cache", 0, " KiB in ");
}

/* The list counts the logs; only a removal names each of them. */
static void test_list_of_logs(void **state)
{
	char *out;

	(void)state;
	put_entry("cache/build/a", 5, 0);
	put("cache/logs/a.log", "text");
	set_age("cache/logs/a.log", 70);
	put("cache/logs/b.log", "text");
	set_age("cache/logs/b.log", 3);
	out = run_out("cache", 0);
	assert_contains(out, "2 logs  logs     8 KiB  3 days");
	assert_contains(out, "build   build/a");
	assert_null(strstr(out, ".log"));
	free(out);
	run("cache --prune", 0, "removed logs/a.log (");
	assert_there("cache/logs/b.log");
	run("cache", 0, "1 log  ");
}

static void test_empty_cache(void **state)
{
	(void)state;
	run("cache", 0, "0 KiB in ");
	run("cache --prune", 0, "removed 0 of 0 entries");
}

static void test_no_entries(void **state)
{
	char *out;

	(void)state;
	put("cache/src/0123-ported/file", "");
	put("cache/src/0123-ported.index", "");
	put("cache/src/0123-ported.lock", "");
	put("cache/trees/0123.git.use", "");
	put("cache/build/6.12-ported.lock", "");
	put("cache/tmp/apply-1-abcdef/lock/x", "");
	assert_int_equal(symlink(at("home"), at("cache/build/link")), 0);
	out = run_out("cache", 0);
	assert_null(strstr(out, ".index"));
	assert_null(strstr(out, ".lock"));
	assert_null(strstr(out, ".use"));
	assert_null(strstr(out, "apply-1"));
	assert_null(strstr(out, "link"));
	free(out);
}

static void test_usage(void **state)
{
	(void)state;
	run("cache --older-than 3", EXIT_USAGE, "need --prune");
	run("cache -n", EXIT_USAGE, "need --prune");
	run("cache --prune --older-than x", EXIT_USAGE, "'x' is not a number of days");
	run("cache --prune --older-than -1", EXIT_USAGE, "is not a number of days");
	run("cache --prune --max-size 3X", EXIT_USAGE, "'3X' is not a size");
	run("cache --prune --max-size M", EXIT_USAGE, "'M' is not a size");
	run("cache build", EXIT_USAGE, "'build': no argument is expected");
}

/* --- by age and by size --- */

static void test_by_age(void **state)
{
	(void)state;
	put_entry("cache/build/old", 10, 1);
	put_entry("cache/build/new", 8, 1);
	run("cache --prune --older-than 9", 0, "removed build/old (");
	assert_gone("cache/build/old");
	assert_there("cache/build/new");
}

static void test_default_age(void **state)
{
	(void)state;
	put_entry("cache/build/old", 60, 1);
	put_entry("cache/build/new", 59, 1);
	run("cache --prune", 0, "removed 1 of 2 entries");
	assert_gone("cache/build/old");
	assert_there("cache/build/new");
}

static void test_by_size(void **state)
{
	(void)state;
	put_entry("cache/build/third", 1, 300);
	put_entry("cache/build/first", 90, 300);
	put_entry("cache/build/second", 2, 300);
	run("cache --prune --max-size 700K", 0, "removed 1 of 3 entries");
	assert_gone("cache/build/first");
	run("cache --prune --max-size 350K", 0, "removed build/second (");
	assert_there("cache/build/third");
	run("cache --prune --max-size 1G", 0, "removed 0 of 1 entries");
}

static void test_dry_run(void **state)
{
	(void)state;
	put_entry("cache/build/old", 70, 1);
	run("cache --prune --dry-run", 0, "would remove build/old (");
	assert_there("cache/build/old");
}

/* --- files that belong to an entry --- */

static void test_companions(void **state)
{
	(void)state;
	put_entry("cache/src/0123-ported", 70, 1);
	put("cache/src/0123-ported.index", "");
	put("cache/src/0123-ported.lock", "");
	put("cache/src/0123-ported2/file", "");
	run("cache --prune", 0, "removed 1 of 2 entries");
	assert_gone("cache/src/0123-ported");
	assert_gone("cache/src/0123-ported.index");
	assert_there("cache/src/0123-ported2/file");
	/* Another process may be waiting for the lock. */
	assert_there("cache/src/0123-ported.lock");
}

/* Only the suffixes that lazymmu makes are parts: versions contain dots. */
static void test_longer_version_is_no_part(void **state)
{
	static const char *const entries[] = {
		"cache/xen/4.17.5-1", "cache/xen/4.17.5-1.1", "cache/xen/4.17.5-1.init",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
		put_entry(entries[i], i ? 1 : 70, 1);
	run("cache", 0, "xen/4.17.5-1.1 ");
	run("cache --prune", 0, "removed 1 of 3");
	assert_gone(entries[0]);
	assert_there(entries[1]);
	assert_there(entries[2]);
}

static void test_parts_of_each_kind(void **state)
{
	static const char *const entries[][5] = {
		{ "src/0123-ported", ".index" },
		{ "build/6.12-x86_64-ported-0123", ".saved", ".copy" },
		{ "initrd/arm64-0123.cpio", ".init", ".init.77", ".0a1b2c3d.tmp" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
		char *path = str_fmt("cache/%s", entries[i][0]);

		for (size_t k = 1; k < 5 && entries[i][k]; k++) {
			char *part = str_fmt("%s%s", path, entries[i][k]);

			put(part, "");
			free(part);
		}
		put(path, "");
		set_age(path, 70);
		free(path);
	}
	run("cache --prune", 0, "removed 3 of 3");
	sh("test -z \"$(ls cache/src cache/build cache/initrd | grep 0123)\"");
}

/* A killed run may leave parts alone. The locks are those of the entry. */
static void test_parts_without_the_entry(void **state)
{
	int fd;

	(void)state;
	put("cache/build/a.copy", "");
	put_entry("cache/build/a.saved", 70, 1);
	fd = lock_take(at("cache/build/a.lock"), "tests");
	run("cache", 0, "in use");
	run("cache --prune --older-than 0", 0, "removed 0 of 1");
	close(fd);
	run("cache --prune", 0, "removed 0 of 1");
	assert_there("cache/build/a.saved");
	set_age("cache/build/a.copy", 70);
	run("cache --prune", 0, "removed build/a (");
	assert_gone("cache/build/a.saved");
	assert_gone("cache/build/a.copy");
}

static void test_links_are_not_followed(void **state)
{
	(void)state;
	put("precious/file", "");
	put("cache/build/old/file", "");
	assert_int_equal(symlink(at("precious"), at("cache/build/old/link")), 0);
	set_age("cache/build/old", 70);
	run("cache --prune", 0, "removed build/old");
	assert_gone("cache/build/old");
	assert_there("precious/file");
}

static void test_mounts_stay(void **state)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &out, .merge_err = true };
	int ret;

	(void)state;
	put_entry("cache/build/old", 70, 1);
	put("cache/build/old/m m/file", "");
	set_age("cache/build/old", 70);
	put("precious/file", "");
	setenv("LAZYMMU", command_path(), 1);
	ret = proc_run((const char *const[]){ "unshare", "-m", "sh", "-c",
		"mount --bind precious 'cache/build/old/m m' || exit 99\n"
		"\"$LAZYMMU\" cache --prune", NULL }, &p);
	if (ret && !strstr(out.buf, "lazymmu")) {
		sb_free(&out);
		skip();
	}
	assert_int_equal(ret, 0);
	assert_contains(out.buf, "removed 0 of 1 entries");
	assert_there("precious/file");
	assert_there("cache/build/old/file");
	sb_free(&out);
}

/* --- use --- */

/* Start a process that uses @path until it is killed. */
static pid_t use(const char *path)
{
	int ready[2];
	pid_t pid;
	char c;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		c = cache_use(at(path)) ? '-' : '+';
		if (write(ready[1], &c, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(c, '+');
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* No other entry is removed in the place of one that has to stay. */
static void test_by_size_of_the_rest(void **state)
{
	pid_t pid;

	(void)state;
	put_entry("cache/build/old", 3, 300);
	put_entry("cache/build/used", 2, 900);
	put_entry("cache/build/new", 1, 300);
	pid = use("cache/build/used/vmlinux");
	run("cache --prune --max-size 700K", 0, "removed 0 of 3 entries");
	run("cache --prune --max-size 700K", 0, " are in use or have been worked in, and stay\n");
	run("cache --prune --max-size 350K", 0, "removed 1 of 3 entries");
	assert_gone("cache/build/old");
	end(pid);
}

static void test_used_entry_stays(void **state)
{
	pid_t pid;

	(void)state;
	put_entry("cache/build/old", 70, 1);
	pid = use("cache/build/old/arch/x86/boot/bzImage");
	set_age("cache/used/build,old", 70);
	run("cache", 0, "in use");
	run("cache --prune --dry-run", 0, "would remove 0 of 1");
	run("cache --prune", 0, "removed 0 of 1");
	assert_there("cache/build/old/file");
	end(pid);
	run("cache --prune", 0, "removed 1 of 1");
	assert_gone("cache/build/old");
	assert_gone("cache/used/build,old");
}

static void test_use_is_remembered(void **state)
{
	(void)state;
	put_entry(KERNEL, 70, 1);
	end(use(KERNEL));
	run("cache", 0, "0 days");
	run("cache --prune", 0, "removed 0 of 1");
	assert_there("cache/used/kernels,6.12,6.12.99-1");
}

/* Without a place for the stamp the work continues. */
static void test_use_cannot_be_recorded(void **state)
{
	(void)state;
	put_entry("cache/build/old", 70, 1);
	put("cache/used", "a file");
	assert_int_equal(cache_use(at("cache/build/old")), 0);
	assert_null(fail_message());
}

static void test_use_of_other_paths(void **state)
{
	static const char *const paths[] = {
		"home", "cache", "cache/tmp/apply-1-abcdef", "cache/kernels/6.12",
		"cache/build", "cache2/build/x",
	};

	(void)state;
	put("home/x", "");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_int_equal(cache_use(at(paths[i])), 0);
	assert_false(exists(at("cache/used")));
}

static void test_locked_entries_stay(void **state)
{
	static const char *const locks[] = {
		"cache/trees/0123.git.lock", "cache/trees/0123.git.use",
		"cache/trees/0123.git/lock", "cache/trees/.lock",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(locks) / sizeof(*locks); i++) {
		int fd;

		put_entry("cache/trees/0123.git", 70, 1);
		fd = lock_take(at(locks[i]), "tests");
		assert_true(fd >= 0);
		set_age("cache/trees/0123.git", 70);
		run("cache", 0, "in use");
		run("cache --prune", 0, "removed 0 of 1");
		close(fd);
		run("cache --prune", 0, "removed 1 of 1");
		unlink(at(locks[i]));
	}
}

/* The lock of a source directory belongs to no entry, and stays. */
static void test_gate_is_no_entry(void **state)
{
	int fd = source_own("6.12-ported-0123");

	(void)state;
	assert_true(fd >= 0);
	run("cache --prune --older-than 0", 0, "removed 0 of 0");
	close(fd);
	run("cache --prune --older-than 0", 0, "removed 0 of 0");
	sh("test $(ls cache/build | wc -l) = 2");
}

/* If a lock cannot be taken, the entry counts as used. */
static void test_lock_cannot_be_taken(void **state)
{
	(void)state;
	put_entry("cache/build/old", 70, 1);
	put("cache/build/old.lock/is a directory", "");
	run("cache --prune", 0, "removed 0 of 1");
	assert_there("cache/build/old/file");
}

/* An entry that is used between the list and the removal stays. */
static void test_used_meanwhile(void **state)
{
	struct cache_list list;

	(void)state;
	put_entry("cache/build/old", 70, 1);
	assert_int_equal(cache_list(&list, false), 0);
	assert_int_equal(list.n, 1);
	end(use("cache/build/old"));
	assert_int_equal(cache_remove(&list.v[0]), CACHE_IN_USE);
	assert_there("cache/build/old/file");
	cache_list_free(&list);
}

static void test_live_scratch_stays(void **state)
{
	struct scratch s;

	(void)state;
	put_entry("cache/build/old", 70, 1);
	assert_int_equal(scratch_make("apply", &s), 0);
	run("cache --prune --older-than 0", 0, "removed 1 of 1");
	assert_true(is_dir(s.path));
	scratch_remove(&s);
}

/* --- kernel sources --- */

static void put_kernel(void)
{
	make_kernel(KERNEL);
	assert_int_equal(symlink("6.12.99-1", at("cache/kernels/6.12/current")), 0);
	set_age(KERNEL, 70);
}

static void expect_kernel_stays(const char *why)
{
	set_age(KERNEL, 70);
	run("cache --prune", 0, why);
	assert_there(KERNEL "/Makefile");
}

static void test_kernel(void **state)
{
	(void)state;
	put_kernel();
	run("cache --prune", 0, "removed kernels/6.12/6.12.99-1 (");
	assert_gone(KERNEL);
	assert_gone("cache/kernels/6.12/current");
}

/* A branch of "lazymmu apply" can be made again. */
static void test_kernel_with_branch(void **state)
{
	(void)state;
	put_kernel();
	free(git_in(KERNEL, "checkout -q -b lazymmu/6.12"));
	free(git_in(KERNEL, "commit -q --allow-empty -m step"));
	free(git_in(KERNEL, "update-ref refs/lazymmu/lazymmu/6.12 HEAD"));
	set_age(KERNEL, 70);
	run("cache --prune", 0, "removed kernels/6.12/6.12.99-1 (");
}

static void test_kernel_with_work_on_branch(void **state)
{
	(void)state;
	put_kernel();
	free(git_in(KERNEL, "checkout -q -b lazymmu/6.12"));
	free(git_in(KERNEL, "commit -q --allow-empty -m step"));
	free(git_in(KERNEL, "update-ref refs/lazymmu/lazymmu/6.12 HEAD"));
	free(git_in(KERNEL, "commit -q --allow-empty -m mine"));
	free(git_in(KERNEL, "checkout -q main"));
	expect_kernel_stays("6.12.99-1 is not removed: somebody has worked in it");
}

static void test_kernel_with_commit(void **state)
{
	(void)state;
	put_kernel();
	free(git_in(KERNEL, "commit -q --allow-empty -m mine"));
	expect_kernel_stays("somebody has worked in it");
}

static void test_kernel_with_work_by_size(void **state)
{
	(void)state;
	put_kernel();
	put(KERNEL "/notes", "mine\n");
	put_entry("cache/build/new", 1, 1);
	run("cache --prune --max-size 50K", 0, "removed 0 of 2 entries, 0 KiB\n");
	assert_there("cache/build/new/file");
	run("cache --prune --max-size 50K", 0, " have been worked in, and stay\n");
}

static void test_kernel_with_detached_commit(void **state)
{
	(void)state;
	put_kernel();
	free(git_in(KERNEL, "checkout -q --detach"));
	free(git_in(KERNEL, "commit -q --allow-empty -m mine"));
	expect_kernel_stays("somebody has worked in it");
}

static void test_kernel_with_changed_file(void **state)
{
	(void)state;
	put_kernel();
	put(KERNEL "/mm/memory.c", "int mine;\n");
	expect_kernel_stays("somebody has worked in it");
}

static void test_kernel_with_new_file(void **state)
{
	(void)state;
	put_kernel();
	put(KERNEL "/notes", "mine\n");
	expect_kernel_stays("somebody has worked in it");
}

/* The kernel's own .gitignore names files that hold work. */
static void test_kernel_with_ignored_file(void **state)
{
	static const char *const files[] = { "0001-mine.patch", ".config", "patches/series" };

	(void)state;
	put_kernel();
	put(KERNEL "/.gitignore", ".*\n*.patch\n/patches\n");
	free(git_in(KERNEL, "add -f .gitignore"));
	free(git_in(KERNEL, "commit -q --amend --no-edit"));
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *file = str_fmt(KERNEL "/%s", files[i]);

		put(file, "mine\n");
		expect_kernel_stays("somebody has worked in it");
		unlink(at(file));
		free(file);
	}
	sh("rmdir " KERNEL "/patches");
	set_age(KERNEL, 70);
	run("cache --prune", 0, "removed kernels/6.12/6.12.99-1 (");
}

static void test_kernel_with_hidden_new_file(void **state)
{
	(void)state;
	put_kernel();
	free(git_in(KERNEL, "config status.showUntrackedFiles no"));
	put(KERNEL "/notes", "mine\n");
	expect_kernel_stays("somebody has worked in it");
}

/* The version 6.12.99-1.1 is another kernel than 6.12.99-1. */
static void test_kernel_with_longer_version(void **state)
{
	(void)state;
	put_kernel();
	make_kernel(KERNEL ".1");
	put(KERNEL ".1/notes", "mine\n");
	set_age(KERNEL ".1", 70);
	run("cache", 0, "kernels/6.12/6.12.99-1.1 ");
	run("cache --prune", 0, "removed 1 of 2");
	assert_gone(KERNEL);
	assert_there(KERNEL ".1/notes");
}

static void test_kernel_with_worktree(void **state)
{
	char *args = str_fmt("worktree add -q %s main~0", at("worktree"));

	(void)state;
	put_kernel();
	free(git_in(KERNEL, args));
	free(args);
	expect_kernel_stays("somebody has worked in it");
}

static void test_kernel_that_git_cannot_read(void **state)
{
	(void)state;
	put_kernel();
	put(KERNEL "/.git/HEAD", "nonsense\n");
	expect_kernel_stays("6.12.99-1 is not removed: git rev-list failed");
}

/* --- files of former versions of the command --- */

static void test_leftovers(void **state)
{
	int fd;

	(void)state;
	put("cache/xen-hypervisor.elf", "");
	put("cache/kvm-does-not-work", "");
	put("cache/mine", "");
	fd = lock_take(at("cache/xen-hypervisor.lock"), "tests");
	assert_true(fd >= 0);
	run("cache", 0, "leftover  kvm-does-not-work ");
	run("cache --prune", 0, "removed 0 of 3");
	run("cache --prune --older-than 0", 0, "removed 2 of 3");
	assert_there("cache/xen-hypervisor.lock");
	close(fd);
	run("cache --prune --older-than 0", 0, "removed 1 of 1");
	assert_gone("cache/xen-hypervisor.elf");
	assert_gone("cache/xen-hypervisor.lock");
	assert_gone("cache/kvm-does-not-work");
	assert_there("cache/mine");
}

/* --- at the end of each command that adds to the cache --- */

static void test_tidy(void **state)
{
	(void)state;
	make_series();
	make_kernel("k");
	put_entry("cache/build/old", 60, 1);
	put_entry("cache/build/new", 59, 1);
	put_entry(KERNEL, 14, 1);
	run("cache", 0, "60 days");
	assert_there("cache/build/old");
	run("apply -n @/k", 0, "cache: removed build/old, which nobody used for 60 days");
	assert_gone("cache/build/old");
	assert_there("cache/build/new");
}

static void test_tidy_replaced_kernel(void **state)
{
	(void)state;
	make_series();
	make_kernel("k");
	put_kernel();
	make_kernel("cache/kernels/6.12/6.12.100-1");
	set_age(KERNEL, 13);
	unlink(at("cache/kernels/6.12/current"));
	assert_int_equal(symlink("6.12.100-1", at("cache/kernels/6.12/current")), 0);
	run("apply -n @/k", 0, "");
	assert_there(KERNEL);
	run("cache", 0, "13 days  replaced");
	set_age(KERNEL, 14);
	run("apply -n @/k", 0, "cache: removed kernels/6.12/6.12.99-1");
	assert_gone(KERNEL);
	assert_there("cache/kernels/6.12/current/Makefile");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_list), TEST(test_list_of_logs), TEST(test_empty_cache), TEST(test_no_entries),
		TEST(test_usage),
		TEST(test_by_age), TEST(test_default_age), TEST(test_by_size),
		TEST(test_dry_run),
		TEST(test_companions), TEST(test_links_are_not_followed),
		TEST(test_longer_version_is_no_part), TEST(test_parts_of_each_kind),
		TEST(test_parts_without_the_entry), TEST(test_mounts_stay),
		TEST(test_by_size_of_the_rest), TEST(test_used_entry_stays), TEST(test_use_is_remembered),
		TEST(test_use_of_other_paths),
		TEST(test_use_cannot_be_recorded), TEST(test_locked_entries_stay),
		TEST(test_lock_cannot_be_taken), TEST(test_used_meanwhile),
		TEST(test_live_scratch_stays), TEST(test_gate_is_no_entry),
		TEST(test_kernel), TEST(test_kernel_with_branch),
		TEST(test_kernel_with_work_on_branch), TEST(test_kernel_with_commit),
		TEST(test_kernel_with_detached_commit),
		TEST(test_kernel_with_work_by_size),
		TEST(test_kernel_with_changed_file), TEST(test_kernel_with_new_file),
		TEST(test_kernel_with_worktree), TEST(test_kernel_that_git_cannot_read),
		TEST(test_kernel_with_ignored_file), TEST(test_kernel_with_hidden_new_file),
		TEST(test_kernel_with_longer_version), TEST(test_leftovers),
		TEST(test_tidy), TEST(test_tidy_replaced_kernel),
	};

	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
