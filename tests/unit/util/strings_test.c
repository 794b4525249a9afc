// SPDX-License-Identifier: GPL-2.0-only
/* struct strbuf and struct strlist */
#include "fixture.h"

#include <stdlib.h>

#include "util/array.h"
#include "util/strlist.h"

static void test_buffer_is_a_string(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_string_equal(sb.buf, "");
	sb_reset(&sb);
	assert_string_equal(sb.buf, "");
	sb_free(&sb);
}

static void test_buffer_grows(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		sb_addf(&sb, "%d,", i);
	assert_int_equal(sb.len, 3890);
	sb_free(&sb);
}

static void test_rtrim(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	sb_adds(&sb, "a b \n\t");
	sb_rtrim(&sb);
	assert_string_equal(sb.buf, "a b");
	sb_free(&sb);
}

static void test_squeezed(void **state)
{
	static const char *const lines[] = { "", "a", "", "", "", "b", "c", "", "" };
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		sb_add_squeezed(&sb, lines[i]);
	assert_string_equal(sb.buf, "\na\n\nb\nc\n\n");
	sb_free(&sb);
}

static void test_detach(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	char *s;

	(void)state;
	sb_adds(&sb, "a b");
	s = sb_detach(&sb);
	assert_string_equal(s, "a b");
	assert_int_equal(sb.len, 0);
	free(s);
	s = sb_detach(&sb);
	assert_string_equal(s, "");
	free(s);
}

static void test_split_and_sort(void **state)
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
}

static void test_split_nul(void **state)
{
	struct strlist sl = { 0 };

	(void)state;
	sl_split_nul(&sl, "x\0y\n\0z", 6);
	assert_int_equal(sl.n, 3);
	assert_string_equal(sl.v[1], "y\n");
	sl_free(&sl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buffer_is_a_string),
		cmocka_unit_test(test_buffer_grows),
		cmocka_unit_test(test_rtrim),
		cmocka_unit_test(test_squeezed),
		cmocka_unit_test(test_detach),
		cmocka_unit_test(test_split_and_sort),
		cmocka_unit_test(test_split_nul),
	};

	return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
