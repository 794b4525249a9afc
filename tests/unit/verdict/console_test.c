// SPDX-License-Identifier: GPL-2.0-only
/* Bytes into lines, and the judge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "verdict/console.h"
#include "util/strbuf.h"

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

#define EXPECT_LINES(...) expect_lines((const char *const[]){ __VA_ARGS__, NULL })
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

static enum badness verdict(const char *text, struct judge *j,
			    const struct benign_list *benign)
{
	struct strlist l = { 0 };

	judge_init(j, benign);
	sl_split(&l, text, "\n");
	for (size_t i = 0; i < l.n; i++)
		judge_line(j, l.v[i]);
	sl_free(&l);
	return j->worst;
}

static void each_kind(void **state)
{
	static const struct {
		const char *text;
		enum badness kind;
	} v[] = {
		{ "[1.0] Kernel panic - not syncing: Attempted to kill init!", BAD_PANIC },
		{ "(XEN) Domain 0 crashed: rebooting machine in 5 seconds.", BAD_PANIC },
		{ "(XEN) d0v0 Unhandled: vec 14, #PF[0001]", BAD_PANIC },
		{ "(XEN) Xen BUG at mm.c:1234", BAD_PANIC },
		{ "(XEN) FATAL TRAP: vector = 6 (invalid opcode)", BAD_PANIC },
		{ "[1.0] kernel BUG at arch/x86/xen/enlighten_pv.c:1!", BAD_OOPS },
		{ "[1.0] BUG: unable to handle page fault for address: 0", BAD_OOPS },
		{ "[1.0] BUG: Kernel NULL pointer dereference on read at 0x0", BAD_OOPS },
		{ "[1.0] Unable to handle kernel paging request at virtual address", BAD_OOPS },
		{ "[1.0] Internal error: Oops - BUG: 00000000f2000800 [#1]", BAD_OOPS },
		{ "[1.0] BUG: sleeping function called from invalid context at mm/x.c:1", BAD_BUG },
		{ "[1.0] BUG: scheduling while atomic: init/1/0x2", BAD_BUG },
		{ "[1.0] BUG: Bad page map in process init  pte:1 pmd:2", BAD_BUG },
		{ "[1.0] BUG: Bad rss-counter state mm:0 type:MM_ANONPAGES val:1", BAD_BUG },
		{ "[1.0] WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1/0x2", BAD_WARNING },
		{ "[1.0] WARNING: possible circular locking dependency detected", BAD_LOCKDEP },
		{ "[1.0] WARNING: suspicious RCU usage", BAD_LOCKDEP },
		{ "[1.0] WARNING: bad unlock balance detected!", BAD_LOCKDEP },
		{ "[1.0] rcu: INFO: rcu_preempt self-detected stall on CPU", BAD_STALL },
		{ "[1.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", BAD_STALL },
		{ "[1.0] watchdog: BUG: soft lockup - CPU#0 stuck for 22s!", BAD_STALL },
		{ "[1.0] INFO: task init:1 blocked for more than 60 seconds.", BAD_STALL },
		{ "[1.0] Call Trace:", BAD_WARNING },
		{ "[1.0] debug: unmapping init [mem 0x1-0x2]", BAD_NOTHING },
		{ "[1.0] Tainted: [W]=WARN", BAD_NOTHING },
		{ "[1.0]     ok 1 debugging", BAD_NOTHING },
		{ "", BAD_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct judge j;

		if (verdict(v[i].text, &j, NULL) != v[i].kind)
			fail_msg("'%s' is judged %s", v[i].text,
				 badness_name(j.worst));
		judge_free(&j);
	}
}

static void one_incident(void **state)
{
	struct judge j;

	(void)state;
	verdict("[1.0] quiet\n"
		"[1.0] ------------[ cut here ]------------\n"
		"[1.0] WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1/0x2\n"
		"[1.0] RAX: 0000000000000000 RBX: 0000000000000001\n"
		"[1.0] Call Trace:\n[1.0]  f+0x1/0x2\n"
		"[1.0] ---[ end trace 0000000000000000 ]---\n"
		"[1.0] quiet again\n"
		"[1.0] BUG: Bad page state in process init\n"
		"[1.0] Call Trace:\n[1.0]  g+0x1/0x2\n", &j, NULL);
	assert_int_equal(j.n, 2);
	assert_int_equal(j.findings[0].kind, BAD_WARNING);
	assert_int_equal(j.findings[0].line_no, 3);
	/* what came before it is there, register dumps are not */
	assert_string_equal(j.findings[0].context.v[0], "quiet");
	for (size_t i = 0; i < j.findings[0].context.n; i++)
		assert_null(strstr(j.findings[0].context.v[i], "RAX"));
	assert_int_equal(j.findings[1].kind, BAD_BUG);
	assert_int_equal(j.worst, BAD_BUG);
	judge_free(&j);
}

