// SPDX-License-Identifier: GPL-2.0-only
/* spatch: files with odd names, failures with status 0, and spatch that hangs. */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "host/spatch.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

static char *old_path;

static int setup(void **state)
{
	char *path __cleanup(str_free) = NULL;

	fixture_setup(state);
	old_path = str_dup(getenv("PATH"));
	path = str_fmt("%s:%s", at("bin"), old_path);
	setenv("PATH", path, 1);
	put("tree/a.c", "void f(void)\n{\n\told(1);\n}\n");
	put("tree/b c.c", "void g(void)\n{\n\told(2);\n}\n");
	put("tree/d.c", "void h(void)\n{\n\told(3);\n}\n");
	return 0;
}

static int teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return fixture_teardown(state);
}

/* Install a fake spatch that runs @text for each file; $file is the name. */
static void fake_spatch(const char *text)
{
	char *program __cleanup(str_free) = str_fmt("#!/bin/sh\n"
		"echo 'init_defs_builtins: x' >&2\n"
		"for groups; do :; done\n"
		"for file in $(cat $groups); do\n"
		"echo HANDLING: $file >&2\n%s\ndone\n", text);

	script("bin/spatch", program);
}

static void need_spatch(void)
{
	char *spatch __cleanup(str_free) = proc_find("spatch");

	if (!spatch)
		skip();
}

/* Run the semantic patch @text on all files. */
static int run_on_all(const char *text, int seconds)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	struct spatch s = {
		.cocci = at("x.cocci"),
		.dir = at("tree"),
		.scratch = top,
		.files = &files,
		.who = "step one: ",
		.seconds = seconds,
	};

	put("x.cocci", text);
	sl_add(&files, "a.c");
	sl_add(&files, "b c.c");
	sl_add(&files, "d.c");
	return spatch_run(&s);
}

/* Check that the run failed with @code and that the message contains @said. */
static void expect_failure(int err, enum exit_code code, const char *said)
{
	assert_true(err < 0);
	assert_contains(fail_message(), said);
	assert_int_equal(fail_code(), code);
}

static void test_changes_files(void **state)
{
	char *a __cleanup(str_free) = NULL, *b __cleanup(str_free) = NULL;

	(void)state;
	need_spatch();
	assert_int_equal(run_on_all("@@ expression E; @@\n- old(E)\n+ new(E)\n", 0), 0);
	a = get("tree/a.c");
	b = get("tree/b c.c");
	assert_contains(a, "new(1)");
	assert_contains(b, "new(2)");
}

static void test_rules_that_are_none(void **state)
{
	(void)state;
	need_spatch();
	expect_failure(run_on_all("@@ expression E;\n- old(\n", 0), EXIT_STEP,
		       "step one: spatch failed on ");
}

/* spatch's own time-out cannot end a script that waits. */
static void test_script_hangs(void **state)
{
	static const char rules[] =
		"@r@\nexpression E;\nposition p;\n@@\nold@p(E)\n"
		"@script:python@\np << r.p;\nE << r.E;\n@@\n"
		"import time\nif E == \"2\": time.sleep(60)\n";
	time_t start = time(NULL);

	(void)state;
	need_spatch();
	expect_failure(run_on_all(rules, 2), EXIT_STEP,
		       "step one: spatch did not end within 2 seconds on b c.c with ");
	assert_true(time(NULL) - start < 30);
}

static void test_hangs_on_a_file(void **state)
{
	(void)state;
	fake_spatch("test $file != d.c || exec sleep 60");
	expect_failure(run_on_all("", 1), EXIT_STEP,
		       "spatch did not end within 1 seconds on d.c with ");
}

static void test_hangs_before_the_first_file(void **state)
{
	(void)state;
	script("bin/spatch", "#!/bin/sh\nexec sleep 60\n");
	expect_failure(run_on_all("", 1), EXIT_STEP,
		       "spatch did not end within 1 seconds on reading its rules with ");
}

/* The limit is for each file, not for all files together. */
static void test_many_files_take_longer(void **state)
{
	(void)state;
	fake_spatch("sleep 0.8");
	assert_int_equal(run_on_all("", 2), 0);
}

static void test_time_by_the_environment(void **state)
{
	(void)state;
	fake_spatch("exec sleep 60");
	setenv("LAZYMMU_SPATCH_SECONDS", "1", 1);
	expect_failure(run_on_all("", 0), EXIT_STEP,
		       "did not end within 1 seconds on a.c");
	fail_clear();
	setenv("LAZYMMU_SPATCH_SECONDS", "soon", 1);
	expect_failure(run_on_all("", 0), EXIT_USAGE,
		       "LAZYMMU_SPATCH_SECONDS=soon: give a number of seconds, such as 300");
	unsetenv("LAZYMMU_SPATCH_SECONDS");
}

/* spatch continues after an internal error, and exits with 0. */
static void test_exception_in_a_file(void **state)
{
	(void)state;
	fake_spatch("test $file != d.c || echo \"EXN: Failure(\\\"x\\\") in d.c\" >&2");
	expect_failure(run_on_all("", 0), EXIT_STEP,
		       "x.cocci (exit status 0): EXN: Failure(\"x\") in d.c");
}

static void test_no_space_with_status_0(void **state)
{
	(void)state;
	fake_spatch("echo 'cp: error writing: No space left on device' >&2");
	expect_failure(run_on_all("", 0), EXIT_NO_SPACE, "no space left for spatch in ");
}

