// SPDX-License-Identifier: GPL-2.0-only
/* Sizes and stack frames of functions, and how they differ. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure/frames.h"
#include "measure/sizes.h"
#include "report/costs_text.h"
#include "util/fail.h"
#include "util/paths.h"

static void expect_change(const struct changes *c, size_t i, const char *name,
			  uint64_t before, uint64_t after)
{
	assert_true(i < c->n);
	assert_string_equal(c->v[i].name, name);
	assert_int_equal(c->v[i].before, before);
	assert_int_equal(c->v[i].after, after);
}

/* Take the sizes from a list as nm prints it, with the repository's settings. */
static void take_sizes(struct sizes *s, const char *list)
{
	struct symbols symbols = { 0 };
	struct settings settings;

	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(settings_load(&settings), 0);
	symbols_parse(&symbols, list);
	sizes_take(s, &settings, &symbols);
	symbols_free(&symbols);
	settings_free(&settings);
}

static void test_sizes(void **state)
{
	struct changes c = { 0 };
	struct sizes before, after;

	(void)state;
	take_sizes(&before, "1000 10 T same\n2000 10 T larger\n"
		   "3000 8 T gone\n4000 8 t bench_empty\n5000 8 D data\n"
		   "6000 10 t twice\n6100 20 t twice\n7000 8 t f.constprop.0\n"
		   "8000 40 D init_task\n9000 D __per_cpu_start\n9100 D __per_cpu_end\n");
	take_sizes(&after, "1000 10 T same\n2000 20 T larger\n"
		   "4000 80 t bench_empty\n4100 8 t lazy_mmu_bench_begin\n"
		   "5000 80 D data\n5500 4 T new\n"
		   "6000 10 t twice\n6100 24 t twice\n7000 8 t f.constprop.12\n");
	assert_int_equal(before.text, 0x10 + 0x10 + 8 + 0x10 + 0x20 + 8);
	assert_int_equal(before.task, 0x40);
	assert_int_equal(before.percpu, 0x100);
	changes_find(&c, &before.functions, &after.functions);
	changes_sort_by_difference(&c);
	assert_int_equal(c.n, 4);
	expect_change(&c, 0, "larger", 16, 32);
	expect_change(&c, 1, "gone", 8, 0);
	expect_change(&c, 2, "new", 0, 4);
	expect_change(&c, 3, "twice", 48, 52);
	changes_free(&c);
	sizes_free(&before);
	sizes_free(&after);
}

/* The output is that of the kernel's scripts/bloat-o-meter. */
static void test_text(void **state)
{
	struct changes c = { 0 };
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	changes_add(&c, "larger", 16, 32);
	changes_add(&c, "gone", 8, 0);
	changes_add(&c, "new", 0, 4);
	costs_text_changes(&c, 2, to);
	fclose(to);
	assert_string_equal(text,
		"add/remove: 1/1 grow/shrink: 1/0 up/down: 20/-8 (12)\n"
		"Function                                     old     new   delta\n"
		"larger                                        16      32     +16\n"
		"gone                                           8       -      -8\n");
	free(text);
	changes_free(&c);
}

static void parse(struct functions *f, const char *text)
{
	char *copy = str_dup(text);

	assert_int_equal(frames_parse(f, "x.su", copy, strlen(copy)), 0);
	functions_sort(f, FUNCTIONS_MOST);
	free(copy);
}

static void test_frames(void **state)
{
	struct functions before = { 0 }, after = { 0 };
	struct changes c = { 0 };
	struct strlist names = { 0 };
	uint64_t most[2];

	(void)state;
	parse(&before, "mm/memory.c:1:2:deep\t48\tstatic\n"
	      "mm/mremap.c:1:2:move_page_tables\t120\tdynamic,bounded\n"
	      "mm/memory.c:9:12:zap_pte_range.isra\t144\tstatic\n"
	      "mm/a.c:1:1:twice\t8\tstatic\nmm/b.c:1:1:twice\t16\tstatic\n"
	      "mm/memory.c:9:12:deep.cold\t480\tstatic\n");
	parse(&after, "mm/memory.c:1:2:deep\t56\tstatic\n"
	      "mm/mremap.c:1:2:move_page_tables\t136\tstatic\n"
	      "mm/a.c:1:1:twice\t8\tstatic\nmm/b.c:1:1:twice\t16\tstatic\n"
	      "mm/memory.c:9:12:deep.cold\t480\tstatic\n");
	changes_find(&c, &before, &after);
	changes_sort_by_after(&c);
	assert_int_equal(c.n, 3);
	expect_change(&c, 0, "move_page_tables", 120, 136);
	expect_change(&c, 1, "deep", 48, 56);
	expect_change(&c, 2, "zap_pte_range.isra", 144, 0);
	changes_free(&c);

	sl_split(&names, "none deep move_page_tables zap_pte_range", " ");
	frames_of(&before, &after, &names, most, &c);
	assert_int_equal(c.n, 3);
	expect_change(&c, 0, "move_page_tables", 120, 136);
	expect_change(&c, 1, "deep", 48, 56);
	expect_change(&c, 2, "zap_pte_range", 144, 0);
	assert_true(most[0] == 144 && most[1] == 136);
	sl_free(&names);
	changes_free(&c);
	functions_free(&before);
	functions_free(&after);
}

