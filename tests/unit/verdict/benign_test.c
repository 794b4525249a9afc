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
	assert_int_equal(benign_load("targets", &list), 0);
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
	assert_int_equal(benign_load(at(""), &list), 0);
	assert_int_equal(list.n, 2);
	assert_string_equal(list.v[1].because, "x");
	assert_true(benign_has(&list, "ab"));
	assert_false(benign_has(&list, "ba"));
	benign_free(&list);
}

/* Check that the list @text is refused with the message @says. */
static void refused(const char *text, const char *says)
{
	struct benign_list list;

	put("benign.list", text);
	assert_true(benign_load(at(""), &list) < 0);
	assert_non_null(strstr(fail_message(), says));
	fail_clear();
	assert_int_equal(list.n, 0);
}

static void broken(void **state)
{
	(void)state;
	refused("line = x\n", "no 'because' before it");
	refused("because = x\nline = (\n", "benign.list:2: 'line = ('");
	refused("because = x\nlines = x\n", "neither 'because' nor 'line'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours),
		cmocka_unit_test_setup_teardown(reasons, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(broken, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("benign", tests, NULL, NULL);
}
