// SPDX-License-Identifier: GPL-2.0-only
/* Symbols: a list of nm, and an nm that does not run. */
#include "fixture.h"

#include <string.h>
#include <unistd.h>

#include "measure/symbols.h"
#include "util/fail.h"

static const char map[] =
	"ffffffff81000000 T _text\n"
	"ffffffff81000010 0000000000000008 t lazy_mmu_bench_begin\n"
	"ffffffff81000020 t lazy_mmu_bench_end\n"
	"ffffffff81000030 T flush\n"
	"ffffffff81000040 t flush.isra.0\n"
	"ffffffff81000050 T flush_other\n"
	"0000000000000008 d flushed\n"
	"                 U undefined\n"
	"ffffffff81000060 D flush_data\n"
	"ffffffff81000070 t flush.cold\n"
	"ffffffff81000080 t flush.part.0\n"
	"ffffffff81000090 t rest.part.0\n"
	"ffffffff810000a0 t rest.part.0.cold\n"
	"nonsense\n";

static void symbols(void **state)
{
	const struct symbol *s;
	struct symbols all = { 0 };

	(void)state;
	symbols_parse(&all, map);
	assert_int_equal(all.n, 12);
	s = symbols_find(&all, "lazy_mmu_bench_begin", NULL);
	assert_non_null(s);
	assert_true(s->address == 0xffffffff81000010 && s->size == 8);
	/* "d" can also be a hexadecimal number */
	s = symbols_find(&all, "flushed", NULL);
	assert_non_null(s);
	assert_true(s->type == 'd' && s->address == 8 && !s->size);
	s = symbols_find(&all, "flush", NULL);
	s = symbols_find(&all, "flush", s);
	assert_string_equal(s->name, "flush.isra.0");
	/* NAME.cold is not a copy */
	s = symbols_find(&all, "flush", s);
	assert_string_equal(s->name, "flush.part.0");
	assert_null(symbols_find(&all, "flush", s));
	assert_null(symbols_find(&all, "undefined", NULL));
	symbols_free(&all);
}

/* If nm cannot be run, the failure says why. */
static void nm_fails(void **state)
{
	struct symbols s = { 0 };

	(void)state;
	assert_true(symbols_read(&s, "no-such-", "x") < 0);
	assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
	assert_contains(fail_message(), "no-such-nm");
	fail_clear();
	/* A symbolic link to itself is not reported as missing. */
	assert_int_equal(symlink("loop-nm", at("loop-nm")), 0);
	assert_true(symbols_read(&s, at("loop-"), "x") < 0);
	assert_non_null(fail_message());
	assert_contains(fail_message(), "loop-nm");
	fail_clear();
	script("bad-nm", "echo \"$2: no symbols\" >&2\nexit 3\n");
	assert_true(symbols_read(&s, at("bad-"), "x") < 0);
	assert_contains(fail_message(), "the symbols of x cannot be read: ");
	assert_contains(fail_message(), "x: no symbols");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(symbols),
		TEST(nm_fails),
	};

	return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
