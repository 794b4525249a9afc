// SPDX-License-Identifier: GPL-2.0-only
/* Turning bytes into lines. */
#include "fixture.h"

#include <string.h>

#include "util/array.h"
#include "util/strlist.h"
#include "verdict/console.h"

static struct strlist lines;
static size_t rests;

static void keep(void *arg, const char *line, bool rest)
{
	(void)arg;
	sl_add(&lines, line);
	rests += rest;
}

static void feed(const void *bytes, size_t len)
{
	struct console c;

	sl_free(&lines);
	rests = 0;
	console_init(&c, keep, NULL);
	console_feed(&c, bytes, len);
	console_end(&c);
	console_free(&c);
}

static void expect_lines(const char *const want[])
{
	size_t n = 0;

	for (; want[n]; n++) {
		assert_true(n < lines.n);
		assert_string_equal(lines.v[n], want[n]);
	}
	assert_int_equal(lines.n, n);
}

#define EXPECT_LINES(...) expect_lines(ARGS(__VA_ARGS__))
#define FEED(text) feed(text, sizeof(text) - 1)

static void line_ends(void **state)
{
	(void)state;
	FEED("one\r\ntwo\nthree\r\r\nover\rwritten\nlast");
	EXPECT_LINES("one", "two", "three", "over", "written", "last");
}

static void escape_sequences(void **state)
{
	(void)state;
	FEED("\033[2J\033[1;31mred\033[0m\n"
	     "\033]0;title\007text\n\033P1$r\033\\x\n\033(By\n"
	     "\033[31\nnot swallowed\n\033]never ends\nnot this either\n");
	EXPECT_LINES("red", "text", "x", "y", "", "not swallowed", "",
		     "not this either");
}

static void odd_bytes(void **state)
{
	(void)state;
	FEED("a\0b\001\xff\tc\n");
	EXPECT_LINES("ab\\x01\\xff c");
}

static void xen_interrupts_a_line(void **state)
{
	(void)state;
	FEED("[    1.0] ok 1 a(XEN) Entering ACPI S5 state.\n(XEN) alone\n");
	EXPECT_LINES("[    1.0] ok 1 a", "(XEN) Entering ACPI S5 state.",
		     "(XEN) alone");
}

static void endless_line(void **state)
{
	static char big[10 * CONSOLE_LINE_MAX];

	(void)state;
	memset(big, 'x', sizeof(big));
	feed(big, sizeof(big));
	assert_in_range(lines.n, 10, 11);
	assert_in_range(rests, 9, 10);
	for (size_t i = 0; i < lines.n; i++)
		assert_true(strlen(lines.v[i]) <= CONSOLE_LINE_MAX + 4);
}

static void time_stamps(void **state)
{
	(void)state;
	assert_string_equal(console_text("[    1.893736]     ok 1 a"), "    ok 1 a");
	assert_string_equal(console_text("<6>[12345.678901] x"), "x");
	assert_string_equal(console_text("[    0.1][    T1] x"), "x");
	assert_string_equal(console_text("[    0.1] [x] y"), "[x] y");
	assert_string_equal(console_text("[drm] x"), "[drm] x");
	assert_string_equal(console_text("[ 12"), "[ 12");
	assert_string_equal(console_text("<x"), "<x");
	assert_string_equal(console_text(""), "");
}

static int teardown(void **state)
{
	(void)state;
	sl_free(&lines);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_ends),
		cmocka_unit_test(escape_sequences),
		cmocka_unit_test(odd_bytes),
		cmocka_unit_test(xen_interrupts_a_line),
		cmocka_unit_test(endless_line),
		cmocka_unit_test(time_stamps),
	};

	return cmocka_run_group_tests_name("console", tests, NULL, teardown);
}
