// SPDX-License-Identifier: GPL-2.0-only
/* The places of the command's data and of its cache, and the owner of the cache. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"

#define NOBODY 65534

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(at(path), &st), 0);
	return st.st_mode & 07777;
}

/* --- the command's data --- */

static void test_home_from_the_environment(void **state)
{
	(void)state;
	assert_string_equal(home_dir(), at("home"));
	home_forget();
	setenv("LAZYMMU_HOME", at("none"), 1);
	assert_null(home_dir());
	assert_contains(fail_message(), "/none cannot be used: No such file");
}

static void expect_found(const char *data)
{
	char *target = str_fmt("%s/targets/one", data);
	char *series = str_fmt("%s/series/versions", data);
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .out = &out };

	put(target, "arch = x86\nconfig = c\nmake = mm/\nkind = compile\n");
	put(series, "");
	unsetenv("LAZYMMU_HOME");
	assert_int_equal(proc_run((const char *const[]){ at("a/bin/lazymmu"), "targets",
							 NULL }, &p), 0);
	assert_contains(out.buf, "\none ");
	sb_free(&out);
	free(target);
	free(series);
}

static void put_command(void)
{
	assert_int_equal(mkdir_p(at("a/bin"), 0755), 0);
	assert_int_equal(copy_file(command_path(), at("a/bin/lazymmu")), 0);
}

static void test_home_of_a_checkout(void **state)
{
	(void)state;
	put_command();
	expect_found("a/bin");
}

static void test_home_of_an_installation(void **state)
{
	(void)state;
	put_command();
	expect_found("a/share/lazymmu");
}

static void test_home_is_nowhere(void **state)
{
	(void)state;
	unsetenv("LAZYMMU_HOME");
	assert_null(home_dir());
	assert_contains(fail_message(), "set LAZYMMU_HOME");
}

/* --- where the cache is --- */

static void test_cache_from_its_variable(void **state)
{
	(void)state;
	assert_string_equal(cache_dir(), at("cache"));
	assert_true(is_dir(at("cache")));
}

static void test_cache_by_xdg(void **state)
{
	(void)state;
	setenv("LAZYMMU_CACHE", "", 1);
	setenv("XDG_CACHE_HOME", at("xdg"), 1);
	assert_string_equal(cache_dir(), at("xdg/lazymmu"));
	unsetenv("XDG_CACHE_HOME");
}

static void test_cache_in_home(void **state)
{
	(void)state;
	unsetenv("LAZYMMU_CACHE");
	assert_string_equal(cache_dir(), at(".cache/lazymmu"));
}

static void test_cache_is_nowhere(void **state)
{
	(void)state;
	unsetenv("LAZYMMU_CACHE");
	unsetenv("HOME");
	assert_null(cache_dir());
	assert_int_equal(fail_code(), EXIT_TOOL);
	assert_contains(fail_message(), "set LAZYMMU_CACHE or HOME");
}

static void test_cache_cannot_be_made(void **state)
{
	(void)state;
	setenv("LAZYMMU_CACHE", "/proc/none", 1);
	assert_null(cache_dir());
	assert_contains(fail_message(), "cannot be made");
	assert_contains(fail_message(), "LAZYMMU_CACHE");
}

/* The cache may be a symbolic link to another disk. */
static void test_cache_is_a_link(void **state)
{
	(void)state;
	assert_int_equal(mkdir(at("large"), 0700), 0);
	assert_int_equal(symlink(at("large"), at("cache")), 0);
	assert_string_equal(cache_dir(), at("large"));
}

static void test_cache_is_a_link_to_nothing(void **state)
{
	(void)state;
	assert_int_equal(symlink(at("none"), at("cache")), 0);
	assert_null(cache_dir());
	assert_non_null(fail_message());
}

/* --- whose it is --- */

static void test_new_cache_is_private(void **state)
{
	static const mode_t masks[] = { 0, 022, 077, 0777 };

	(void)state;
	for (size_t i = 0; i < sizeof(masks) / sizeof(*masks); i++) {
		mode_t old = umask(masks[i]);
		const char *dir = cache_dir();

		umask(old);
		assert_non_null(dir);
		assert_int_equal(mode_of("cache"), 0700);
		rm_rf(dir);
		home_forget();
	}
}

/* Earlier versions made the cache with mode 0755. */
static void test_readable_cache_is_closed(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	put("cache/file", "");
	assert_int_equal(chmod(at("cache"), 0755), 0);
	lazymmu("apply @/none", &out);
	assert_contains(out.buf, "cache is open to nobody but you from now on");
	assert_int_equal(mode_of("cache"), 0700);
	sb_reset(&out);
	lazymmu("apply @/none", &out);
	assert_null(strstr(out.buf, "from now on"));
	sb_free(&out);
}

static void test_writable_cache_is_refused(void **state)
{
	(void)state;
	put("cache/file", "from whom?");
	assert_int_equal(chmod(at("cache"), 01777), 0);
	assert_null(cache_dir());
	assert_contains(fail_message(), "others can write to the cache directory");
	assert_int_equal(mode_of("cache"), 01777);
}

static void test_writable_but_empty(void **state)
{
	(void)state;
	assert_int_equal(mkdir(at("cache"), 0700), 0);
	assert_int_equal(chmod(at("cache"), 0777), 0);
	assert_non_null(cache_dir());
	assert_int_equal(mode_of("cache"), 0700);
}

static void test_somebody_elses_cache_is_refused(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	assert_int_equal(mkdir(at("cache"), 0700), 0);
	assert_int_equal(chown(at("cache"), NOBODY, NOBODY), 0);
	assert_null(cache_dir());
	assert_contains(fail_message(), "belongs to nobody, not to root");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_home_from_the_environment), TEST(test_home_is_nowhere),
		TEST(test_home_of_a_checkout), TEST(test_home_of_an_installation),
		TEST(test_cache_from_its_variable), TEST(test_cache_by_xdg),
		TEST(test_cache_in_home), TEST(test_cache_is_nowhere),
		TEST(test_cache_cannot_be_made), TEST(test_cache_is_a_link),
		TEST(test_cache_is_a_link_to_nothing),
		TEST(test_new_cache_is_private), TEST(test_readable_cache_is_closed),
		TEST(test_writable_cache_is_refused), TEST(test_writable_but_empty),
		TEST(test_somebody_elses_cache_is_refused),
	};

	return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
