// SPDX-License-Identifier: GPL-2.0-only
/* Flavours: those of the repository, and how they are found. */
#include "fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/flavour.h"
#include "util/fail.h"
#include "util/paths.h"

static void test_ours(void **state)
{
	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(flavours_need(FLAVOUR_DEFAULT), 0);
	assert_int_equal(flavours_need("bench"), 0);
	assert_true(flavours_need("common") < 0);
	assert_contains(fail_message(), "'common' is not a flavour: there are bench, debug, ");
}

static void test_found(void **state)
{
	struct strlist modules = { 0 };
	struct flavours fs;

	(void)state;
	put("home/targets/b.config", "# x\n# flavour: the other\nCONFIG_X=y\n");
	put("home/targets/a.config", "# cflags: -fx -fy\n# modules: x.ko  d/y.ko\n# flavour: one\n# flavour: two\n");
	put("home/targets/c.config", "# not a flavour: x\n");
	put("home/targets/.d.config", "# flavour: hidden\n");
	put("home/targets/e.config~", "# flavour: old\n");
	put("home/targets/f", "# flavour: a target\n");
	assert_int_equal(flavours_load(&fs), 0);
	assert_int_equal(fs.n, 2);
	assert_string_equal(fs.v[0].name, "a");
	assert_string_equal(fs.v[0].description, "one");
	assert_string_equal(fs.v[1].name, "b");
	assert_string_equal(fs.v[1].description, "the other");
	assert_string_equal(fs.v[0].cflags, "-fx -fy");
	assert_string_equal(fs.v[1].cflags, "");
	assert_string_equal(fs.v[0].modules, "x.ko  d/y.ko");
	assert_string_equal(fs.v[1].modules, "");
	flavours_free(&fs);
	assert_int_equal(flavours_modules("b", &modules), 0);
	assert_int_equal(modules.n, 0);
	assert_int_equal(flavours_modules("a", &modules), 0);
	assert_int_equal(modules.n, 2);
	assert_string_equal(modules.v[1], "d/y.ko");
	sl_free(&modules);
	assert_true(flavours_need("c") < 0);
	assert_int_equal(fail_code(), EXIT_USAGE);
	assert_contains(fail_message(), "'c' is not a flavour: there are a, b");
}

/* A fragment that cannot be read is a failure, not "no flavour". */
static void test_unreadable(void **state)
{
	struct flavours fs;

	(void)state;
	assert_true(flavours_load(&fs) < 0);
	assert_contains(fail_message(), "targets cannot be read: No such file");
	fail_clear();
	put("home/targets/a.config", "# flavour: one\n");
	assert_int_equal(mkdir(at("home/targets/z.config"), 0755), 0);
	assert_true(flavours_load(&fs) < 0);
	assert_contains(fail_message(), "z.config cannot be read");
	assert_int_equal(fail_code(), EXIT_TOOL);
}

/* A flavour may boot the kernel of another one, with other arguments. */
static void test_kernel(void **state)
{
	struct flavours fs;
	char *text;

	(void)state;
	put("home/targets/a.config", "# flavour: one\n");
	put("home/targets/b.config", "# flavour: two\n# kernel: a\n# append: x=1 y\n");
	assert_int_equal(flavours_kernel("a", &text), 0);
	assert_string_equal(text, "a");
	free(text);
	assert_int_equal(flavours_kernel("b", &text), 0);
	assert_string_equal(text, "a");
	free(text);
	assert_int_equal(flavours_append("b", &text), 0);
	assert_string_equal(text, "x=1 y");
	free(text);

	put("home/targets/c.config", "# flavour: three\n# kernel: b\n");
	assert_true(flavours_load(&fs) < 0);
	assert_string_equal(fail_message(),
			    "targets/c.config boots the kernel of 'b', which is not a flavour with a kernel of its own");
	fail_clear();
	put("home/targets/c.config", "# flavour: three\n# kernel: a\n# modules: x.ko\n");
	assert_true(flavours_load(&fs) < 0);
	assert_contains(fail_message(), "targets/c.config boots the kernel of 'a': besides '# append:', no other line");
	fail_clear();
	put("home/targets/c.config", "# flavour: three\n# kernel: z\n");
	assert_true(flavours_need("a") < 0);
	assert_contains(fail_message(), "boots the kernel of 'z', which is not");
}

/* A flavour whose kernel has no tests can be built, but not tested. */
static void test_without_tests(void **state)
{
	(void)state;
	put("home/targets/a.config", "# flavour: one\n");
	put("home/targets/b.config", "# flavour: two\n# instead of test: lazymmu bench\n");
	assert_int_equal(flavours_need_tests("a"), 0);
	assert_int_equal(flavours_need("b"), 0);
	assert_true(flavours_need_tests("b") < 0);
	assert_int_equal(fail_code(), EXIT_USAGE);
	assert_string_equal(fail_message(), "flavour 'b' has no tests: use 'lazymmu bench'");
	fail_clear();
	assert_true(flavours_need_tests("c") < 0);
	assert_contains(fail_message(), "'c' is not a flavour");
	fail_clear();
	put("home/targets/t", "description = x\narch = fake\nconfig = t.config\n"
	    "make = image\nimage = image\nqemu = fake\nappend = x\n");
	run("test -f b", EXIT_USAGE, "flavour 'b' has no tests");
}

/* In a checkout, 'lazymmu test -f bench' is refused. */
static void test_bench_has_no_tests(void **state)
{
	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_true(flavours_need_tests("bench") < 0);
	assert_string_equal(fail_message(), "flavour 'bench' has no tests: use 'lazymmu bench'");
	fail_clear();
	assert_int_equal(flavours_need_tests(FLAVOUR_DEFAULT), 0);
}

static void test_command(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	put("home/targets/a.config", "# flavour: one\n");
	assert_int_equal(lazymmu("targets --flavours", &out), 0);
	assert_string_equal(out.buf, "FLAVOUR        DESCRIPTION\na              one\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("targets --flavours --json", &out), 0);
	assert_contains(out.buf, "\"name\": \"a\"");
	sb_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ours), TEST(test_found), TEST(test_unreadable),
		TEST(test_kernel), TEST(test_without_tests),
		TEST(test_bench_has_no_tests), TEST(test_command),
	};

	return cmocka_run_group_tests_name("flavour", tests, NULL, NULL);
}
