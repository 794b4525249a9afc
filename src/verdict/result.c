// SPDX-License-Identifier: GPL-2.0-only
/* What came of booting machines. */
#include "verdict/result.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "util/file.h"

#define SHOWN_FINDINGS	5	/* with context; the log has them all */
#define SHOWN_FAILURES	20

void result_free(struct result *r)
{
	free(r->target);
	free(r->accelerator);
	free(r->log_path);
	free(r->last_line);
	sl_free(&r->lacking);
	ktap_free(&r->ktap);
	judge_free(&r->judge);
}

static size_t incidents(const struct result *r)
{
	return r->judge.n + r->judge.more;
}

/* An early end is news only if the console does not say why. */
static bool ending_counts(const struct result *r)
{
	return r->ending != ENDED_WELL &&
	       !(r->ending == ENDED_EARLY && r->judge.worst >= BAD_OOPS);
}

size_t result_failed(const struct result *r)
{
	return r->ktap.failed + incidents(r) + r->lacking.n + ending_counts(r);
}

enum exit_code result_code(const struct result *r)
{
	if (r->judge.worst >= BAD_OOPS)
		return EXIT_PANIC;
	if (r->ending == ENDED_SILENT || r->ending == ENDED_LATE)
		return EXIT_TIMEOUT;
	return result_failed(r) ? EXIT_TESTS_FAILED : EXIT_OK;
}

const char *result_verdict(const struct result *r)
{
	switch (result_code(r)) {
	case EXIT_OK:
		return "passed";
	case EXIT_PANIC:
		return r->judge.worst == BAD_PANIC ? "panic" : "oops";
	case EXIT_TIMEOUT:
		return r->ending == ENDED_SILENT ? "hang" : "timeout";
	default:
		return "failed";
	}
}

static const char *ending_sentence(enum ending ending)
{
	static const char *const sentences[] = {
		[ENDED_WELL] = "it ended well",
		[ENDED_EARLY] = "it went off before its tests were done",
		[ENDED_SILENT] = "it hangs: nothing came from it for too long",
		[ENDED_LATE] = "it ran out of time",
		[ENDED_FLOOD] = "it wrote more to its console than is kept",
	};

	return sentences[ending];
}

static void print_findings(const struct result *r, FILE *to)
{
	for (size_t i = 0; i < r->judge.n && i < SHOWN_FINDINGS; i++) {
		const struct finding *f = &r->judge.findings[i];

		fprintf(to, "# %s: %s, console line %zu: %s\n", r->target,
			badness_name(f->kind), f->line_no, f->text);
		for (size_t l = 0; l < f->context.n; l++)
			fprintf(to, "#   | %s\n", f->context.v[l]);
	}
	if (incidents(r) > SHOWN_FINDINGS)
		fprintf(to, "# %s: and %zu more incidents\n", r->target,
			incidents(r) - SHOWN_FINDINGS);
}

static void print_failures(const struct result *r, FILE *to)
{
	size_t shown = 0;

	for (size_t i = 0; i < r->ktap.n && shown < SHOWN_FAILURES; i++) {
		const struct ktap_result *t = &r->ktap.results[i];

		if (t->status != KTAP_FAIL)
			continue;
		shown++;
		fprintf(to, "# %s: not ok: %s%s%s\n", r->target, t->name,
			*t->reason ? ": " : "", t->reason);
		for (size_t l = 0; l < t->diag.n; l++)
			fprintf(to, "#   | %s\n", t->diag.v[l]);
	}
	if (shown < r->ktap.failed)
		fprintf(to, "# %s: and %zu more failed tests\n", r->target,
			r->ktap.failed - shown);
}

void result_print(const struct result *r, FILE *to)
{
	print_failures(r, to);
	print_findings(r, to);
	for (size_t i = 0; i < r->lacking.n; i++)
		fprintf(to, "# %s: %s\n", r->target, r->lacking.v[i]);
	if (ending_counts(r))
		fprintf(to, "# %s: %s; the last line was: %s\n", r->target,
			ending_sentence(r->ending),
			r->last_line ? r->last_line : "(none)");
	if (result_failed(r))
		fprintf(to, "# %s: the whole console: %s\n", r->target,
			r->log_path);
	fprintf(to, "# %s: %s (%s): %zu passed, %zu failed, %zu skipped, %.1f s\n",
		r->target, result_verdict(r), r->accelerator, r->ktap.passed,
		result_failed(r), r->ktap.skipped, r->seconds);
}

void run_totals(const struct session *run, size_t *passed, size_t *failed)
{
	*passed = 0;
	*failed = run->error ? 1 : 0;
	for (size_t i = 0; i < run->n; i++) {
		*passed += run->v[i].ktap.passed;
		*failed += result_failed(&run->v[i]);
	}
}

enum exit_code run_code(const struct session *run)
{
	enum exit_code worst = EXIT_OK;

	if (run->error)
		return run->error_code;
	for (size_t i = 0; i < run->n; i++) {
		enum exit_code code = result_code(&run->v[i]);

		if (code == EXIT_PANIC)
			return code;
		if (code > worst)
			worst = code;
	}
	return worst;
}

/* Paths need not be UTF-8, JSON has to be. */
static json_t *json_text(const char *s)
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
			"kind", badness_name(f->kind),
			"line", (json_int_t)f->line_no, "text", f->text,
			"context", json_lines(&f->context)));
	}
	return a;
}

static json_t *json_result(const struct result *r)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:i, s:f, s:o}",
			      "target", r->target,
			      "accelerator", r->accelerator,
			      "verdict", result_verdict(r),
			      "exit_code", result_code(r),
			      "seconds", r->seconds,
			      "log", json_text(r->log_path));
	struct strlist problems = { 0 };

	sl_add_all(&problems, &r->lacking);
	if (ending_counts(r))
		sl_add(&problems, ending_sentence(r->ending));
	json_object_set_new(o, "passed", json_integer(r->ktap.passed));
	json_object_set_new(o, "failed", json_integer(result_failed(r)));
	json_object_set_new(o, "skipped", json_integer(r->ktap.skipped));
	json_object_set_new(o, "excused_lines", json_integer(r->judge.excused));
	json_object_set_new(o, "problems", json_lines(&problems));
	json_object_set_new(o, "console", json_findings(&r->judge));
	json_object_set_new(o, "tests", json_tests(&r->ktap));
	sl_free(&problems);
	return o;
}

int run_write_json(const struct session *run, const char *path)
{
	json_t *targets = json_array(), *o;
	size_t passed, failed;
	char *text;
	int ret;

	run_totals(run, &passed, &failed);
	for (size_t i = 0; i < run->n; i++)
		json_array_append_new(targets, json_result(&run->v[i]));
	o = json_pack("{s:s, s:s, s:s, s:b, s:I, s:I, s:i, s:o}",
		      "kernel", run->kernel, "commit", run->commit,
		      "flavour", run->flavour, "stock", run->stock,
		      "passed", (json_int_t)passed, "failed", (json_int_t)failed,
		      "exit_code", run_code(run), "targets", targets);
	if (run->with)
		json_object_set_new(o, "with", json_text(run->with));
	if (run->error)
		json_object_set_new(o, "error", json_text(run->error));
	text = json_dumps(o, JSON_INDENT(2));
	json_decref(o);
	if (!text)
		oom();
	ret = write_file_atomic(path, text, strlen(text));
	free(text);
	if (ret < 0)
		return fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	return 0;
}
