// SPDX-License-Identifier: GPL-2.0-only
/* Files and directories. */
#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/file.h"
#include "util/strlist.h"

/*
 * Each fsync() is recorded: "f" for a file, "d" for a directory, "F" and "D"
 * after the file "watched" has its new content.
 */
static struct strbuf synced = STRBUF_INIT;

int fsync(int fd)
{
	struct strbuf sb = STRBUF_INIT;
	struct stat st;

	if (!fstat(fd, &st) && !read_file(at("watched"), &sb))
		sb_addch(&synced, (S_ISDIR(st.st_mode) ? 'd' : 'f') +
				  (strcmp(sb.buf, "new") ? 0 : 'A' - 'a'));
	sb_free(&sb);
	return syscall(SYS_fsync, fd);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(at(path), &st), 0);
	return st.st_mode;
}

static void assert_content(const char *path, const char *content)
{
	char *text = get(path);

	assert_string_equal(text, content);
	free(text);
}

/* --- reading --- */

static void test_read(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	put("a/b/c", "text\n");
	assert_int_equal(read_file(at("a/b/c"), &sb), 0);
	assert_string_equal(sb.buf, "text\n");
	sb_free(&sb);
}

static void test_read_what_is_no_file(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_file(top, &sb), -EISDIR);
	assert_int_equal(read_file(at("none"), &sb), -ENOENT);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(read_file(at("fifo"), &sb), -EINVAL);
	assert_int_equal(sb.len, 0);
}

/* --- writing --- */

static void test_write_atomic(void **state)
{
	struct strlist names = { 0 };

	(void)state;
	put("dir/a", "old");
	assert_int_equal(write_file_atomic(at("dir/a"), "new", 3), 0);
	assert_content("dir/a", "new");
	assert_int_equal(write_file_atomic(at("dir/b"), "b", 1), 0);
	assert_content("dir/b", "b");
	assert_int_equal(list_dir(at("dir"), &names), 0);
	assert_int_equal(names.n, 2);
	sl_free(&names);
}

static void test_write_atomic_here(void **state)
{
	(void)state;
	assert_int_equal(chdir(top), 0);
	assert_int_equal(write_file_atomic("a", "new", 3), 0);
	assert_int_equal(chdir("/"), 0);
	assert_content("a", "new");
}

static void test_write_atomic_mode(void **state)
{
	(void)state;
	umask(027);
	assert_int_equal(write_file_atomic(at("a"), "new", 3), 0);
	umask(022);
	assert_int_equal(mode_of("a") & 07777, 0640);
}

static void test_write_atomic_in_place(void **state)
{
	(void)state;
	put("file", "old");
	assert_int_equal(symlink(at("file"), at("link")), 0);
	assert_int_equal(write_file_atomic(at("link"), "via", 3), 0);
	assert_true(S_ISLNK(mode_of("link")));
	assert_content("file", "via");
	assert_int_equal(write_file_atomic("/dev/null", "x", 1), 0);
	assert_int_equal(access("/dev/null", F_OK), 0);
}

static void test_write_atomic_fails(void **state)
{
	struct strlist names = { 0 };

	(void)state;
	assert_int_equal(write_file_atomic(at("none/a"), "new", 3), -ENOENT);
	assert_int_equal(list_dir(top, &names), 0);
	assert_false(sl_has(&names, "none"));
	sl_free(&names);
}

/* In a directory of others, somebody guesses the temporary file's name. */
static void test_name_is_guessed(void **state)
{
	char *guess = str_fmt("%s.tmp%d", at("a"), (int)getpid());

	(void)state;
	put("victim", "old");
	assert_int_equal(symlink(at("victim"), guess), 0);
	assert_int_equal(write_file_atomic(at("a"), "new", 3), 0);
	assert_content("a", "new");
	assert_content("victim", "old");
	free(guess);
}

/* The content is on the disk before the name, and the name before we return. */
static void test_write_atomic_syncs(void **state)
{
	(void)state;
	put("watched", "old");
	sb_reset(&synced);
	assert_int_equal(write_file_atomic(at("watched"), "new", 3), 0);
	assert_string_equal(synced.buf, "fD");
	sb_free(&synced);
}

/* --- directories --- */

static void test_mkdir(void **state)
{
	(void)state;
	assert_int_equal(mkdir_p(at("a/b"), 0755), 0);
	assert_int_equal(mkdir_p(at("a/b"), 0755), 0);
	assert_true(is_dir(at("a/b")));
	put("file", "");
	assert_int_equal(mkdir_p(at("file/d"), 0755), -ENOTDIR);
	assert_int_equal(mkdir_parents(at("c/d/e")), 0);
	assert_true(is_dir(at("c/d")));
	assert_false(exists(at("c/d/e")));
}

static void test_links_are_not_followed(void **state)
{
	(void)state;
	put("a/file", "");
	assert_int_equal(mkdir_p(at("gone"), 0755), 0);
	assert_int_equal(symlink(at("a"), at("gone/link")), 0);
	assert_int_equal(rm_rf(at("gone")), 0);
	assert_false(exists(at("gone")));
	assert_true(exists(at("a/file")));
}

static void test_remove_nothing(void **state)
{
	(void)state;
	assert_int_equal(rm_rf(at("none")), 0);
}

static void test_copy(void **state)
{
	(void)state;
	put("from", "text");
	assert_int_equal(chmod(at("from"), 0751), 0);
	assert_int_equal(copy_file(at("from"), at("to")), 0);
	assert_content("to", "text");
	assert_int_equal(mode_of("to") & 07777, 0751);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read), TEST(test_read_what_is_no_file),
		TEST(test_write_atomic), TEST(test_write_atomic_here),
		TEST(test_write_atomic_mode), TEST(test_write_atomic_in_place),
		TEST(test_write_atomic_fails), TEST(test_name_is_guessed),
		TEST(test_write_atomic_syncs),
		TEST(test_mkdir), TEST(test_links_are_not_followed),
		TEST(test_remove_nothing), TEST(test_copy),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
