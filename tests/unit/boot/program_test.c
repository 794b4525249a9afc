// SPDX-License-Identifier: GPL-2.0-only
/* A program of the kernel's tree in the initrd, with a fake compiler. */
#include "fakes.h"
#include "fixture.h"

#include <stdlib.h>

#include "util/fail.h"

#define FLAVOUR "# flavour: p\nCONFIG_LOCKDEP=y\n"

/* The source is that of the tree, with its headers beside it. */
static void test_program(void **state)
{
	char *source;

	(void)state;
	put("home/targets/p.config", FLAVOUR "# program: mm/memory.c Makefile\n");
	does("gcc", "case \"$*\" in *' -I. '*mm/memory.c) test -e Makefile &&\n"
		    "cp mm/memory.c $TEST_TOP/program.source;; esac\n");
	run("test -k @/k -f p t", 0, "59 passed");
	source = get("program.source");
	assert_contains(source, "int one;\n");
	assert_int_equal(count("gcc.calls", "gcc\n"), 2);
	sh("grep -aq program qemu.boots");
	free(source);

	/* Nothing has changed, then a flavour without a program. */
	run("test -k @/k -f p t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc\n"), 2);
	run("test -k @/k t", 0, "59 passed");
	assert_int_equal(count("gcc.calls", "gcc\n"), 3);
	sh("! grep -aq program qemu.boots");
}

static void test_failures(void **state)
{
	(void)state;
	put("home/targets/p.config", FLAVOUR "# program: mm/none.c\n");
	run("test -k @/k -f p t", EXIT_TOOL, "mm/none.c");
	put("home/targets/p.config", FLAVOUR "# program: mm/memory.c\n");
	does("gcc", "case \"$*\" in *mm/memory.c) echo bad >&2; exit 1;; esac\n");
	run("test -k @/k -f p t", EXIT_BUILD, "mm/memory.c does not compile with fake-gcc: exit status 1");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_program), TEST(test_failures),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
