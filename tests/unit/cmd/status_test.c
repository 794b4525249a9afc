// SPDX-License-Identifier: GPL-2.0-only
/* Exit statuses: the table, the help texts and the man page say the same. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

/* The rows "CODE|T{\nTEXT\nT}" of the table in the man page, as one text. */
static char *read_man_page(void)
{
	static const char format[] = "\nr lw(60n).\n";
	struct strbuf text = STRBUF_INIT;
	const char *begin;
	char *end, *rows;

	assert_int_equal(read_file("docs/lazymmu.1", &text), 0);
	begin = strstr(text.buf, "\n.SH EXIT STATUS\n");
	assert_non_null(begin);
	begin = strstr(begin, format);
	assert_non_null(begin);
	begin += strlen(format);
	end = strstr(begin, ".TE\n");
	assert_non_null(end);
	*end = '\0';
	rows = str_dup(begin);
	sb_free(&text);
	return rows;
}

static void test_man_page(void **state)
{
	struct strbuf expected = STRBUF_INIT;
	char *rows = read_man_page();

	(void)state;
	for (int code = 0; code < 256; code++) {
		const char *text = fail_code_text(code);

		if (text)
			sb_addf(&expected, "%d|T{\n%s\nT}\n", code, text);
	}
	assert_string_equal(rows, expected.buf);
	free(rows);
	sb_free(&expected);
}

/* Join all lines to one, because argp may break lines anywhere. */
static void unwrap(char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			*text = ' ';
	}
}

/* Each command shows the statuses that it can return, and no others. */
static void test_help(void **state)
{
	static const struct {
		const char *command, *codes;
	} cases[] = {
		{ "compare", "0 2 3" },
		{ "targets", "0 2 3" },
		{ "versions", "0 2 3 15 16 19 130" },
		{ "cache", "0 2 3 15 130" },
		{ "doctor", "0 2 3 15 16 130" },
		{ "fetch", "0 2 3 11 15 16 19 130" },
		{ "apply", "0 2 3 10 11 12 13 14 15 16 17 18 19 20 21 130" },
		{ "revert", "0 2 3 10 11 13 14 15 16 18 20 21 130" },
		{ "series", "0 2 3 10 11 12 13 15 16 17 18 19 130" },
		{ "build", "0 2 3 4 10 11 12 13 15 16 17 18 19 130" },
		{ "test", "0 1 2 3 4 5 6 10 11 12 13 15 16 17 18 19 130" },
		{ "bench", "0 1 2 3 4 5 6 10 11 12 13 15 16 17 18 19 130" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *args = str_fmt("%s --help", cases[i].command);
		struct strlist codes = { 0 };
		struct strbuf out = STRBUF_INIT, expected = STRBUF_INIT;

		sl_split(&codes, cases[i].codes, " ");
		for (size_t c = 0; c < codes.n; c++)
			sb_addf(&expected, "%s%s %s", c ? "; " : "Exit status: ",
				codes.v[c], fail_code_text(atoi(codes.v[c])));
		sb_adds(&expected, ".");
		assert_int_equal(lazymmu(args, &out), 0);
		unwrap(out.buf);
		assert_contains(out.buf, expected.buf);
		sl_free(&codes);
		sb_free(&expected);
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
