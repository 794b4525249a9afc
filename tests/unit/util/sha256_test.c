// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256: the values of FIPS 180-2, and the properties that names in the cache need. */
#include "fixture.h"

#include "util/sha256.h"

static void test_known_values(void **state)
{
	struct sha256 d;
	char hex[SHA256_HEX];

	(void)state;
	sha256_init(&d);
	sha256_hex(&d, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_init(&d);
	sha256_add(&d, "abc", 3);
	sha256_hex(&d, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_piece_by_piece(void **state)
{
	struct sha256 d;
	char hex[SHA256_HEX];

	(void)state;
	sha256_init(&d);
	for (int i = 0; i < 1000000; i++)
		sha256_add(&d, "a", 1);
	sha256_hex(&d, hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* "a", "b" is not "ab"; and a name must not change from one release to the next. */
static void test_strings_have_an_end(void **state)
{
	struct sha256 d;
	char hex[SHA256_HEX], bytes[SHA256_HEX];

	(void)state;
	sha256_init(&d);
	sha256_add_string(&d, "a");
	sha256_add_string(&d, "b");
	sha256_hex(&d, hex);
	sha256_init(&d);
	sha256_add(&d, "a\0b", 4);
	sha256_hex(&d, bytes);
	assert_string_equal(hex, bytes);
	sha256_init(&d);
	sha256_add_string(&d, "ab");
	sha256_hex(&d, bytes);
	assert_string_not_equal(hex, bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_values),
		cmocka_unit_test(test_piece_by_piece),
		cmocka_unit_test(test_strings_have_an_end),
	};

	return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
