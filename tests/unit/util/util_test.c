// SPDX-License-Identifier: GPL-2.0-only
/* strbuf, strlist, file, version, fail */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/tools.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/strlist.h"
#include "util/version.h"

static void test_strbuf(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	char *s;

	(void)state;
	assert_string_equal(sb.buf, "");
	for (int i = 0; i < 1000; i++)
		sb_addf(&sb, "%d,", i);
	assert_int_equal(sb.len, 3890);
	sb_reset(&sb);
	sb_adds(&sb, "a b \n\t");
	sb_rtrim(&sb);
	assert_string_equal(sb.buf, "a b");
	s = sb_detach(&sb);
	assert_string_equal(s, "a b");
	assert_int_equal(sb.len, 0);
	free(s);
	s = sb_detach(&sb);
	assert_string_equal(s, "");
	free(s);
}

static void test_strlist(void **state)
{
	struct strlist sl = { 0 };

	(void)state;
	sl_split(&sl, "  c a  b a ", " ");
	assert_int_equal(sl.n, 4);
	sl_sort(&sl);
	sl_unique(&sl);
	assert_int_equal(sl.n, 3);
	assert_string_equal(sl.v[0], "a");
	assert_string_equal(sl.v[2], "c");
	assert_null(sl.v[3]);
	assert_true(sl_has(&sl, "b"));
	assert_false(sl_has(&sl, "d"));
	sl_free(&sl);
	sl_split_nul(&sl, "x\0y\n\0z", 6);
	assert_int_equal(sl.n, 3);
	assert_string_equal(sl.v[1], "y\n");
	sl_free(&sl);
}

static void test_files(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct stat st;
	int fd;

	(void)state;
	put("a/b/c", "text\n");
	assert_int_equal(read_file(at("a/b/c"), &sb), 0);
	assert_string_equal(sb.buf, "text\n");
	assert_int_equal(read_file(at("a/b"), &sb), -EISDIR);
	assert_int_equal(read_file(at("none"), &sb), -ENOENT);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	assert_int_equal(read_file(at("fifo"), &sb), -EINVAL);
	assert_int_equal(write_file_atomic(at("a/b/c"), "new", 3), 0);
	sb_reset(&sb);
	assert_int_equal(read_file(at("a/b/c"), &sb), 0);
	assert_string_equal(sb.buf, "new");
	/* What only stands for a file stays what it is. */
	assert_int_equal(symlink(at("a/b/c"), at("link")), 0);
	assert_int_equal(write_file_atomic(at("link"), "via", 3), 0);
	assert_int_equal(lstat(at("link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	sb_reset(&sb);
	assert_int_equal(read_file(at("a/b/c"), &sb), 0);
	assert_string_equal(sb.buf, "via");
	sb_free(&sb);
	assert_int_equal(mkdir_p(at("a/b/c/d"), 0755), -ENOTDIR);

	fd = lock_take(at("lock"), "has it");
	assert_true(fd >= 0);
	assert_int_equal(lock_try(at("lock")), -EWOULDBLOCK);
	close(fd);
	fd = lock_try(at("lock"));
	assert_true(fd >= 0);
	close(fd);

	/* Links are removed, what they point to is not. */
	assert_int_equal(mkdir_p(at("gone"), 0755), 0);
	assert_int_equal(symlink(at("a"), at("gone/link")), 0);
	assert_int_equal(rm_rf(at("gone")), 0);
	assert_false(exists(at("gone")));
	assert_true(exists(at("a/b/c")));
	assert_int_equal(rm_rf(at("gone")), 0);
}

static void test_versions(void **state)
{
	char *v = version_find("git version 2.39.5 (x)");

	(void)state;
	assert_string_equal(v, "2.39.5");
	free(v);
	assert_null(version_find("no 12 version."));
	assert_true(version_compare("1.9", "1.10") < 0);
	assert_true(version_compare("8.1", "8.1.0") == 0);
	assert_true(version_compare("12.2.0", "8.1") > 0);
	assert_string_equal(tool_package("spatch"), "coccinelle");
	assert_null(tool_package("nonesuch"));
}

static void test_fail(void **state)
{
	(void)state;
	assert_null(fail_message());
	assert_int_equal(fail(EXIT_STEP, EINVAL, "first %d", 1), -EINVAL);
	assert_int_equal(fail(EXIT_TOOL, 0, "second"), -EIO);
	assert_string_equal(fail_message(), "first 1");
	assert_int_equal(fail_code(), EXIT_STEP);
	/* Whatever cannot be written, a full disk is a full disk. */
	fail_clear();
	assert_int_equal(fail(EXIT_TOOL, ENOSPC, "x"), -ENOSPC);
	assert_int_equal(fail_code(), EXIT_NO_SPACE);
	fail_clear();
	fail(EXIT_FETCH, ENOSPC, "x");
	assert_int_equal(fail_code(), EXIT_FETCH);
	fail_clear();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_strbuf), TEST(test_strlist), TEST(test_files),
		TEST(test_versions),
		TEST(test_fail),
	};

	return cmocka_run_group_tests_name("util", tests, NULL, NULL);
}
