// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorded consoles of real machines (tests/logs/; README there says which were
 * changed), followed like the console of a running machine: results, verdict
 * and exit status.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/follow.h"
#include "report/run_text.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/file.h"
#include "verdict/benign.h"

static const struct target machine = {
	.name = "machine", .expect = "", .description = "",
};

/* The suite that versions/ names. */
static char *suite[] = { "lazy_mmu_mode", NULL };
static const struct strlist suites = { .v = suite, .n = 1 };

static void follow_file(const char *name, enum ending ending, size_t bite,
			struct result *r)
{
	struct benign_list benign;
	struct follow f = { .t = &machine, .prefix = "", .r = r,
			    .suites = &suites };
	struct strbuf text = STRBUF_INIT;
	char *path = str_fmt("tests/logs/%s", name);

	memset(r, 0, sizeof(*r));
	r->target = str_dup(name);
	r->accelerator = str_dup("tcg");
	r->log_path = str_dup(path);
	assert_int_equal(benign_load("targets", NULL, NULL, &benign), 0);
	if (read_file(path, &text))
		fail_msg("%s cannot be read", path);
	assert_int_equal(follow_init(&f, &benign), 0);
	for (size_t i = 0; i < text.len; i += bite)
		follow_bytes(&f, text.buf + i,
			     text.len - i < bite ? text.len - i : bite);
	follow_end(&f, ending);
	benign_free(&benign);
	sb_free(&text);
	free(path);
}

/* The expected results; -1 accepts any number. */
static const struct {
	const char *log;
	enum ending ending;
	enum exit_code code;
	const char *verdict;
	int passed, failed, skipped;
	enum badness worst;
	const char *says;
} recorded[] = {
	{ "x86_64-pass.log", ENDED_WELL, EXIT_OK, "passed",
	  59, 0, 1, BAD_NOTHING, "59 passed, 0 failed, 1 skipped" },
	{ "escapes.log", ENDED_WELL, EXIT_OK, "passed",
	  59, 0, 1, BAD_NOTHING, "59 passed, 0 failed, 1 skipped" },
	{ "interleaved.log", ENDED_WELL, EXIT_OK, "passed",
	  59, 0, 1, BAD_NOTHING, "59 passed, 0 failed, 1 skipped" },
	{ "x86_64-fail.log", ENDED_WELL, EXIT_TESTS_FAILED, "failed",
	  -1, 3, 0, BAD_NOTHING, "not ok: provoked.fail" },
	{ "x86_64-panic.log", ENDED_WELL, EXIT_PANIC, "panic",
	  6, -1, 0, BAD_PANIC, "Attempted to kill init" },
	{ "x86_64-truncated.log", ENDED_WELL, EXIT_TESTS_FAILED, "failed",
	  6, 4, 0, BAD_NOTHING, "switched off before its tests were done" },
	{ "x86_64-hang.log", ENDED_SILENT, EXIT_TIMEOUT, "hang",
	  -1, -1, -1, BAD_NOTHING, "it hangs" },
	{ "x86_64-hang.log", ENDED_LATE, EXIT_TIMEOUT, "timeout",
	  -1, -1, -1, BAD_NOTHING, "ran out of time" },
	{ "lockdep.log", ENDED_WELL, EXIT_TESTS_FAILED, "failed",
	  59, 1, 1, BAD_LOCKDEP, "which lock already depends on the new lock" },
	{ "rcu-stall.log", ENDED_WELL, EXIT_TESTS_FAILED, "failed",
	  59, -1, 1, BAD_STALL, "detected stalls on CPUs/tasks" },
	{ "sparc64-bug.log", ENDED_WELL, EXIT_TESTS_FAILED, "failed",
	  -1, -1, 6, BAD_BUG, "using smp_processor_id() in preemptible" },
	{ "xen-stock-oops.log", ENDED_SILENT, EXIT_PANIC, "oops",
	  9, -1, 0, BAD_OOPS, "xen_start_context_switch" },
	{ "xen-dom0-killed.log", ENDED_WELL, EXIT_PANIC, "panic",
	  0, 2, 0, BAD_PANIC, "d0v0 Unhandled: vec 14" },
};

static bool says(const struct result *r, const char *what)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	bool found;

	assert_non_null(f);
	run_text_print(r, f);
	fclose(f);
	found = strstr(text, what);
	if (!found)
		print_error("%s\n", text);
	free(text);
	return found;
}

static void check_one(size_t i, size_t bite)
{
	struct result r;

	follow_file(recorded[i].log, recorded[i].ending, bite, &r);
	if (result_code(&r) != recorded[i].code ||
	    strcmp(result_verdict(&r), recorded[i].verdict) ||
	    r.judge.worst != recorded[i].worst ||
	    (recorded[i].passed >= 0 && (int)r.ktap.passed != recorded[i].passed) ||
	    (recorded[i].failed >= 0 && (int)result_failed(&r) != recorded[i].failed) ||
	    (recorded[i].skipped >= 0 && (int)r.ktap.skipped != recorded[i].skipped)) {
		run_text_print(&r, stderr);
		fail_msg("%s: code %d, %s, worst %s", recorded[i].log,
			 result_code(&r), result_verdict(&r),
			 judge_badness(r.judge.worst));
	}
	if (!says(&r, recorded[i].says))
		fail_msg("%s: '%s' is not said", recorded[i].log,
			 recorded[i].says);
	result_free(&r);
}

static void as_recorded(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(recorded); i++)
		check_one(i, 4096);
}

/* The result must not depend on how the bytes are cut. */
static void byte_by_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(recorded); i++)
		check_one(i, 1);
}