static void gets_worse(void **state)
{
	struct judge j;

	(void)state;
	verdict("BUG: unable to handle page fault\nCall Trace:\n f+0x1/0x2\n"
		"Kernel panic - not syncing: Fatal exception\n", &j, NULL);
	assert_int_equal(j.n, 1);
	assert_int_equal(j.findings[0].kind, BAD_PANIC);
	judge_free(&j);

	verdict("kernel BUG at x.c:1!\nCall Trace:\n f+0x1/0x2\n"
		"---[ end trace 0000000000000000 ]---\nRIP: f+0x1/0x2\n"
		"Kernel panic - not syncing: Fatal exception\n", &j, NULL);
	assert_int_equal(j.n, 1);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);
}

static void excused(void **state)
{
	struct benign_list list = { 0 };
	struct judge j;
	char *why = NULL;

	(void)state;
	assert_int_equal(benign_add(&list, "^WARNING: .* at known\\.c", "known", &why), 0);
	verdict("[1.0] WARNING: CPU: 0 PID: 1 at known.c:1\n[1.0] Call Trace:\n",
		&j, &list);
	assert_int_equal(j.worst, BAD_NOTHING);
	assert_int_equal(j.excused, 1);
	judge_free(&j);

	/* A grave one right behind it is not covered. */
	verdict("WARNING: CPU: 0 PID: 1 at known.c:1\nOops: 0000 [#1]\n", &j,
		&list);
	assert_int_equal(j.worst, BAD_OOPS);
	judge_free(&j);

	assert_int_not_equal(benign_add(&list, "(", "broken", &why), 0);
	assert_non_null(why);
	free(why);
	benign_free(&list);
}

/* An entry that cannot be tried on a line does not excuse it. */
static void not_excused_by_what_gives_up(void **state)
{
	struct benign_list list = { 0 };
	struct judge j;
	char *why = NULL;

	(void)state;
	assert_int_equal(benign_add(&list, "(a+)+b|a+c", "expensive", &why), 0);
	verdict("WARNING: CPU: 0 PID: 1 at x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n",
		&j, &list);
	assert_int_equal(j.worst, BAD_WARNING);
	assert_int_equal(j.excused, 0);
	judge_free(&j);
	benign_free(&list);
}

static void no_end_of_incidents(void **state)
{
	struct judge j;

	(void)state;
	judge_init(&j, NULL);
	for (int i = 0; i < 10 * JUDGE_MAX; i++) {
		judge_line(&j, "------------[ cut here ]------------");
		judge_line(&j, "WARNING: CPU: 0 PID: 1 at mm/x.c:1");
	}
	judge_line(&j, "------------[ cut here ]------------");
	judge_line(&j, "Kernel panic - not syncing: at last");
	assert_int_equal(j.n, JUDGE_MAX);
	assert_int_equal(j.n + j.more, 10 * JUDGE_MAX + 1);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);

	/* Nor does the last straw have to be an incident of its own. */
	judge_init(&j, NULL);
	for (int i = 0; i < 2 * JUDGE_MAX; i++) {
		judge_line(&j, "------------[ cut here ]------------");
		judge_line(&j, "WARNING: CPU: 0 PID: 1 at mm/x.c:1");
	}
	assert_int_equal(judge_line(&j, "Kernel panic - not syncing: at last"),
			 BAD_PANIC);
	assert_int_equal(judge_line(&j, "Kernel panic - not syncing: again"),
			 BAD_NOTHING);
	assert_int_equal(j.n + j.more, 2 * JUDGE_MAX);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);
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
		cmocka_unit_test(each_kind),
		cmocka_unit_test(one_incident),
		cmocka_unit_test(gets_worse),
		cmocka_unit_test(excused),
		cmocka_unit_test(not_excused_by_what_gives_up),
		cmocka_unit_test(no_end_of_incidents),
	};

	return cmocka_run_group_tests_name("console", tests, NULL, teardown);
}
