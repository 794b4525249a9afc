// SPDX-License-Identifier: GPL-2.0-only
/* Parts of the series, which can be left out. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "series/names.h"
#include "series/series.h"
#include "util/fail.h"

/* Four steps for 6.12: the third belongs to "bench", the fourth to "speed". */
static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	put("home/series/30-mm-other/message",
	    "mm: third\n\nLazymmu-stock: yes\nLazymmu-part: bench\n");
	put("home/series/40-old/message", "mm: fourth\n\nLazymmu-part: speed\n");
	put("home/series/50-last/message",
	    "mm: fifth\n\nLazymmu-versions: 6.1\nLazymmu-part: speed\n");
	put("home/series/50-last/edits", "in mm/memory.c\ndelete ^int old;\n");
	return 0;
}

static void refused(enum exit_code code, const char *part)
{
	assert_int_equal(fail_code(), code);
	assert_contains(fail_message(), part);
	fail_clear();
}

/* The names of the steps for 6.12 without some parts; the id of the series. */
static void expect(enum variant variant, const char *without, const char *names,
		   const char *omitted, char id[65])
{
	struct strbuf got = STRBUF_INIT, left_out = STRBUF_INIT;
	struct strlist parts = { 0 };
	struct series s;

	sl_split(&parts, without, ",");
	assert_int_equal(series_load(SERIES_STATEFUL, "6.12", variant, &parts, &s), 0);
	for (size_t i = 0; i < s.n; i++)
		sb_addf(&got, "%s ", s.steps[i].name);
	for (size_t i = 0; i < s.omitted.n; i++)
		sb_addf(&left_out, "%s ", s.omitted.v[i]);
	assert_string_equal(got.buf, names);
	assert_string_equal(left_out.buf, omitted);
	memcpy(id, s.id, 65);
	series_free(&s);
	sb_free(&got);
	sb_free(&left_out);
	sl_free(&parts);
}

/* The key of a result depends on the steps that are left out. */
static void test_without(void **state)
{
	char all[65], no_speed[65], no_bench[65], stock[65], again[65];

	(void)state;
	expect(PORTED, "", "10-mm-first 20-mm-second 30-mm-other 40-old ", "", all);
	expect(PORTED, "speed", "10-mm-first 20-mm-second 30-mm-other ", "40-old ", no_speed);
	expect(PORTED, "bench", "10-mm-first 20-mm-second 40-old ", "30-mm-other ", no_bench);
	assert_string_not_equal(all, no_speed);
	assert_string_not_equal(all, no_bench);
	assert_string_not_equal(no_speed, no_bench);
	expect(PORTED, "speed,bench", "10-mm-first 20-mm-second ", "30-mm-other 40-old ", again);
	assert_string_not_equal(again, no_speed);
	/* On the stock kernel the part "speed" has no step. */
	expect(STOCK, "", "30-mm-other ", "", stock);
	expect(STOCK, "speed", "30-mm-other ", "", again);
	assert_string_equal(stock, again);
	expect(STOCK, "bench", "", "30-mm-other ", again);
}

static void test_unknown(void **state)
{
	struct strlist parts = { 0 };
	struct series s;

	(void)state;
	sl_split(&parts, "speed,sped", ",");
	assert_true(series_load(SERIES_STATEFUL, "6.12", PORTED, &parts, &s) < 0);
	refused(EXIT_USAGE, "no part 'sped' to leave out (bench, speed)");
	assert_true(series_need_parts(&parts) < 0);
	refused(EXIT_USAGE, "no part 'sped' to leave out (bench, speed)");
	sl_free(&parts);
	assert_int_equal(series_need_parts(&parts), 0);
	make_series();
	sh("rm -r home/series/50-last");
	sl_add(&parts, "speed");
	assert_true(series_need_parts(&parts) < 0);
	refused(EXIT_USAGE, "no part 'speed' to leave out (it has no parts)");
	sl_free(&parts);
}

/* A step may need all steps before it, so a part is at the end. */
static void test_order(void **state)
{
	struct series s;

	(void)state;
	put("home/series/50-last/message", "mm: fifth\n");
	assert_true(series_load(SERIES_STATEFUL, "6.12", PORTED, NULL, &s) < 0);
	refused(EXIT_STEP, "step 50-last belongs to no part, but comes after the part 'speed'");
	/* Even if the step is for another version. */
	put("home/series/50-last/message", "mm: fifth\n\nLazymmu-versions: 6.1\n");
	assert_true(series_load(SERIES_STATEFUL, "6.12", PORTED, NULL, &s) < 0);
	fail_clear();
	put("home/series/50-last/message", "mm: fifth\n\nLazymmu-part: bench\n");
	assert_true(series_load(SERIES_STATEFUL, "6.12", PORTED, NULL, &s) < 0);
	refused(EXIT_STEP, "step 50-last belongs to the part 'bench', whose other steps come before the part 'speed'");
}

/* The series of this repository: what is only speed stands last. */
static void test_own(void **state)
{
	char *here = realpath(".", NULL);
	struct series s;

	(void)state;
	setenv("LAZYMMU_HOME", here, 1);
	free(here);
	if (series_load_all(&s))
		fail_msg("%s", fail_message());
	assert_true(s.n > 0);
	assert_non_null(s.steps[s.n - 1].part);
	for (size_t i = 0; i < s.n; i++) {
		const char *part = s.steps[i].part;
		bool is_late = s.steps[i].name[0] == '9';

		if (is_late != (part && !strcmp(part, "speed")))
			fail_msg("%s: the part 'speed' has the numbers from 90 on",
				 s.steps[i].name);
	}
	series_free(&s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_without), TEST(test_unknown), TEST(test_order), TEST(test_own),
	};

	return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
