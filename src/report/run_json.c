// SPDX-License-Identifier: GPL-2.0-only
/* All results of a session as one JSON object. */
#include "report/run_json.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/json.h"
#include "util/strbuf.h"

/* Make a JSON string. JSON is UTF-8, but a path or a message need not be. */
static json_t *utf8_text(const char *s)
{
	json_t *j = json_string(s);
	char *copy;

	if (j)
		return j;
	copy = str_dup(s);
	for (char *p = copy; *p; p++) {
		if (*p & 0x80)
			*p = '?';
	}
	j = json_string(copy);
	free(copy);
	return j;
}

static json_t *json_lines(const struct strlist *sl)
{
	json_t *a = json_array();

	for (size_t i = 0; i < sl->n; i++)
		json_array_append_new(a, json_string(sl->v[i]));
	return a;
}

static json_t *json_tests(const struct ktap *k)
{
	json_t *a = json_array();

	for (size_t i = 0; i < k->n; i++) {
		const struct ktap_result *t = &k->results[i];
		json_t *o = json_pack("{s:s, s:s}", "name", t->name, "status",
				      ktap_status_name(t->status));

		if (*t->reason)
			json_object_set_new(o, "reason", json_string(t->reason));
		if (t->diag.n)
			json_object_set_new(o, "output", json_lines(&t->diag));
		json_array_append_new(a, o);
	}
	return a;
}

static json_t *json_findings(const struct judge *j)
{
	json_t *a = json_array();

	for (size_t i = 0; i < j->n; i++) {
		const struct finding *f = &j->findings[i];

		json_array_append_new(a, json_pack("{s:s, s:I, s:s, s:o}",
			"kind", judge_badness(f->kind),
			"line", (json_int_t)f->line_no, "text", f->text,
			"context", json_lines(&f->context)));
	}
	return a;
}

char *run_json_result(const struct result *r)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:i, s:f, s:o}",
			      "target", r->target,
			      "accelerator", r->accelerator,
			      "verdict", result_verdict(r),
			      "exit_code", result_code(r),
			      "seconds", r->seconds,
			      "log", utf8_text(r->log_path));
	struct strlist problems __cleanup(sl_free) = { 0 };
	char *text;

	if (r->emulator && *r->emulator)
		json_object_set_new(o, "emulator", utf8_text(r->emulator));
	if (r->hypervisor)
		json_object_set_new(o, "hypervisor", utf8_text(r->hypervisor));
	sl_add_all(&problems, &r->lacking);
	if (result_ending_counts(r))
		sl_add(&problems, result_ending(r));
	json_object_set_new(o, "passed", json_integer(r->ktap.passed));
	json_object_set_new(o, "failed", json_integer(result_failed(r)));
	json_object_set_new(o, "skipped", json_integer(r->ktap.skipped));
	json_object_set_new(o, "excused_lines", json_integer(r->judge.excused));
	json_object_set_new(o, "problems", json_lines(&problems));
	json_object_set_new(o, "console", json_findings(&r->judge));
	json_object_set_new(o, "tests", json_tests(&r->ktap));
	text = json_dumps(o, 0);
	json_decref(o);
	if (!text)
		oom();
	return text;
}

int run_json_read(const char *text, struct outcome *o)
{
	json_t *root = json_loads(text, 0, NULL);
	json_int_t passed, failed, code;
	const char *target;
	int err = json_unpack(root, "{s:s, s:I, s:I, s:I, s:o, s:o}",
			      "target", &target, "passed", &passed,
			      "failed", &failed, "exit_code", &code,
			      "tests", &(json_t *){ NULL },
			      "console", &(json_t *){ NULL });

	/* Refuse a result that contradicts itself. */
	if (err || strcmp(target, o->target) || passed < 0 || failed < 0 ||
	    code < 0 || code > 255 || !code != !failed) {
		json_decref(root);
		return -EINVAL;
	}
	o->passed = passed;
	o->failed = failed;
	o->code = code;
	o->report = str_dup(text);
	json_decref(root);
	return 0;
}

/* A target that was not tested, with the members that a result has. */
static json_t *json_untested(const struct outcome *o)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:i, s:o, s:[o], s:[], s:[]}",
			 "target", o->target, "verdict", "not tested",
			 "exit_code", o->code, "passed", 0, "failed", 1,
			 "error", utf8_text(o->error),
			 "problems", utf8_text(o->error), "console", "tests");
}

int run_json_write(const struct session *s, const char *path)
{
	char *error __cleanup(str_free) = session_error(s);
	json_t *targets = json_array(), *o;
	size_t passed, failed;

	session_totals(s, &passed, &failed);
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].report)
			json_array_append_new(targets,
					      json_loads(s->v[i].report, 0, NULL));
		else if (s->v[i].error)
			json_array_append_new(targets, json_untested(&s->v[i]));
	}
	o = json_pack("{s:s, s:s, s:s, s:b, s:I, s:I, s:i, s:o}",
		      "kernel", s->kernel, "commit", s->commit ? s->commit : "",
		      "flavour", s->flavour, "stock", s->stock,
		      "passed", (json_int_t)passed, "failed", (json_int_t)failed,
		      "exit_code", session_code(s), "targets", targets);
	if (s->without && s->without->n) {
		json_t *parts = json_array();

		for (size_t i = 0; i < s->without->n; i++)
			json_array_append_new(parts, utf8_text(s->without->v[i]));
		json_object_set_new(o, "without", parts);
	}
	if (s->with)
		json_object_set_new(o, "with", utf8_text(s->with));
	if (error)
		json_object_set_new(o, "error", utf8_text(error));
	return json_write(path, o);
}

