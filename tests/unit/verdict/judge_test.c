// SPDX-License-Identifier: GPL-2.0-only
/* Judging lines of a console. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/strbuf.h"
#include "verdict/judge.h"

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
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		struct judge j;

		if (verdict(v[i].text, &j, NULL) != v[i].kind)
			fail_msg("'%s' is judged %s", v[i].text,
				 judge_badness(j.worst));
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
	/* the context has the lines before, and no register dumps */
	assert_string_equal(j.findings[0].context.v[0], "quiet");
	for (size_t i = 0; i < j.findings[0].context.n; i++)
		assert_null(strstr(j.findings[0].context.v[i], "RAX"));
	assert_int_equal(j.findings[1].kind, BAD_BUG);
	assert_int_equal(j.worst, BAD_BUG);
	judge_free(&j);
}

static void oops_becomes_a_panic(void **state)
{
	struct judge j;

	(void)state;
	verdict("BUG: unable to handle page fault\nCall Trace:\n f+0x1/0x2\n"
		"Kernel panic - not syncing: Fatal exception\n", &j, NULL);
	assert_int_equal(j.n, 1);
	assert_int_equal(j.findings[0].kind, BAD_PANIC);
	judge_free(&j);
}

static void panic_behind_the_end_of_a_trace(void **state)
{
	struct judge j;

	(void)state;
	verdict("kernel BUG at x.c:1!\nCall Trace:\n f+0x1/0x2\n"
		"---[ end trace 0000000000000000 ]---\nRIP: f+0x1/0x2\n"
		"Kernel panic - not syncing: Fatal exception\n", &j, NULL);
	assert_int_equal(j.n, 1);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);
}

#define CUT_HERE "------------[ cut here ]------------\n"
#define KNOWN "WARNING: CPU: 0 PID: 1 at known.c:1 f+0x1/0x2\n"
#define END_TRACE "---[ end trace 0000000000000000 ]---\n"
#define NO_MEMORY "init: page allocation failure: order:0, mode:0xcc0\n"
#define KILLED "Out of memory: Killed process 1 (init) total-vm:1kB\n"

/* Judge @text, with "known.c" and a message of Xen on the allow-list. */
static enum badness with_list(const char *text, struct judge *j)
{
	struct benign_list list = { 0 };
	enum badness worst;
	char *why;

	assert_int_equal(benign_add(&list, "^WARNING: .* at known\\.c", "known",
				    &why), 0);
	assert_int_equal(benign_add(&list, "^\\(XEN\\) WARNING: SYNC", "known",
				    &why), 0);
	worst = verdict(text, j, &list);
	benign_free(&list);
	return worst;
}

static void excused_with_its_trace(void **state)
{
	struct judge j;

	(void)state;
	assert_int_equal(with_list(CUT_HERE "its message\n" KNOWN
				   "Call Trace:\n f+0x1/0x2\n" END_TRACE, &j),
			 BAD_NOTHING);
	assert_int_equal(j.excused, 1);
	assert_int_equal(j.n, 0);
	judge_free(&j);
}

static void excused_line_alone(void **state)
{
	struct judge j;

	(void)state;
	assert_int_equal(with_list("(XEN) WARNING: SYNC\nall is well\n", &j),
			 BAD_NOTHING);
	assert_int_equal(j.excused, 1);
	judge_free(&j);
}

/* An incident forty lines after an excused line is not excused. */
static void excuses_nothing_behind_it(void **state)
{
	static const char *const bad[] = {
		NO_MEMORY, KILLED, "Call Trace:\n f+0x1/0x2\n",
		"WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1/0x2\n",
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(bad); i++) {
		struct strbuf text = STRBUF_INIT;
		struct judge j;

		sb_adds(&text, i % 2 ? KNOWN : "(XEN) WARNING: SYNC\n");
		for (int line = 0; line < 40; line++)
			sb_adds(&text, "quiet\n");
		sb_adds(&text, bad[i / 2]);
		if (with_list(text.buf, &j) != BAD_WARNING || j.n != 1)
			fail_msg("%zu incidents, judged %s: %s", j.n,
				 judge_badness(j.worst), bad[i / 2]);
		judge_free(&j);
		sb_free(&text);
	}
}

static void allocation_failure_and_oom_killer(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct judge j;

	(void)state;
	sb_adds(&text, "(XEN) WARNING: SYNC\n");
	for (int line = 0; line < 40; line++)
		sb_adds(&text, "quiet\n");
	sb_adds(&text, NO_MEMORY KILLED);
	assert_int_equal(with_list(text.buf, &j), BAD_WARNING);
	assert_int_equal(j.excused, 1);
	assert_string_equal(j.findings[0].text,
			    "init: page allocation failure: order:0, mode:0xcc0");
	sb_free(&text);
	judge_free(&j);
}

