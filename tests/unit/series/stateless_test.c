// SPDX-License-Identifier: GPL-2.0-only
/* Sections and pauses without a state, in any text. */
#include "fixture.h"

#include <string.h>

#include "series/stateless.h"

static void take(void *arg, size_t line, const char *what)
{
	sb_addf(arg, "%zu: %s\n", line, what);
}

/* The lines that are found, as "1 2 ". */
static void take_line(void *arg, size_t line, const char *what)
{
	(void)what;
	sb_addf(arg, "%zu ", line);
}

static void expect_lines(const char *text, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	stateless_find(text, strlen(text), take_line, &out);
	if (strcmp(out.buf, expected))
		fail_msg("expected '%s', got '%s' in:\n%s", expected, out.buf, text);
	sb_free(&out);
}

static void expect(const char *text, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	stateless_find(text, strlen(text), take, &out);
	assert_string_equal(out.buf, expected);
	sb_free(&out);
}

static void test_kept(void **state)
{
	(void)state;
	expect_lines("", "");
	expect_lines("s = arch_enter_lazy_mmu_mode();\narch_leave_lazy_mmu_mode(s);\n"
		     "b->s =\n\tlazy_mmu_mode_enable ( );\nlazy_mmu_mode_disable(b->s);\n"
		     "s = gain ? lazy_mmu_mode_enable() : DEFAULT;\n"
		     "s = gain ? DEFAULT : lazy_mmu_mode_enable();\n"
		     "return lazy_mmu_mode_pause();\nreturn (lazy_mmu_mode_pause());\n"
		     "keep(lazy_mmu_mode_enable());\nkeep(1, lazy_mmu_mode_enable());\n"
		     "s = (lazy_mmu_mode_enable());\nlazy_mmu_mode_resume(s);\n", "");
	/* Declarations, definitions, pointers, and names that only look similar. */
	expect_lines("void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state);\n"
		     "lazy_mmu_state_t arch_enter_lazy_mmu_mode(void)\n{\n}\n"
		     "#define arch_leave_lazy_mmu_mode(s) do {} while (0)\n"
		     "#define arch_enter_lazy_mmu_mode arch_enter_lazy_mmu_mode\n"
		     ".enter = arch_enter_lazy_mmu_mode,\nis_lazy_mmu_mode_active();\n"
		     "my_lazy_mmu_mode_disable();\nlazy_mmu_mode_disabled();\n", "");
}

static void test_prose(void **state)
{
	(void)state;
	expect_lines("/* lazy_mmu_mode_disable() */\n// lazy_mmu_mode_disable();\n"
		     "/*\n * arch_leave_lazy_mmu_mode() - Flush.\n */\n"
		     "pr(\"lazy_mmu_mode_disable() \\\" lazy_mmu_mode_disable()\");\n"
		     "x = '\"'; lazy_mmu_mode_disable();\n"
		     "lazy_mmu_mode_disable(/* nothing */);\n"
		     "#error don't\nlazy_mmu_mode_disable();\n"
		     "/* open lazy_mmu_mode_disable();\n", "7 8 10 ");
}

static void test_closes(void **state)
{
	(void)state;
	expect("{\n\tarch_leave_lazy_mmu_mode();\n}\n",
	       "2: arch_leave_lazy_mmu_mode() does not get the state of its section, which is opened elsewhere: hand it over\n");
	expect("lazy_mmu_mode_resume(\n);\n",
	       "1: lazy_mmu_mode_resume() does not get the state of its pause, which is opened elsewhere: hand it over\n");
	expect_lines("#define f() lazy_mmu_mode_disable()\n"
		     "#define g() \\\n\tdo { \\\n\t\tarch_leave_lazy_mmu_mode(); \\\n\t} while (0)\n"
		     "x = y, lazy_mmu_mode_disable();\n", "1 4 6 ");
}

static void test_opens(void **state)
{
	(void)state;
	expect("{\n\tlazy_mmu_mode_enable();\n",
	       "2: the state that lazy_mmu_mode_enable() returns is not kept for the end of the section: keep it in a variable, and make an inline function of a macro\n");
	expect_lines("lazy_mmu_mode_enable();\nif (x)\n\tlazy_mmu_mode_enable();\n"
		     "else lazy_mmu_mode_enable();\n(void)lazy_mmu_mode_enable();\n"
		     "default: lazy_mmu_mode_enable();\nx = 1; out: lazy_mmu_mode_pause();\n"
		     "#define f() lazy_mmu_mode_enable()\n#define g() (lazy_mmu_mode_enable())\n"
		     "#define h() \\\n\tarch_enter_lazy_mmu_mode()\n", "1 3 4 5 6 7 8 9 11 ");
}

static void test_others(void **state)
{
	(void)state;
	expect("#define arch_enter_lazy_mmu_mode() do {} while (0)\n"
	       "#define arch_leave_lazy_mmu_mode()\tdo {} while (0)\n",
	       "1: the macro arch_enter_lazy_mmu_mode() returns no state: make it an inline function that does\n"
	       "2: the macro arch_leave_lazy_mmu_mode() takes no state: make it an inline function that does\n");
	expect("s = x; arch_enter_lazy_mmu_mode(nested_in_one_function);\n",
	       "1: arch_enter_lazy_mmu_mode() opens a section within one of the same function: it has to keep its state in a variable of its own, for the leave that is its\n");
}

/* What is behind a NUL is found as well. */
static void test_nul(void **state)
{
	static const char text[] = "\0\nlazy_mmu_mode_disable();\n";
	struct strbuf out = STRBUF_INIT;

	(void)state;
	stateless_find(text, sizeof(text) - 1, take_line, &out);
	assert_string_equal(out.buf, "2 ");
	sb_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept), cmocka_unit_test(test_prose),
		cmocka_unit_test(test_closes), cmocka_unit_test(test_opens),
		cmocka_unit_test(test_others), cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests_name("stateless", tests, NULL, NULL);
}
