// SPDX-License-Identifier: GPL-2.0-only
/* The completion for bash. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/strlist.h"

static char *script_path;

static int setup(void **state)
{
	fixture_setup(state);
	script_path = realpath("completion/lazymmu.bash", NULL);
	assert_non_null(script_path);
	make_series();
	put("home/targets/one", "arch = x86\nconfig = c\nmake = mm/\nkind = compile\n");
	put("here/repository/file", "");
	return 0;
}

static int teardown(void **state)
{
	free(script_path);
	return fixture_teardown(state);
}

/*
 * Complete the last word of "lazymmu @words", which are separated as bash
 * separates them. The directory here/ is the current one.
 *
 * Return: the proposals, each followed by a blank; to be freed by the caller.
 */
static char *complete(const char *words)
{
	struct strbuf out = STRBUF_INIT;
	char *cwd = str_dup(at("here"));
	struct proc p = { .cwd = cwd, .out = &out };
	char *text = str_fmt(
		". '%s'\n"
		"COMP_WORDS=(lazymmu %s)\n"
		"COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
		"compopt() { :; }\n"
		"_lazymmu '%s'\n"
		"for reply in \"${COMPREPLY[@]}\"; do printf '%%s ' \"$reply\"; done\n",
		script_path, words, command_path());

	assert_int_equal(proc_run((const char *const[]){ "bash", "-c", text, NULL }, &p), 0);
	free(text);
	free(cwd);
	return sb_detach(&out);
}

static void expect(const char *words, const char *proposals)
{
	char *got = complete(words);

	if (strcmp(got, proposals))
		fail_msg("lazymmu %s: '%s', not '%s'", words, got, proposals);
	free(got);
}

static void test_command(void **state)
{
	(void)state;
	expect("ver", "versions ");
	expect("--qu", "--quiet ");
	expect("help do", "doctor ");
}

/* The options of the command itself come before its COMMAND. */
static void test_command_behind_options(void **state)
{
	(void)state;
	expect("-q ver", "versions ");
	expect("--quiet -q ver", "versions ");
	expect("-q build ''", "one ");
	expect("-q fetch 6", "6.12 ");
}

static void test_option(void **state)
{
	(void)state;
	expect("fetch --g", "--git ");
	expect("-q bench --no-m", "--no-mainline ");
	expect("test --provoke pa", "panic ");
}

/* The names of the parts, each of them once. */
static void test_parts(void **state)
{
	(void)state;
	put("home/series/30-mm-other/message", "mm: third\n\nLazymmu-part: speed\n");
	put("home/series/40-old/message", "mm: old\n\nLazymmu-part: speed\n");
	expect("apply --without ''", "speed ");
	expect("test --without = sp", "speed ");
	expect("series --pa", "--parts ");
	expect("apply --up", "--update ");
	expect("apply --keep", "--keep-going ");
}

/* bash makes a word of the '='. */
static void test_value_behind_equals_sign(void **state)
{
	(void)state;
	expect("test --provoke =", "fail hang panic truncate ");
	expect("test --provoke = pa", "panic ");
	expect("build --kernel = rep", "repository ");
	expect("series --format = q", "quilt ");
	expect("series --format ''", "mail mbox quilt debian ");
}

static void test_git(void **state)
{
	(void)state;
	expect("fetch --git =", "repository ");
	expect("fetch --git = rep", "repository ");
	expect("fetch -g rep", "repository ");
	expect("revert rep", "repository ");
	/* A tag follows the URL, and no version of ours. */
	expect("fetch --git = repository ''", "");
	expect("fetch -g repository ''", "");
	expect("fetch ''", "6.12 ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_command), TEST(test_command_behind_options),
		TEST(test_option), TEST(test_parts), TEST(test_value_behind_equals_sign),
		TEST(test_git),
	};

	return cmocka_run_group_tests_name("completion", tests, NULL, NULL);
}