static void nothing_at_all(void **state)
{
	struct result r = { .target = str_dup("x"), .log_path = str_dup("x"),
			    .accelerator = str_dup("tcg") };
	struct follow f = { .t = &machine, .prefix = "", .r = &r,
			    .suites = &suites };

	(void)state;
	assert_int_equal(follow_init(&f, NULL), 0);
	follow_end(&f, ENDED_SILENT);
	assert_int_equal(result_code(&r), EXIT_TIMEOUT);
	assert_true(says(&r, "the last line was: (none)"));
	result_free(&r);
}

static void another_machine(void **state)
{
	static const char text[] = "KTAP version 1\n1..0\n";
	const struct target t = { .name = "t", .expect = "^radix-mmu: " };
	struct result r = { .target = str_dup("x"), .log_path = str_dup("x"),
			    .accelerator = str_dup("tcg") };
	struct follow f = { .t = &t, .prefix = "", .r = &r,
			    .suites = &suites };

	(void)state;
	assert_int_equal(follow_init(&f, NULL), 0);
	follow_bytes(&f, text, sizeof(text) - 1);
	follow_end(&f, ENDED_WELL);
	assert_true(says(&r, "not the right machine"));
	assert_int_equal(result_code(&r), EXIT_TESTS_FAILED);
	result_free(&r);
}

/* A kernel version can say itself what proves that the machine is the right one. */
static void expected_by_the_version(void **state)
{
	static const char text[] = "radix-mmu: on\n";
	const struct target t = { .name = "t", .expect = "^radix-mmu: " };
	struct result r = { .target = str_dup("x"), .log_path = str_dup("x"),
			    .accelerator = str_dup("tcg") };
	struct follow f = { .t = &t, .prefix = "", .r = &r,
			    .expect_text = "^hash-mmu: " };

	(void)state;
	assert_int_equal(follow_init(&f, NULL), 0);
	follow_bytes(&f, text, sizeof(text) - 1);
	follow_end(&f, ENDED_WELL);
	assert_true(says(&r, "no line of the console matches '^hash-mmu: '"));
	result_free(&r);
}

/* Follow a console whose workloads pass, while init reports @status. */
static void guest_done_with_status(const char *status, enum exit_code code,
				   const char *what)
{
	char *text = str_fmt("KTAP version 1\n1..1\nok 1 fork\n"
			     "KTAP version 1\n1..1\nok 1 mprotect\n"
			     "lazymmu: guest done status=%s\n", status);
	struct result r = { .target = str_dup("x"), .log_path = str_dup("x"),
			    .accelerator = str_dup("tcg") };
	struct follow f = { .t = &machine, .prefix = "", .r = &r };

	assert_int_equal(follow_init(&f, NULL), 0);
	follow_bytes(&f, text, strlen(text));
	follow_end(&f, ENDED_WELL);
	if (result_code(&r) != code)
		fail_msg("status=%s: %s", status, result_verdict(&r));
	assert_true(says(&r, what));
	result_free(&r);
	free(text);
}

static void guest_fails(void **state)
{
	(void)state;
	guest_done_with_status("0", EXIT_OK, "2 passed, 0 failed");
	guest_done_with_status("7", EXIT_TESTS_FAILED, "7 workloads failed");
	guest_done_with_status("99999999999999999999", EXIT_TESTS_FAILED,
			       "2147483647 workloads failed");
}

static void guest_is_cut_off(void **state)
{
	static const char *const cut[] = { "", "x", "-1", "0x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cut); i++)
		guest_done_with_status(cut[i], EXIT_TESTS_FAILED,
				       "switched off before its tests were done");
}

/* 100 MB of noise, then the truth. */
static void flood(void **state)
{
	static char noise[1 << 20];
	static const char truth[] =
		"\n[    9.0] Kernel panic - not syncing: at last\n";
	struct result r = { .target = str_dup("x"), .log_path = str_dup("x"),
			    .accelerator = str_dup("tcg") };
	struct follow f = { .t = &machine, .prefix = "", .r = &r,
			    .suites = &suites };

	(void)state;
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = i % 997 ? ' ' + i * 7 % 90 : '\n';
	assert_int_equal(follow_init(&f, NULL), 0);
	for (int i = 0; i < 16; i++)
		follow_bytes(&f, noise, sizeof(noise));
	follow_bytes(&f, truth, sizeof(truth) - 1);
	assert_false(f.flood);
	follow_end(&f, ENDED_EARLY);
	assert_int_equal(result_code(&r), EXIT_PANIC);
	result_free(&r);
}

/* "suite.case", as versions/ and the variants of tests/busted name them. */
static void names_of_tests(void **state)
{
	static const char *const names[] = {
		"lazy_mmu_mode", "lazy_mmu_mode.nested", "fork.chain",
		"pagemap.huge_page",
	};
	struct result r;

	(void)state;
	follow_file("x86_64-pass.log", ENDED_WELL, 4096, &r);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!ktap_has(&r.ktap, names[i]))
			fail_msg("'%s' was not reported", names[i]);
	}
	for (size_t i = 0; i < r.ktap.n; i++)
		assert_non_null(strchr(r.ktap.results[i].name, '.'));
	result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_recorded),
		cmocka_unit_test(byte_by_byte),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(another_machine),
		cmocka_unit_test(expected_by_the_version),
		cmocka_unit_test(guest_fails),
		cmocka_unit_test(guest_is_cut_off),
		cmocka_unit_test(flood),
		cmocka_unit_test(names_of_tests),
	};

	return cmocka_run_group_tests_name("recorded", tests, NULL, NULL);
}
