// SPDX-License-Identifier: GPL-2.0-only
/* Tables of text. */
#include "fixture.h"

#include <stdlib.h>

#include "util/array.h"
#include "util/table.h"

static void assert_printed(const struct table *t, const char *expected)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	table_print(t, "> ", f);
	fclose(f);
	assert_string_equal(text, expected);
	free(text);
}

static void test_columns(void **state)
{
	struct table t = TABLE("lrl");

	(void)state;
	table_row(&t, ARGS("a", "1", "x"));
	table_row(&t, ARGS("long", "1000", ""));
	assert_printed(&t, "> a        1  x\n> long  1000\n");
	table_free(&t);
}

static void test_empty(void **state)
{
	struct table t = TABLE("lr");

	(void)state;
	assert_printed(&t, "");
	table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns), cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
