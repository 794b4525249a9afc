// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scratch directories: the directories of dead processes are removed, with the
 * files that they left outside, and nothing else is.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/scratch.h"
#include "util/strlist.h"

#define DEAD "cache/tmp/apply-1-abcdef"
#define NOBODY 65534
#define ID "0123456789012345678901234567890123456789\n"

/* Make the scratch directory of a process that died after it had recorded this thing. */
static void leave_record(const char *kind, const char *path, const char *mark)
{
	struct strbuf sb = STRBUF_INIT;

	put(DEAD "/lock", "");
	sb_add(&sb, kind, strlen(kind) + 1);
	sb_add(&sb, path, strlen(path) + 1);
	sb_add(&sb, mark, strlen(mark) + 1);
	assert_int_equal(write_file(at(DEAD "/outside"), sb.buf, sb.len), 0);
	sb_free(&sb);
}

static void sweep(void)
{
	assert_int_equal(scratch_sweep(), 0);
	assert_null(fail_message());
}

/* The next run removes the thing of @kind at @path, and the scratch directory. */
static void expect_removed(const char *kind, const char *path, const char *mark)
{
	leave_record(kind, at(path), mark);
	sweep();
	if (exists(at(path)))
		fail_msg("%s is still there", path);
	assert_false(exists(at(DEAD)));
}

/* The next run leaves the thing of @kind at @path alone. */
static void expect_kept(const char *kind, const char *path, const char *mark)
{
	leave_record(kind, at(path), mark);
	sweep();
	if (!exists(at(path)))
		fail_msg("%s is gone", path);
	assert_false(exists(at(DEAD)));
}

/* --- scratch directories of dead processes --- */

static void test_dead_ones_go(void **state)
{
	struct scratch s;

	(void)state;
	put(DEAD "/lock", "");
	put(DEAD "/work/file", "left over");
	put("cache/tmp/boot-2-abcdef/file", "without a lock");
	assert_int_equal(scratch_make("a", &s), 0);
	assert_false(exists(at(DEAD)));
	assert_false(exists(at("cache/tmp/boot-2-abcdef")));
	scratch_remove(&s);
}

static void test_live_ones_stay(void **state)
{
	struct scratch a, b;

	(void)state;
	assert_int_equal(scratch_make("a", &a), 0);
	assert_int_equal(scratch_make("b", &b), 0);
	assert_true(is_dir(a.path));
	scratch_remove(&a);
	assert_null(a.path);
	scratch_remove(&b);
}

/* An error (ENOLCK on NFS, EMFILE, EACCES) says nothing about the process. */
static void test_lock_that_cannot_be_taken(void **state)
{
	(void)state;
	put(DEAD "/lock/is a directory", "");
	put(DEAD "/work/file", "in use");
	sweep();
	assert_true(exists(at(DEAD "/work/file")));
}

static void test_other_names_stay(void **state)
{
	static const char *const names[] = { "mine", "apply-1", "apply-x-abcdef", "-1-a" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *file = str_fmt("cache/tmp/%s/file", names[i]);

		put(file, "");
		sweep();
		if (!exists(at(file)))
			fail_msg("%s is gone", file);
		free(file);
	}
}

static void test_others_directories_stay(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	put(DEAD "/work/file", "");
	assert_int_equal(chown(at(DEAD), NOBODY, NOBODY), 0);
	sweep();
	assert_true(exists(at(DEAD "/work/file")));
}

static void test_global_lock_is_survived(void **state)
{
	struct scratch s;

	(void)state;
	put("cache/tmp/.lock/is a directory", "");
	put(DEAD "/lock", "");
	assert_int_equal(scratch_make("a", &s), 0);
	assert_null(fail_message());
	assert_true(is_dir(s.path));
	assert_true(exists(at(DEAD)));
	scratch_remove(&s);
	sweep();
}

static void test_own_lock_is_needed(void **state)
{
	struct scratch s;

	(void)state;
	put("cache/tmp", "no directory");
	assert_true(scratch_make("a", &s) < 0);
	assert_contains(fail_message(), "cache/tmp cannot be made (Not a directory)");
	assert_null(s.path);
	scratch_remove(&s);
}

