// SPDX-License-Identifier: GPL-2.0-only
/* Prepared trees that have not been used for long are removed. */
#include "fakes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tree/expire.h"
#include "tree/kernel.h"
#include "tree/store.h"
#include "util/file.h"
#include "util/strlist.h"

/* Run git with @args in the repository of prepared trees. */
static char *git_of_store(const char *args)
{
	struct kernel k;
	char *dir, *all, *out;

	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	dir = store_path(&k);
	all = str_fmt("--git-dir=%s %s", dir, args);
	out = git_in(".", all);
	free(all);
	free(dir);
	kernel_free(&k);
	return out;
}

static size_t count_trees(void)
{
	struct strlist refs = { 0 };
	char *out = git_of_store("for-each-ref");
	size_t n;

	sl_split(&refs, out, "\n");
	n = refs.n;
	sl_free(&refs);
	free(out);
	return n;
}

/* Set the last use of all references to @days ago. */
static void set_age(int days)
{
	struct timespec t = { .tv_sec = time(NULL) - days * 24 * 60 * 60 - 60 };
	const struct timespec times[] = { t, t };
	char *dir = git_of_store("rev-parse --git-path refs/heads");
	struct strlist names = { 0 };

	assert_int_equal(list_dir(dir, &names), 0);
	for (size_t i = 0; i < names.n; i++) {
		char *file = path_join(dir, names.v[i]);

		assert_int_equal(utimensat(AT_FDCWD, file, times, 0), 0);
		free(file);
	}
	sl_free(&names);
	free(dir);
}

static void edit_series(const char *why)
{
	char *message = str_fmt("mm: first\n\n%s\n", why);

	put("home/series/10-mm-first/message", message);
	free(message);
}

static void build(const char *why)
{
	edit_series(why);
	free(run_out("build -k @/k t", 0));
}

static int setup(void **state)
{
	fakes_setup(state);
	build("Because.");
	return 0;
}

static void test_old_tree_goes(void **state)
{
	char *commit = git_of_store("for-each-ref --format=%(objectname)");
	char *objects;

	(void)state;
	set_age(EXPIRE_DAYS);
	edit_series("Because, yes.");
	run("build -k @/k t", 0, "removed 1 prepared tree that nobody used for 60 days");
	assert_int_equal(count_trees(), 1);
	objects = git_of_store("cat-file --batch-all-objects --batch-check=%(objectname)");
	assert_null(strstr(objects, commit));
	free(objects);
	free(commit);
}

static void test_younger_tree_stays(void **state)
{
	(void)state;
	set_age(EXPIRE_DAYS - 1);
	build("Because, yes.");
	assert_int_equal(count_trees(), 2);
}

static void test_used_tree_stays(void **state)
{
	(void)state;
	set_age(EXPIRE_DAYS);
	build("Because.");
	build("Because, yes.");
	assert_int_equal(count_trees(), 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_old_tree_goes), TEST(test_younger_tree_stays),
		TEST(test_used_tree_stays),
	};

	return cmocka_run_group_tests_name("expire", tests, NULL, NULL);
}
