// SPDX-License-Identifier: GPL-2.0-only
/* The results of a session as JSON. */
#include "fixture.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/run_json.h"
#include "util/fail.h"

static void add_line(struct result *r, const char *line)
{
	judge_line(&r->judge, line);
	ktap_line(&r->ktap, line);
}

/* A session of one boot, with a failed test and a panic. */
static void make_session(struct session *s, const char *log_path)
{
	struct result *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	*r = (struct result){
		.target = str_dup("x86_64"), .accelerator = str_dup("tcg"),
		.log_path = str_dup(log_path), .ending = ENDED_EARLY,
	};
	add_line(r, "KTAP version 1");
	add_line(r, "1..2");
	add_line(r, "ok 1 a");
	add_line(r, "# b: output");
	add_line(r, "not ok 2 b");
	add_line(r, "Kernel panic - not syncing: now");
	ktap_end(&r->ktap);
	*s = (struct session){
		.kernel = "6.12.1", .commit = str_dup("abc"),
		.flavour = "debug", .stock = true, .v = r, .n = 1,
	};
}

/* Write @s and read it again; the caller releases the result. */
static json_t *written(const struct session *s)
{
	json_t *root;

	assert_int_equal(run_json_write(s, at("out.json")), 0);
	root = json_load_file(at("out.json"), 0, NULL);
	assert_non_null(root);
	return root;
}

static void results(void **state)
{
	const char *verdict, *commit, *kind, *name, *output;
	int exit_code, passed, failed;
	struct session s;
	json_t *root;

	(void)state;
	make_session(&s, "log");
	root = written(&s);
	assert_int_equal(json_unpack(root,
		"{s:s, s:i, s:i, s:i, s:[{s:s, s:[{s:s}], s:[{}, {s:s, s:[s]}]}]}",
		"commit", &commit, "exit_code", &exit_code, "passed", &passed,
		"failed", &failed, "targets", "verdict", &verdict, "console",
		"kind", &kind, "tests", "name", &name, "output", &output), 0);
	assert_string_equal(commit, "abc");
	assert_int_equal(exit_code, EXIT_PANIC);
	assert_int_equal(passed, 1);
	assert_int_equal(failed, 2);
	assert_string_equal(verdict, "panic");
	assert_string_equal(kind, "panic");
	assert_string_equal(name, "b");
	assert_string_equal(output, "# b: output");
	json_decref(root);
	session_free(&s);
}

static void error(void **state)
{
	struct session s;
	const char *text;
	json_t *root;

	(void)state;
	make_session(&s, "log");
	s.error = "no more \"machines\"";
	s.error_code = EXIT_BUILD;
	root = written(&s);
	text = json_string_value(json_object_get(root, "error"));
	assert_non_null(text);
	assert_string_equal(text, s.error);
	json_decref(root);
	session_free(&s);
}

static void nothing_was_built(void **state)
{
	struct session s = { .kernel = "6.12.1", .flavour = "debug" };
	json_t *root;

	(void)state;
	root = written(&s);
	assert_string_equal(json_string_value(json_object_get(root, "commit")), "");
	json_decref(root);
}

static void path_that_is_not_utf8(void **state)
{
	struct session s;
	char *text;

	(void)state;
	make_session(&s, "/caf\xe9/log");
	json_decref(written(&s));
	text = get("out.json");
	assert_non_null(strstr(text, "/caf?/log"));
	free(text);
	session_free(&s);
}

static void cannot_be_written(void **state)
{
	struct session s;

	(void)state;
	make_session(&s, "log");
	assert_true(run_json_write(&s, at("none/out.json")) < 0);
	assert_non_null(strstr(fail_message(), "none/out.json cannot be written"));
	fail_clear();
	session_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(results, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(error, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(nothing_was_built, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(path_that_is_not_utf8, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(cannot_be_written, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("run_json", tests, NULL, NULL);
}
