// SPDX-License-Identifier: GPL-2.0-only
/* The allow-list for consoles: that of the repository, and broken ones. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "verdict/benign.h"

static void ours(void **state)
{
	struct benign_list list;

	(void)state;
	assert_int_equal(benign_load("targets", NULL, NULL, &list), 0);
	assert_true(benign_has(&list,
		"(XEN) ***** WARNING: CONSOLE OUTPUT IS SYNCHRONOUS"));
	/* As 6.12 and 7.3 have it. */
	assert_true(benign_has(&list,
		"WARNING: CPU: 0 PID: 86 at mm/vmalloc.c:577 vmap_pages_pte_range+0x39/0x5a"));
	assert_true(benign_has(&list,
		"WARNING: mm/vmalloc.c:625 at vmap_small_pages_range_noflush+0x39/0x5a, CPU#0: a/86"));
	assert_false(benign_has(&list, "WARNING: CPU: 0 PID: 1 at mm/x.c:1"));
	assert_false(benign_has(&list,
		"WARNING: mm/vmalloc.c:625 at vunmap_range+0x39/0x5a, CPU#0: a/86"));
	benign_free(&list);
	assert_int_equal(list.n, 0);
	assert_false(benign_has(NULL, ""));
}

static void reasons(void **state)
{
	struct benign_list list;

	(void)state;
	put("benign.list", "because = x\nline = ^a\nline = b$\n");
	assert_int_equal(benign_load(at(""), NULL, NULL, &list), 0);
	assert_int_equal(list.n, 2);
	assert_string_equal(list.v[1].because, "x");
	assert_true(benign_has(&list, "ab"));
	assert_false(benign_has(&list, "ba"));
	benign_free(&list);
}

/* Is @line excused, for @version on @target? */
static bool excused(const char *dir, const char *version, const char *target,
		    const char *line)
{
	struct benign_list list;
	bool has;

	assert_int_equal(benign_load(dir, version, target, &list), 0);
	has = benign_has(&list, line);
	benign_free(&list);
	return has;
}

/* What is harmless on one machine is not so elsewhere, nor with another kernel. */
static void scopes(void **state)
{
	static const char warns[] = "DEBUG_LOCKS_WARN_ON(lockdep_hardirq_context())";

	(void)state;
	put("benign.list", "because = x\nonly = 7.3 a b\nline = ^one$\nline = ^two$\n"
	    "because = y\nline = ^three$\n");
	assert_true(excused(at(""), "7.3", "a", "one"));
	assert_true(excused(at(""), "7.3", "b", "two"));
	assert_false(excused(at(""), "7.3", "c", "one"));
	assert_false(excused(at(""), "6.12", "a", "two"));
	assert_false(excused(at(""), "7.3", "7.3", "one"));
	assert_false(excused(at(""), NULL, "a", "one"));
	assert_false(excused(at(""), "7.3", NULL, "one"));
	assert_true(excused(at(""), "6.12", "c", "three"));
	assert_true(excused("targets", "7.3", "powerpc", warns));
	assert_false(excused("targets", "6.12", "powerpc", warns));
	assert_false(excused("targets", "7.3", "x86_64-xen", warns));
}

/* Check that the list @text is refused with the message @says. */
static void refused(const char *text, const char *says)
{
	struct benign_list list;

	put("benign.list", text);
	assert_true(benign_load(at(""), NULL, NULL, &list) < 0);
	assert_non_null(strstr(fail_message(), says));
	fail_clear();
	assert_int_equal(list.n, 0);
}

static void broken(void **state)
{
	(void)state;
	refused("line = x\n", "no 'because' before it");
	refused("because = x\nline = (\n", "benign.list:2: 'line = ('");
	refused("because = x\nlines = x\n", "neither 'because' nor 'only' nor 'line'");
	refused("only = 7.3 a\n", "no 'because' before it");
	refused("because = x\nonly = 7.3\n", "is not 'VERSION TARGET...'");
	refused("because = x\nonly = 7.3 a\nline = (\n", "benign.list:3: 'line = ('");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours),
		cmocka_unit_test_setup_teardown(reasons, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(scopes, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(broken, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("benign", tests, NULL, NULL);
}
