// SPDX-License-Identifier: GPL-2.0-only
/* The names of the workloads, and expressions that choose some of them. */
#include "fixture.h"

#include <stdlib.h>

#include "measure/workloads.h"
#include "util/fail.h"
#include "util/paths.h"

static struct regex *expression(const char *text)
{
	char *why = NULL;
	struct regex *re = regex_compile(text, "--only", &why);

	assert_non_null(re);
	return re;
}

/* @wrong: part of the message; NULL: a workload matches */
static void expect(const char *only, const char *wrong)
{
	struct regex *re = expression(only);
	int err = workloads_need(re);

	if (!wrong)
		assert_int_equal(err, 0);
	else
		assert_true(err < 0 && fail_code() == EXIT_USAGE);
	if (wrong)
		assert_contains(fail_message(), wrong);
	fail_clear();
	regex_free(re);
}

/* The tables of the repository. */
static void test_ours(void **state)
{
	struct strlist names = { 0 };

	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(workloads_load(&names), 0);
	assert_true(names.n > 30);
	assert_true(sl_has(&names, "section-nested-512"));
	assert_true(sl_has(&names, "mprotect-ro-16M"));
	/* of the second table in its file */
	assert_true(sl_has(&names, "madvise-thread-16M"));
	sl_free(&names);
	assert_int_equal(workloads_need(NULL), 0);
	expect("mprotect", NULL);
	expect("^(empty|fork-4M)$", NULL);
	expect("^munmap-file-thread", NULL);
	expect("^mprotect$", "--only: no workload matches '^mprotect$': there are nothing, empty, ");
	/* It is never shown. */
	expect("^nothing$", "no workload matches");
	/* Sizes are not measured with --only. */
	expect("vmlinux", "no workload matches");
}

/* A source whose table looks different must not pass for one without workloads. */
static void test_no_table(void **state)
{
	struct strlist names = { 0 };

	(void)state;
	put("home/kernel/mm/tests/lazy_mmu_bench.c", "\t{ \"a-1\", f, 1 },\n");
	put("home/guest/bench.c", "{ \"b\", f },\n");
	assert_true(workloads_load(&names) < 0);
	assert_contains(fail_message(), "guest/bench.c has no table of workloads");
	sl_free(&names);
	fail_clear();
	put("home/guest/bench.c", "\t{ \"b\", f },\n\t{ \"\", f },\n\t{ \"c\n");
	assert_int_equal(workloads_load(&names), 0);
	assert_int_equal(names.n, 2);
	sl_free(&names);
	sh("rm home/guest/bench.c");
	assert_true(workloads_load(&names) < 0);
	assert_contains(fail_message(), "guest/bench.c cannot be read");
	sl_free(&names);
}

static void test_listed(void **state)
{
	static const char *const cases[][2] = {
		{ "^(a|b-1|c_2)$", "a,b-1,c_2" }, { "^(a)$", "a" },
		{ "^(a|b.*)$", NULL }, { "(a|b)", NULL }, { "a", NULL },
	};

	(void)state;
	assert_null(workloads_listed(NULL));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct regex *re = expression(cases[i][0]);
		char *names = workloads_listed(re);

		if (cases[i][1]) {
			assert_non_null(names);
			assert_string_equal(names, cases[i][1]);
		} else {
			assert_null(names);
		}
		free(names);
		regex_free(re);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ours), TEST(test_no_table), TEST(test_listed),
	};

	return cmocka_run_group_tests_name("workloads", tests, NULL, NULL);
}
