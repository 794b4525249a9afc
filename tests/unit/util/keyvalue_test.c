// SPDX-License-Identifier: GPL-2.0-only
/* Files of "key = value" lines. */
#include "fixture.h"

#include <errno.h>
#include <string.h>

#include "util/fail.h"
#include "util/keyvalue.h"

static const char *add_pair(void *arg, const char *key, const char *value)
{
	if (!strcmp(key, "bad"))
		return "is not good";
	sb_addf(arg, "<%s|%s>", key, value);
	return NULL;
}

static int read_pairs(const char *text, struct strbuf *out)
{
	put("file", text);
	return keyvalue_read(at("file"), add_pair, out);
}

static void test_pairs(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_pairs("# comment = no\n\na=1\n \tb  c =\t2 = 3 \r\n  # no\nlast=",
				    &out), 0);
	assert_string_equal(out.buf, "<a|1><b  c|2 = 3><last|>");
	sb_free(&out);
}

static void test_empty_file(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_pairs("", &out), 0);
	assert_string_equal(out.buf, "");
}

static void test_no_pair(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_pairs("a = 1\n\n what is this\nb = 2\n", &out), -EINVAL);
	assert_contains(fail_message(), "file:3: 'what is this' is not 'key = value'");
	assert_string_equal(out.buf, "<a|1>");
	sb_free(&out);
}

static void test_bad_value(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(read_pairs("bad = x\n", &out), -EINVAL);
	assert_contains(fail_message(), "file:1: 'bad = x' is not good");
}

static void test_no_file(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(keyvalue_read(at("none"), add_pair, &out), -ENOENT);
	assert_contains(fail_message(), "none cannot be read: No such file");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pairs), TEST(test_empty_file), TEST(test_no_pair),
		TEST(test_bad_value), TEST(test_no_file),
	};

	return cmocka_run_group_tests_name("keyvalue", tests, NULL, NULL);
}
