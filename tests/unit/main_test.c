// SPDX-License-Identifier: GPL-2.0-only
/* The command's options before its COMMAND, and its standard output. */
#include "fixture.h"

#include <stdlib.h>

#include "host/proc.h"
#include "util/fail.h"

/* Run @script with $LAZYMMU; @out gets all its output. */
static int run_shell(const char *script, struct strbuf *out)
{
	struct proc p = { .cwd = top, .out = out, .merge_err = true };

	setenv("LAZYMMU", command_path(), 1);
	sb_reset(out);
	return proc_run((const char *const[]){ "bash", "-c", script, NULL }, &p);
}

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	return 0;
}

static void test_notes_are_progress(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(lazymmu("apply -b one @/k", &out), 0);
	assert_contains(out.buf, "mm: first");
	sb_free(&out);
}

static void test_short_help(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(lazymmu("-h", &out), 0);
	sb_reset(&out);
	assert_int_equal(lazymmu("apply -h", &out), 0);
	assert_contains(out.buf, "Usage: lazymmu apply");
	sb_free(&out);
}

static void test_quiet(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(run_shell("\"$LAZYMMU\" --quiet apply -b one k 2>&1 >/dev/null",
				   &out), 0);
	assert_string_equal(out.buf, "");
	assert_int_equal(run_shell("\"$LAZYMMU\" -q apply -b two k 2>&1 >/dev/null", &out), 0);
	assert_string_equal(out.buf, "");
	/* Failures are still printed. */
	assert_int_equal(run_shell("\"$LAZYMMU\" -q apply k/none", &out), EXIT_NOT_KERNEL);
	assert_contains(out.buf, "lazymmu: ");
	sb_free(&out);
}

static void test_no_command(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(lazymmu("-q", &out), EXIT_USAGE);
	assert_contains(out.buf, "Usage: lazymmu");
	sb_reset(&out);
	assert_int_equal(lazymmu("-q nonesuch", &out), EXIT_USAGE);
	assert_contains(out.buf, "there is no command 'nonesuch'");
	sb_free(&out);
}

/* A reader that has gone is no failure: the command ends by SIGPIPE, like git. */
static void test_reader_is_gone(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	run_shell("{ sleep 0.2; \"$LAZYMMU\" --help; echo status $? >&2; } | head -0", &out);
	assert_string_equal(out.buf, "status 141\n");
	put("home/targets/one", "arch = x86\nconfig = c\nmake = mm/\nkind = compile\n");
	run_shell("{ sleep 0.2; \"$LAZYMMU\" targets; echo status $? >&2; } | head -0", &out);
	assert_string_equal(out.buf, "status 141\n");
	sb_free(&out);
}

/* A closed or full standard output is a failure. */
static void test_output_cannot_be_written(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	assert_int_equal(run_shell("\"$LAZYMMU\" --help >&-", &out), EXIT_TOOL);
	assert_contains(out.buf, "standard output cannot be written");
	assert_int_equal(run_shell("\"$LAZYMMU\" --help >/dev/full", &out), EXIT_TOOL);
	assert_int_equal(run_shell("\"$LAZYMMU\" help apply >/dev/full", &out), EXIT_TOOL);
	assert_contains(out.buf, "standard output cannot be written");
	assert_contains(out.buf, "standard output cannot be written");
	sb_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_notes_are_progress), TEST(test_quiet), TEST(test_short_help),
		TEST(test_no_command), TEST(test_reader_is_gone),
		TEST(test_output_cannot_be_written),
	};

	return cmocka_run_group_tests_name("main", tests, NULL, NULL);
}
