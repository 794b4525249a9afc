// SPDX-License-Identifier: GPL-2.0-only
/* The results of a session as JSON. */
#include "fixture.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/run_json.h"
#include "util/array.h"
#include "util/fail.h"

static void add_line(struct result *r, const char *line)
{
	judge_line(&r->judge, line);
	ktap_line(&r->ktap, line);
}

/* The result of a boot, with a failed test and a panic, as JSON. */
static char *make_report(const char *log_path)
{
	struct result r = {
		.target = str_dup("x86_64"), .accelerator = str_dup("tcg"),
		.emulator = str_dup("QEMU 7.2.22"), .hypervisor = str_dup("4.17.5-1"),
		.log_path = str_dup(log_path), .ending = ENDED_EARLY,
	};
	char *report;

	add_line(&r, "KTAP version 1");
	add_line(&r, "1..2");
	add_line(&r, "ok 1 a");
	add_line(&r, "# b: output");
	add_line(&r, "not ok 2 b");
	add_line(&r, "Kernel panic - not syncing: now");
	ktap_end(&r.ktap);
	report = run_json_result(&r);
	result_free(&r);
	return report;
}

/* Make a session with that boot only. */
static void make_session(struct session *s, const char *log_path)
{
	struct outcome *o = calloc(1, sizeof(*o));
	char *report = make_report(log_path);

	assert_non_null(o);
	o->target = str_dup("x86_64");
	assert_int_equal(run_json_read(report, o), 0);
	free(report);
	*s = (struct session){
		.kernel = "6.12.1", .commit = str_dup("abc"),
		.flavour = "debug", .stock = true, .v = o, .n = 1,
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

/* A result names the programs that were used. */
static void programs(void **state)
{
	const char *accelerator, *emulator, *hypervisor;
	struct session s;
	json_t *root;

	(void)state;
	make_session(&s, "log");
	root = written(&s);
	assert_int_equal(json_unpack(root, "{s:[{s:s, s:s, s:s}]}", "targets",
		"accelerator", &accelerator, "emulator", &emulator,
		"hypervisor", &hypervisor), 0);
	assert_string_equal(accelerator, "tcg");
	assert_string_equal(emulator, "QEMU 7.2.22");
	assert_string_equal(hypervisor, "4.17.5-1");
	json_decref(root);
	session_free(&s);
}

/* A part of a result, or the result of another target, is refused. */
static void half_a_result(void **state)
{
	static const char *const texts[] = {
		"", "{}", "[]", "null",
		"{\"target\": \"t\", \"passed\": 3, \"failed\": 0, \"exit_code\": 0}",
		"{\"target\": \"u\", \"passed\": 3, \"failed\": 0, \"exit_code\": 0, \"tests\": [], \"console\": []}",
		"{\"target\": \"t\", \"passed\": 3, \"failed\": 1, \"exit_code\": 0, \"tests\": [], \"console\": []}",
		"{\"target\": \"t\", \"passed\": 3, \"failed\": 0, \"exit_code\": 1, \"tests\": [], \"console\": []}",
		"{\"target\": \"t\", \"passed\": -3, \"failed\": 0, \"exit_code\": 0, \"tests\": [], \"console\": []}",
	};
	char *report = make_report("log");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct outcome o = { .target = (char[]){ "t" } };

		assert_int_equal(run_json_read(texts[i], &o), -EINVAL);
		assert_null(o.report);
	}
	report[strlen(report) - 1] = '\0';
	assert_int_equal(run_json_read(report, &(struct outcome){
		.target = (char[]){ "x86_64" } }), -EINVAL);
	free(report);
}

/* A target that was not tested is among the results. */
static void not_tested(void **state)
{
	struct failure f = { .message = str_dup("no \"gcc\""),
			     .code = EXIT_MISSING_TOOL };
	const char *verdict, *sentence, *all;
	int exit_code, failed;
	struct session s;
	size_t cap = 1;
	json_t *root;

	(void)state;
	make_session(&s, "log");
	GROW(s.v, s.n, cap);
	s.v[1].target = str_dup("z");
	s.n = 2;
	session_fail(&s.v[1], &f);
	root = written(&s);
	assert_int_equal(json_unpack(root, "{s:s, s:i, s:i, s:[{}, {s:s, s:s}]}",
		"error", &all, "exit_code", &exit_code, "failed", &failed,
		"targets", "verdict", &verdict, "error", &sentence), 0);
	assert_string_equal(verdict, "not tested");
	assert_string_equal(sentence, "no \"gcc\"");
	assert_string_equal(all, "1 of 2 targets could not be tested: z: no \"gcc\"");
	assert_int_equal(exit_code, EXIT_MISSING_TOOL);
	assert_int_equal(failed, 3);
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

static void without_a_part(void **state)
{
	char *parts[] = { "bench", "speed", NULL };
	const struct strlist without = { .v = parts, .n = 2 }, none = { 0 };
	const char *first, *second;
	struct session s;
	json_t *root;

	(void)state;
	make_session(&s, "log");
	s.without = &without;
	root = written(&s);
	assert_int_equal(json_unpack(root, "{s:[s, s!]}", "without", &first, &second), 0);
	assert_string_equal(first, "bench");
	assert_string_equal(second, "speed");
	json_decref(root);
	s.without = &none;
	root = written(&s);
	assert_null(json_object_get(root, "without"));
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
		cmocka_unit_test_setup_teardown(programs, fixture_setup, fixture_teardown),
		cmocka_unit_test(half_a_result),
		cmocka_unit_test_setup_teardown(not_tested, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(error, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(without_a_part, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(nothing_was_built, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(path_that_is_not_utf8, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(cannot_be_written, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("run_json", tests, NULL, NULL);
}
