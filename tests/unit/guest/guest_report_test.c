// SPDX-License-Identifier: GPL-2.0-only
/* KTAP as the guest prints it, with cases that end in different ways. */
#include "fixture.h"

#include <signal.h>

/* The guest's own skip() is used. */
#undef skip
#include "../../../guest/report.c"
#include "util/strlist.h"

static struct strlist said;

/* The guest writes lines to the kernel's log; the test collects them. */
void say(const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	sl_add(&said, line);
}

static void returns(void)
{
}

static void fails(void)
{
	check(false, "expected %d", 1);
}

static void is_skipped(void)
{
	skip("no %s", "swap");
}

static void crashes(void)
{
	raise(SIGKILL);
}

/* Run one case and return the line behind the header, or NULL without one. */
static const char *run_one(void (*run)(void), bool ok, const char *result)
{
	const struct guest_case cases[] = { { "case", run } };
	const struct workload w = { "w", cases, 1 };

	sl_free(&said);
	assert_int_equal(run_workload(&w, 1), ok);
	assert_string_equal(said.v[0], "    KTAP version 1");
	assert_string_equal(said.v[2], "    1..1");
	assert_string_equal(said.v[said.n - 2], result);
	assert_string_equal(said.v[said.n - 1], ok ? "ok 1 w" : "not ok 1 w");
	return said.n > 5 ? said.v[3] : NULL;
}

static void ends_of_cases(void **state)
{
	(void)state;
	assert_null(run_one(returns, true, "    ok 1 case"));
	assert_null(run_one(is_skipped, true, "    ok 1 case # SKIP no swap"));
	assert_string_equal(run_one(crashes, false, "    not ok 1 case"),
			    "    # killed by signal 9 (Killed)");
	/* The line of the child is lost with the child. */
	assert_null(run_one(fails, false, "    not ok 1 case"));
}

/* The child is gone before anybody has waited for it. */
static void child_that_cannot_be_waited_for(void **state)
{
	(void)state;
	signal(SIGCHLD, SIG_IGN);
	assert_string_equal(run_one(returns, false, "    not ok 1 case"),
			    "    # waitpid: No child processes");
	signal(SIGCHLD, SIG_DFL);
}

static int teardown(void **state)
{
	(void)state;
	sl_free(&said);
	munmap(told, sizeof(*told));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_of_cases),
		cmocka_unit_test(child_that_cannot_be_waited_for),
	};

	return cmocka_run_group_tests_name("guest_report", tests, NULL, teardown);
}
