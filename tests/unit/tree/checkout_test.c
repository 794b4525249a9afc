// SPDX-License-Identifier: GPL-2.0-only
/* The files of prepared trees. */
#include "fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree/checkout.h"
#include "tree/prepare.h"
#include "util/fail.h"
#include "util/file.h"

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

static time_t mtime(const char *dir, const char *file)
{
	char *path = path_join(dir, file);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	free(path);
	return st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
}

static bool has_file(const char *dir, const char *file)
{
	char *path = path_join(dir, file);
	bool has = exists(path);

	free(path);
	return has;
}

/* A prepared tree: the commit, and the directory with its files. */
struct built {
	struct kernel k;
	char commit[65];
	char *dir;
};

static void prepare(struct built *b, enum variant variant)
{
	const struct recipe recipe = { .variant = variant };

	free(b->dir);
	b->dir = NULL;
	if (prepare_tree(&b->k, &recipe, b->commit) ||
	    checkout_update(&b->k, b->commit, variant_name(variant), &b->dir))
		fail_msg("%s", fail_message());
}

static void begin_built(struct built *b)
{
	*b = (struct built){ 0 };
	assert_int_equal(kernel_open(at("k"), false, &b->k), 0);
	prepare(b, PORTED);
}

static void end_built(struct built *b)
{
	free(b->dir);
	kernel_free(&b->k);
	assert_git("k", "for-each-ref --format=%(refname)", "refs/heads/main");
}

static void test_checkout(void **state)
{
	const struct recipe recipe = { .variant = PORTED };
	char again[65];
	struct built b;

	(void)state;
	begin_built(&b);
	assert_true(has_file(b.dir, "include/linux/new.h"));
	assert_false(has_file(b.dir, ".git"));
	assert_int_equal(prepare_tree(&b.k, &recipe, again), 0);
	assert_string_equal(b.commit, again);
	end_built(&b);
}

/* Only what changes is written; a file that somebody removed comes back. */
static void test_checkout_again(void **state)
{
	struct built b;
	time_t changed, same;
	char *file, *dir;

	(void)state;
	begin_built(&b);
	dir = str_dup(b.dir);
	changed = mtime(b.dir, "include/linux/pgtable.h");
	same = mtime(b.dir, "Makefile");
	nap(20);
	put("home/series/10-mm-first/edits", "in mm/memory.c\nafter ^int two;\n|int x;\n");
	file = path_join(b.dir, "Kconfig");
	assert_int_equal(unlink(file), 0);
	prepare(&b, PORTED);
	assert_string_equal(dir, b.dir);
	assert_int_equal(changed, mtime(b.dir, "include/linux/pgtable.h"));
	assert_int_equal(same, mtime(b.dir, "Makefile"));
	assert_true(has_file(b.dir, "Kconfig"));
	assert_true(mtime(b.dir, "mm/memory.c") > changed);
	free(file);
	free(dir);
	end_built(&b);
}

/* If no step applies, the stock kernel is the kernel itself. */
static void test_checkout_stock(void **state)
{
	struct built b;

	(void)state;
	begin_built(&b);
	prepare(&b, STOCK);
	assert_string_equal(b.commit, b.k.head);
	assert_false(has_file(b.dir, "include/linux/new.h"));
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-stock: yes\n");
	prepare(&b, STOCK);
	assert_true(has_file(b.dir, "include/linux/new.h"));
	end_built(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_checkout), TEST(test_checkout_again),
		TEST(test_checkout_stock),
	};

	return cmocka_run_group_tests_name("checkout", tests, NULL, NULL);
}