/* Another CPU's lines come between the lines of an excused trace. */
static void in_the_middle_of_an_excused_trace(void **state)
{
	static const struct {
		const char *text;
		enum badness kind;
	} bad[] = {
		{ NO_MEMORY, BAD_WARNING },
		{ KILLED, BAD_WARNING },
		{ "WARNING: CPU: 1 PID: 2 at mm/x.c:1 f+0x1/0x2\n", BAD_WARNING },
		{ "BUG: Bad page state in process init\n", BAD_BUG },
		{ "Oops: 0000 [#1]\n", BAD_OOPS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = str_fmt(CUT_HERE KNOWN "%sCall Trace:\n" END_TRACE,
				     bad[i].text);
		struct judge j;

		if (with_list(text, &j) != bad[i].kind || j.n != 1)
			fail_msg("%zu incidents, judged %s: %s", j.n,
				 judge_badness(j.worst), bad[i].text);
		judge_free(&j);
		free(text);
	}
}

static void second_trace_behind_an_excused_one(void **state)
{
	struct judge j;

	(void)state;
	assert_int_equal(with_list(CUT_HERE KNOWN "Call Trace:\n f+0x1/0x2\n"
				   "Call Trace:\n g+0x1/0x2\n", &j), BAD_WARNING);
	judge_free(&j);
	assert_int_equal(with_list(CUT_HERE KNOWN "Call Trace:\n" END_TRACE
				   "Call Trace:\n g+0x1/0x2\n", &j), BAD_WARNING);
	judge_free(&j);
	assert_int_equal(with_list(CUT_HERE KNOWN "Call Trace:\n" END_TRACE
				   CUT_HERE "WARNING: at mm/x.c:1\n" END_TRACE, &j),
			 BAD_WARNING);
	judge_free(&j);
}

/* A line on the list does not excuse an incident that contains it. */
static void excused_line_in_an_incident(void **state)
{
	struct judge j;

	(void)state;
	assert_int_equal(with_list(CUT_HERE "WARNING: at mm/x.c:1\n"
				   "(XEN) WARNING: SYNC\nCall Trace:\n" END_TRACE,
				   &j), BAD_WARNING);
	assert_int_equal(j.n, 1);
	judge_free(&j);
}

/* A pattern on which PCRE2 gives up does not excuse the line. */
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

static void warn(struct judge *j, int n)
{
	while (n--) {
		judge_line(j, "------------[ cut here ]------------");
		judge_line(j, "WARNING: CPU: 0 PID: 1 at mm/x.c:1");
	}
}

static void panic_after_very_many_incidents(void **state)
{
	struct judge j;

	(void)state;
	judge_init(&j, NULL);
	warn(&j, 10 * JUDGE_MAX);
	judge_line(&j, "------------[ cut here ]------------");
	judge_line(&j, "Kernel panic - not syncing: at last");
	assert_int_equal(j.n, JUDGE_MAX);
	assert_int_equal(j.n + j.more, 10 * JUDGE_MAX + 1);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);
}

/* An incident that is counted but not kept can become graver. */
static void panic_in_an_incident_that_is_not_kept(void **state)
{
	struct judge j;

	(void)state;
	judge_init(&j, NULL);
	warn(&j, 2 * JUDGE_MAX);
	assert_int_equal(judge_line(&j, "Kernel panic - not syncing: at last"),
			 BAD_PANIC);
	assert_int_equal(judge_line(&j, "Kernel panic - not syncing: again"),
			 BAD_NOTHING);
	assert_int_equal(j.n + j.more, 2 * JUDGE_MAX);
	assert_int_equal(j.worst, BAD_PANIC);
	judge_free(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind),
		cmocka_unit_test(one_incident),
		cmocka_unit_test(oops_becomes_a_panic),
		cmocka_unit_test(panic_behind_the_end_of_a_trace),
		cmocka_unit_test(excused_with_its_trace),
		cmocka_unit_test(excused_line_alone),
		cmocka_unit_test(excuses_nothing_behind_it),
		cmocka_unit_test(allocation_failure_and_oom_killer),
		cmocka_unit_test(in_the_middle_of_an_excused_trace),
		cmocka_unit_test(second_trace_behind_an_excused_one),
		cmocka_unit_test(excused_line_in_an_incident),
		cmocka_unit_test(not_excused_by_what_gives_up),
		cmocka_unit_test(panic_after_very_many_incidents),
		cmocka_unit_test(panic_in_an_incident_that_is_not_kept),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
