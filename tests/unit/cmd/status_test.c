// SPDX-License-Identifier: GPL-2.0-only
/* Exit statuses: the table, the help texts and the man page say the same. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strlist.h"

/* The lines "CODE|text" of the table in the man page. */
static void read_man_page(struct strlist *rows)
{
	struct strbuf text = STRBUF_INIT;
	const char *begin;
	char *end;

	assert_int_equal(read_file("docs/lazymmu.1", &text), 0);
	begin = strstr(text.buf, "\n.SH EXIT STATUS\n");
	assert_non_null(begin);
	begin = strstr(begin, "\nr l.\n");
	assert_non_null(begin);
	end = strstr(begin, "\n.TE\n");
	assert_non_null(end);
	*end = '\0';
	sl_split(rows, begin + strlen("\nr l.\n"), "\n");
	sb_free(&text);
}

static void test_man_page(void **state)
{
	struct strlist rows = { 0 };
	size_t row = 0;

	(void)state;
	read_man_page(&rows);
	for (int code = 0; code < 256; code++) {
		const char *text = fail_code_text(code);
		char *expected;

		if (!text)
			continue;
		expected = str_fmt("%d|%s", code, text);
		assert_true(row < rows.n);
		assert_string_equal(rows.v[row++], expected);
		free(expected);
	}
	assert_int_equal(row, rows.n);
	sl_free(&rows);
}

/* Join all lines to one, because argp may break lines anywhere. */
static void unwrap(char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			*text = ' ';
	}
}

static void test_help(void **state)
{
	static const char *const commands[] = {
		"apply", "bench", "build", "compare", "doctor", "fetch",
		"series", "targets", "test",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *args = str_fmt("%s --help", commands[i]);
		struct strbuf out = STRBUF_INIT;

		assert_int_equal(lazymmu(args, &out), 0);
		unwrap(out.buf);
		assert_contains(out.buf, "Exit status: 0 done, all tests passed; 1 tests failed in a guest, ");
		assert_contains(out.buf, "; 19 the kernel could not be fetched; 130 interrupted.");
		sb_free(&out);
		free(args);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_man_page),
		cmocka_unit_test_setup_teardown(test_help, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