static void test_bad_frames(void **state)
{
	static const char *const bad[] = {
		"a.c:1:2:f\t8\tstatic\nrubbish\n", "a.c:1:2:f\t8\tstatic\na.c:1:2:f 8 static\n",
		"a.c:1:2:f\t8\tstatic\n\n", "a.c:1:2:f\t8\tstatic\na.c:1:f\t8\tstatic\n",
		"a.c:1:2:f\t8\tstatic\na.c:1:2:f\tx\tstatic\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct functions f = { 0 };
		char *copy = str_dup(bad[i]);

		assert_true(frames_parse(&f, "x.su", copy, strlen(copy)) < 0);
		assert_contains(fail_message(), "x.su:2: this is not a line of gcc's");
		fail_clear();
		free(copy);
		functions_free(&f);
	}
}

/* Read files that the installed compiler writes. */
static void test_gcc(void **state)
{
	struct functions f;

	(void)state;
	put("out/a/x.c", "int g(int i);\n"
	    "int deep(int i)\n{\n\tvolatile char a[1000];\n\n\ta[i] = 1;\n\treturn g(a[0]);\n}\n"
	    "int leaf(int i)\n{\n\treturn i + 1;\n}\n");
	sh("gcc -O2 -fstack-usage -c -o out/a/x.o out/a/x.c");
	/*
	 * The output directory has a link to the kernel's source, which must
	 * not be followed.
	 */
	put("source/y.su", "rubbish\n");
	assert_int_equal(symlink("../source", at("out/source")), 0);
	assert_int_equal(frames_read(&f, at("out")), 0);
	assert_int_equal(f.n, 2);
	assert_string_equal(f.v[0].name, "deep");
	assert_true(f.v[0].bytes >= 800 && f.v[0].bytes < 1200);
	assert_string_equal(f.v[1].name, "leaf");
	assert_true(f.v[1].bytes < 64);
	functions_free(&f);
}

static void test_no_frames(void **state)
{
	struct functions f;

	(void)state;
	put("out/x.o", "");
	assert_true(frames_read(&f, at("out")) < 0);
	assert_contains(fail_message(), "was not built with -fstack-usage");
	fail_clear();
	assert_true(frames_read(&f, at("none")) < 0);
	assert_contains(fail_message(), "none cannot be read: No such file");
	fail_clear();
	put("out/x.su", "rubbish\n");
	assert_true(frames_read(&f, at("out")) < 0);
	assert_contains(fail_message(), "out/x.su:1: ");
}

static void test_settings(void **state)
{
	struct settings s;

	(void)state;
	put("home/bench/settings", "plots = a b\nsymbols = x_ y_\nplots = c\n");
	assert_int_equal(settings_load(&s), 0);
	assert_int_equal(s.plots.n, 3);
	assert_true(settings_is_workload(&s, "y_1"));
	assert_false(settings_is_workload(&s, "z_y_1"));
	settings_free(&s);
	put("home/bench/settings", "plots = a\nplotz = b\n");
	assert_true(settings_load(&s) < 0);
	assert_contains(fail_message(), "settings:2: 'plotz = b' is not a setting");
	fail_clear();
	put("home/bench/settings", "plots =\n");
	assert_true(settings_load(&s) < 0);
	assert_contains(fail_message(), "settings:1: 'plots = ' has no value");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sizes), TEST(test_text), TEST(test_frames),
		TEST(test_bad_frames), TEST(test_gcc), TEST(test_no_frames),
		TEST(test_settings),
	};

	return cmocka_run_group_tests_name("functions", tests, NULL, NULL);
}
