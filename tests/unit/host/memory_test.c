// SPDX-License-Identifier: GPL-2.0-only
#include "fixture.h"

#include <unistd.h>

#include "host/memory.h"

static void test_available(void **state)
{
	uint64_t all = (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	(void)state;
	assert_true(memory_available() > 1 << 20);
	assert_true(memory_available() <= all);
}

static void test_parse(void **state)
{
	(void)state;
	assert_int_equal(memory_parse("512M"), 512ULL << 20);
	assert_int_equal(memory_parse("2G"), 2ULL << 30);
	assert_int_equal(memory_parse("2g"), 2ULL << 30);
	assert_int_equal(memory_parse("1T"), 1ULL << 40);
	assert_int_equal(memory_parse("64K"), 64ULL << 10);
	assert_int_equal(memory_parse("1024"), 1ULL << 30);
	assert_int_equal(memory_parse(""), 0);
	assert_int_equal(memory_parse("G"), 0);
	assert_int_equal(memory_parse("-1"), 0);
	assert_int_equal(memory_parse("1Q"), 0);
	assert_int_equal(memory_parse("1Gi"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_available),
		cmocka_unit_test(test_parse),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