/* A file name in a progress message is not a complaint. */
static void test_progress_is_no_complaint(void **state)
{
	(void)state;
	fake_spatch("echo 'Note: processing took 30.0s: error.c' >&2\n"
		    "test $file != d.c || { echo 'Fatal error: x' >&2; exit 255; }");
	expect_failure(run_on_all("", 0), EXIT_STEP, "(exit status 255): Fatal error: x");
}

/* A spatch that appends "// seen" to each file but a.c, and writes down its files. */
static const char marks[] =
	"echo $file >> ../calls\n"
	"test $file = a.c || echo // seen >> $file\n";

/* The files that spatch has been given since the last call, with spaces between them. */
static char *given(void)
{
	char *calls = exists(at("calls")) ? get("calls") : str_dup("");

	for (char *c = calls; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	put("calls", "");
	return calls;
}

static void expect_given(const char *files)
{
	char *calls __cleanup(str_free) = given();

	assert_string_equal(calls, files);
}

static void put_tree(void)
{
	put("tree/a.c", "a\n");
	put("tree/b c.c", "b\n");
	put("tree/d.c", "d\n");
}

static void expect_text(const char *path, const char *expected)
{
	char *text __cleanup(str_free) = get(path);

	assert_string_equal(text, expected);
}

/* The result of a file is known the next time. */
static void test_results_are_kept(void **state)
{
	(void)state;
	fake_spatch(marks);
	for (int i = 0; i < 2; i++) {
		put_tree();
		assert_int_equal(run_on_all("rule", 0), 0);
		expect_text("tree/a.c", "a\n");
		expect_text("tree/b c.c", "b\n// seen\n");
		expect_text("tree/d.c", "d\n// seen\n");
		expect_given(i ? "" : "a.c ../unsafe/1.c d.c ");
	}
	/* Only a file that has changed is new; other rules know nothing. */
	put_tree();
	put("tree/d.c", "e\n");
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_text("tree/b c.c", "b\n// seen\n");
	expect_text("tree/d.c", "e\n// seen\n");
	expect_given("d.c ");
	put_tree();
	assert_int_equal(run_on_all("another rule", 0), 0);
	expect_given("a.c ../unsafe/1.c d.c ");
	/* Rules that include others depend on these, too. */
	for (int i = 0; i < 2; i++) {
		put_tree();
		assert_int_equal(run_on_all("#include \"x\"", 0), 0);
		expect_given("a.c ../unsafe/1.c d.c ");
	}
}

/* A run that fails leaves nothing, nor does another spatch use what is there. */
static void test_results_are_not_kept(void **state)
{
	char *fails __cleanup(str_free) = str_fmt("%stest $file != d.c || exit 255", marks);

	(void)state;
	fake_spatch(fails);
	put_tree();
	assert_true(run_on_all("rule", 0) < 0);
	fail_clear();
	expect_given("a.c ../unsafe/1.c d.c ");
	fake_spatch(marks);
	put_tree();
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_given("a.c ../unsafe/1.c d.c ");
	fake_spatch("echo $file >> ../calls\necho // other >> $file\n");
	put_tree();
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_given("a.c ../unsafe/1.c d.c ");
	expect_text("tree/d.c", "d\n// other\n");
}

/* spatch complains but succeeds, or reads rules that change: nobody knows the result. */
static void test_doubtful_results(void **state)
{
	char *complains __cleanup(str_free) = str_fmt("%secho hm >&2", marks);
	char *changes __cleanup(str_free) = str_fmt("%secho more >> ../x.cocci", marks);

	(void)state;
	fake_spatch(complains);
	for (int i = 0; i < 2; i++) {
		put_tree();
		assert_int_equal(run_on_all("rule", 0), 0);
		expect_given("a.c ../unsafe/1.c d.c ");
	}
	fake_spatch(changes);
	for (int i = 0; i < 2; i++) {
		put_tree();
		assert_int_equal(run_on_all("rule", 0), 0);
		expect_given("a.c ../unsafe/1.c d.c ");
	}
}

/* A result that is damaged is made again. */
static void test_damaged_result(void **state)
{
	(void)state;
	fake_spatch(marks);
	put_tree();
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_given("a.c ../unsafe/1.c d.c ");
	assert_int_equal(system("cd \"$LAZYMMU_CACHE\" && for f in spatch/*/*; do\n"
				"grep -q seen $f && sed -i s/seen/sown/ $f; done; :"), 0);
	put_tree();
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_given("../unsafe/0.c d.c ");
	expect_text("tree/d.c", "d\n// seen\n");
	assert_int_equal(system("cd \"$LAZYMMU_CACHE\" && for f in spatch/*/*; do : > $f; done"), 0);
	put_tree();
	assert_int_equal(run_on_all("rule", 0), 0);
	expect_given("a.c ../unsafe/1.c d.c ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_changes_files), TEST(test_rules_that_are_none),
		TEST(test_script_hangs), TEST(test_hangs_on_a_file),
		TEST(test_hangs_before_the_first_file),
		TEST(test_many_files_take_longer),
		TEST(test_time_by_the_environment),
		TEST(test_exception_in_a_file), TEST(test_no_space_with_status_0),
		TEST(test_progress_is_no_complaint), TEST(test_results_are_kept),
		TEST(test_results_are_not_kept), TEST(test_doubtful_results),
		TEST(test_damaged_result),
	};

	return cmocka_run_group_tests_name("spatch", tests, NULL, NULL);
}