static void test_mode(void **state)
{
	struct scratch s;
	struct stat st;
	mode_t old = umask(0);

	(void)state;
	assert_int_equal(scratch_make("a", &s), 0);
	umask(old);
	assert_int_equal(stat(at("cache/tmp"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(s.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	scratch_remove(&s);
}

/* --- files outside of them --- */

static void test_trees(void **state)
{
	(void)state;
	put("k/.git/objects/tmp_objdir-apply-1-abcdef/12/34", "");
	expect_removed("tree", "k/.git/objects/tmp_objdir-apply-1-abcdef", "");
	put("out/.lazymmu.apply-1-abcdef/1.patch", "");
	expect_removed("tree", "out/.lazymmu.apply-1-abcdef", "");
	put("out.apply-1-abcdef/1.patch", "");
	expect_removed("tree", "out.apply-1-abcdef", "");
}

static void test_other_trees_stay(void **state)
{
	(void)state;
	put("victim/file", "");
	put("objects/tmp_objdir-apply-1-zzzzzz/file", "");
	put("apply-1-abcdef/file", "");
	put("xapply-1-abcdef/file", "");
	put("tmp_objdir-apply-1-abcdef", "a file");
	expect_kept("tree", "victim", "");
	expect_kept("tree", "victim/../victim", "");
	expect_kept("tree", "objects/tmp_objdir-apply-1-zzzzzz", "");
	expect_kept("tree", "apply-1-abcdef", "");
	expect_kept("tree", "xapply-1-abcdef", "");
	expect_kept("tree", "tmp_objdir-apply-1-abcdef", "");
	assert_int_equal(symlink(at("victim"), at("link-apply-1-abcdef")), 0);
	expect_kept("tree", "link-apply-1-abcdef", "");
	assert_true(exists(at("victim/file")));
}

static void test_locks(void **state)
{
	(void)state;
	put("k/.git/refs/heads/a.lock", ID);
	expect_removed("file", "k/.git/refs/heads/a.lock", ID);
	/* git had not written anything yet. */
	put("k/.git/refs/heads/a.lock", "");
	expect_removed("file", "k/.git/refs/heads/a.lock", ID);
}

static void test_other_files_stay(void **state)
{
	(void)state;
	put("k/.git/refs/heads/a.lock", "another git's\n");
	expect_kept("file", "k/.git/refs/heads/a.lock", ID);
	expect_kept("file", "k/.git/refs/heads/a.lock", "another git's\n");
	put("k/.git/refs/heads/a", ID);
	expect_kept("file", "k/.git/refs/heads/a", ID);
	put("k/a.lock", ID);
	expect_kept("file", "k/a.lock", ID);
}

static void put_link(const char *path, const char *other)
{
	put(other, "patch");
	unlink(at(path));
	assert_int_equal(link(at(other), at(path)), 0);
}

static void test_links(void **state)
{
	(void)state;
	put("out/1.patch", "");
	put_link("out/1.patch", "out/.lazymmu.apply-1-abcdef/1.patch");
	expect_removed("link", "out/1.patch", at("out/.lazymmu.apply-1-abcdef/1.patch"));
}

static void test_other_links_stay(void **state)
{
	(void)state;
	put("out/1.patch", "");
	put_link("out/1.patch", "elsewhere/1.patch");
	expect_kept("link", "out/1.patch", at("elsewhere/1.patch"));
	put("out/.lazymmu.apply-1-abcdef/1.patch", "not the same file");
	expect_kept("link", "out/1.patch", at("out/.lazymmu.apply-1-abcdef/1.patch"));
}

static void test_until(void **state)
{
	(void)state;
	put("p/ours/1.patch", "");
	put("p/ours/.lazymmu.apply-1-abcdef", "the list");
	expect_removed("until", "p/ours", at("p/ours/.lazymmu.apply-1-abcdef"));
}

static void test_until_is_over(void **state)
{
	(void)state;
	put("p/ours/1.patch", "");
	expect_kept("until", "p/ours", at("p/ours/.lazymmu.apply-1-abcdef"));
	put("p/ours/.lazymmu.apply-1-zzzzzz", "the list of another run");
	expect_kept("until", "p/ours", at("p/ours/.lazymmu.apply-1-abcdef"));
	expect_kept("until", "p/ours", at("p/ours/.lazymmu.apply-1-zzzzzz"));
	expect_kept("until", "p/ours", at("p/ours/1.patch"));
}

static void test_unknown_things_stay(void **state)
{
	(void)state;
	put("victim-apply-1-abcdef/file", "");
	expect_kept("shell", "victim-apply-1-abcdef", "");
}

/* Records that another user has written to a cache. */
static void test_somebody_elses_cache(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	if (geteuid())
		skip();
	put("victim/file", "");
	leave_record("tree", at("victim"), "");
	assert_int_equal(chown(at("cache"), NOBODY, NOBODY), 0);
	assert_int_equal(chown(at("cache/tmp"), NOBODY, NOBODY), 0);
	assert_int_equal(chown(at(DEAD), NOBODY, NOBODY), 0);
	assert_int_equal(lazymmu("apply @/none", &out), EXIT_TOOL);
	assert_true(exists(at("victim/file")));
	assert_contains(out.buf, "cache belongs to nobody, not to root");
	sb_reset(&out);
	/* In this attack only the records belong to the other user. */
	assert_int_equal(chown(at("cache"), 0, 0), 0);
	assert_int_equal(lazymmu("apply @/none", &out), EXIT_TOOL);
	assert_contains(out.buf, "cache/tmp belongs to nobody, not to root");
	assert_int_equal(chown(at("cache/tmp"), 0, 0), 0);
	sb_reset(&out);
	assert_int_equal(lazymmu("apply @/none", &out), EXIT_NOT_KERNEL);
	assert_true(exists(at("victim/file")));
	assert_true(exists(at(DEAD)));
	sb_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dead_ones_go), TEST(test_live_ones_stay),
		TEST(test_lock_that_cannot_be_taken), TEST(test_other_names_stay),
		TEST(test_others_directories_stay),
		TEST(test_global_lock_is_survived), TEST(test_own_lock_is_needed),
		TEST(test_mode),
		TEST(test_trees), TEST(test_other_trees_stay),
		TEST(test_locks), TEST(test_other_files_stay),
		TEST(test_links), TEST(test_other_links_stay),
		TEST(test_until), TEST(test_until_is_over),
		TEST(test_unknown_things_stay), TEST(test_somebody_elses_cache),
	};

	return cmocka_run_group_tests_name("scratch", tests, NULL, NULL);
}
