// SPDX-License-Identifier: GPL-2.0-only
#include "variant.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build/flavour.h"
#include "series/header.h"
#include "series/pattern.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/json.h"
#include "util/regex.h"
#include "util/strbuf.h"

/* --- the header --- */

static int set_once(const struct header_line *l, char **at)
{
	if (*at || !*l->value || strpbrk(l->value, " \t,"))
		return header_error(l, "one word, once");
	*at = str_dup(l->value);
	return 0;
}

static int add_console(struct variant *v, const struct header_line *l,
		       const char *pattern)
{
	struct regex *re;

	pattern += strspn(pattern, " \t");
	if (!*pattern)
		return header_error(l, "'console' needs a regular expression");
	re = pattern_compile(l->file, l->line, pattern);
	if (!re)
		return -EINVAL;
	v->console = reallocarray(v->console, v->nr_console + 1, sizeof(*v->console));
	if (!v->console)
		oom();
	v->console[v->nr_console++] = re;
	return 0;
}

/* "WORKLOAD COUNTER" */
static int add_budget(struct variant *v, const struct header_line *l,
		      const char *cost)
{
	struct strlist words = { 0 };
	int err = 0;

	sl_split(&words, cost, " \t");
	if (words.n == 2)
		sl_addf(&v->budgets, "%s %s", words.v[0], words.v[1]);
	else
		err = header_error(l, "'budget' needs a workload and a counter");
	sl_free(&words);
	return err;
}

/* If @value begins with the word @word, return the text behind it, else NULL. */
static const char *after_word(const char *value, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(value, word, len) || (value[len] && !strchr(" \t", value[len])))
		return NULL;
	return value + len;
}

static int add_caught_by(struct variant *v, const struct header_line *l)
{
	const char *value = l->value, *rest;
	size_t before = v->tests.n;

	rest = after_word(value, "console");
	if (rest)
		return add_console(v, l, rest);
	rest = after_word(value, "budget");
	if (rest)
		return add_budget(v, l, rest);
	sl_split(&v->tests, value, " \t,");
	return v->tests.n > before ? 0 :
	       header_error(l, "'caught-by:' names no test");
}

static int take_header(void *arg, const struct header_line *l)
{
	struct variant *v = arg;

	if (!strcmp(l->key, "target"))
		return set_once(l, &v->target);
	if (!strcmp(l->key, "flavour"))
		return set_once(l, &v->flavour);
	if (!strcmp(l->key, "caught-by"))
		return add_caught_by(v, l);
	if (!strcmp(l->key, "in"))
		v->headers |= strstr(l->value, "include") != NULL;
	return 0;
}

static int check_header(struct variant *v)
{
	if (!v->target)
		return fail(EXIT_STEP, EINVAL,
			    "%s: no '// target: TARGET' line says where it is booted",
			    v->path);
	if (v->budgets.n && (v->tests.n || v->nr_console || v->flavour))
		return fail(EXIT_STEP, EINVAL,
			    "%s: with '// caught-by: budget', there is no flavour, and nothing else notices it",
			    v->path);
	if (!v->tests.n && !v->nr_console && !v->budgets.n)
		return fail(EXIT_STEP, EINVAL,
			    "%s: no '// caught-by: TEST' line says what notices it",
			    v->path);
	if (!v->flavour)
		v->flavour = str_dup(v->budgets.n ? "bench" : "debug");
	return flavours_need(v->flavour);
}

int variant_load(const char *path, struct variant *v)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	const char *dot = strrchr(file, '.');
	int err;

	*v = (struct variant){ .path = str_dup(path) };
	v->stock = dot && !strcmp(dot, ".stock");
	if (!v->stock && (!dot || strcmp(dot, ".cocci")))
		return fail(EXIT_USAGE, EINVAL, "%s is neither NAME.cocci nor NAME.stock",
			    path);
	v->name = str_fmt("%.*s", (int)(dot - file), file);
	err = header_read(path, take_header, v);
	return err ? err : check_header(v);
}

void variant_free(struct variant *v)
{
	free(v->name);
	free(v->path);
	free(v->target);
	free(v->flavour);
	sl_free(&v->tests);
	sl_free(&v->budgets);
	for (size_t i = 0; i < v->nr_console; i++)
		regex_free(v->console[i]);
	free(v->console);
	*v = (struct variant){ 0 };
}

/* The suite whose cases are in the tree that is tested: see guest/program.c. */
#define FROM_THE_TREE	"program"

/* Is @name a suite, a workload, or a case of one in the sources? */
static int is_known(const char *name, const struct strbuf *sources)
{
	char *pattern = str_fmt("(KUNIT_CASE\\w*\\(|\")\\Q%s\\E[\"),]", name);
	char *why = NULL;
	struct regex *re = regex_compile(pattern, NULL, &why);
	int known = re ? regex_match_text(re, sources->buf, sources->len,
					  "the sources of the tests") : 0;

	regex_free(re);
	free(why);
	free(pattern);
	return known;
}

int variant_check_tests(const struct variant *v, const struct strbuf *sources)
{
	int err = 0;

	for (size_t i = 0; i < v->tests.n && !err; i++) {
		struct strlist parts = { 0 };

		sl_split(&parts, v->tests.v[i], ".");
		for (size_t p = 0; p < parts.n && !err; p++) {
			int known;

			if (p && !strcmp(parts.v[0], FROM_THE_TREE))
				break;
			known = is_known(parts.v[p], sources);
			if (known < 0)
				err = known;
			else if (!known)
				err = fail(EXIT_USAGE, EINVAL,
					   "%s: there is no test '%s'",
					   v->path, v->tests.v[i]);
		}
		sl_free(&parts);
	}
	return err;
}

void variant_caught_by(const struct variant *v, struct strbuf *out)
{
	for (size_t i = 0; i < v->tests.n; i++)
		sb_addf(out, "%s%s", i ? ", " : "", v->tests.v[i]);
	for (size_t i = 0; i < v->nr_console; i++)
		sb_addf(out, "%sconsole: %s", i || v->tests.n ? ", " : "",
			regex_text(v->console[i]));
	for (size_t i = 0; i < v->budgets.n; i++)
		sb_addf(out, "%sbudget: %s", i ? ", " : "", v->budgets.v[i]);
}

/* --- the verdict --- */

/* The machine of @run; NULL with *@why set if @run is not a run of the variant. */
static const json_t *machine(const struct variant *v, const json_t *run,
			     bool control, struct strbuf *why)
{
	const json_t *targets = json_object_get(run, "targets");
	const json_t *t = json_array_get(targets, 0);
	const char *with = control || v->stock ? "" : v->path;
	bool stock = !control && v->stock;

	if (*json_text(run, "error", ""))
		sb_addf(why, "it was not run: %s", json_text(run, "error", ""));
	else if (json_array_size(targets) != 1 || strcmp(json_text(t, "target", ""), v->target))
		sb_addf(why, "it was not booted on %s", v->target);
	else if (strcmp(json_text(run, "with", ""), with) ||
		 strcmp(json_text(run, "flavour", ""), v->flavour) ||
		 json_is_true(json_object_get(run, "stock")) != stock)
		sb_adds(why, "another kernel was booted");
	else
		return t;
	return NULL;
}

/*
 * struct seen - the results of a test, or of the tests of a suite
 * @failed: tests that reported a failure, without those whose result is missing
 */
struct seen {
	size_t passed;
	size_t failed;
	size_t skipped;
};

static struct seen look_for(const json_t *machine, const char *name)
{
	size_t len = strlen(name), i;
	struct seen s = { 0 };
	json_t *t;

	json_array_foreach(json_object_get(machine, "tests"), i, t) {
		const char *n = json_text(t, "name", ""), *status = json_text(t, "status", "");

		if (strncmp(n, name, len) || (n[len] && n[len] != '.'))
			continue;
		s.passed += !strcmp(status, "pass");
		s.skipped += !strcmp(status, "skip");
		s.failed += !strcmp(status, "fail") && !*json_text(t, "reason", "");
	}
	return s;
}

static int console_matches(const json_t *machine, const struct regex *re)
{
	size_t i, l;
	json_t *f, *line;

	json_array_foreach(json_object_get(machine, "console"), i, f) {
		const char *s = json_text(f, "text", "");
		int is = regex_match(re, s, strlen(s));

		if (is)
			return is;
		json_array_foreach(json_object_get(f, "context"), l, line) {
			s = json_string_value(line);
			is = s ? regex_match(re, s, strlen(s)) : 0;
			if (is)
				return is;
		}
	}
	return 0;
}

/*
 * The verdict of 'lazymmu bench' on the cost @name, "WORKLOAD COUNTER"; NULL if
 * there is none.
 */
static const char *look_for_cost(const json_t *machine, const char *name)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(machine, "rows"), i, row) {
		char *n __cleanup(str_free) = str_fmt("%s %s", json_text(row, "workload", ""),
						      json_text(row, "counter", ""));

		if (!strcmp(n, name))
			return json_text(row, "verdict", "");
	}
	return NULL;
}

/*
 * Do all costs of the variant have the verdict @wanted? @why is set to those that
 * have another one.
 */
static bool costs_are(const struct variant *v, const json_t *machine,
		      const char *wanted, struct strbuf *why)
{
	bool all = true;

	for (size_t i = 0; i < v->budgets.n; i++) {
		const char *verdict = look_for_cost(machine, v->budgets.v[i]);

		if (verdict && !strcmp(verdict, wanted))
			continue;
		all = false;
		sb_addf(why, "%s%s: %s", why->len ? ", " : "", v->budgets.v[i],
			!verdict ? "not measured" : *verdict ? verdict : "no budget");
	}
	return all;
}

enum busted_verdict variant_judge(const struct variant *v, const json_t *run,
			   struct strbuf *why)
{
	const json_t *m = machine(v, run, false, why);
	struct failure f;
	bool caught = true;

	if (!m)
		return BROKEN;
	if (v->budgets.n)
		caught = costs_are(v, m, "OVER", why);
	for (size_t i = 0; i < v->tests.n; i++) {
		struct seen s = look_for(m, v->tests.v[i]);

		if (s.failed)
			continue;
		caught = false;
		sb_addf(why, "%s%s %s", why->len ? ", " : "", v->tests.v[i],
			s.passed ? "passed" : s.skipped ? "was skipped" :
			"has no result");
	}
	for (size_t i = 0; i < v->nr_console; i++) {
		int is = console_matches(m, v->console[i]);

		if (is > 0)
			continue;
		caught = false;
		if (is < 0) {
			fail_take(&f);
			sb_addf(why, "%s%s", why->len ? ", " : "", f.message);
			failure_free(&f);
			continue;
		}
		sb_addf(why, "%snothing on the console matches '%s'",
			why->len ? ", " : "", regex_text(v->console[i]));
	}
	if (caught)
		variant_caught_by(v, why);
	else if (!v->budgets.n)
		sb_addf(why, " (the machine: %s)", json_text(m, "verdict", ""));
	return caught ? CAUGHT : SURVIVED;
}

bool variant_judge_control(const struct variant *v, const json_t *run,
			   struct strbuf *why)
{
	const json_t *m = machine(v, run, true, why);

	if (!m)
		return false;
	if (v->budgets.n)
		return costs_are(v, m, "OK", why);
	if (strcmp(json_text(m, "verdict", ""), "passed")) {
		sb_addf(why, "the kernel that is not broken does not pass: %s",
			json_text(m, "verdict", ""));
		return false;
	}
	for (size_t i = 0; i < v->tests.n; i++) {
		struct seen s = look_for(m, v->tests.v[i]);

		if (s.passed && !s.failed)
			continue;
		sb_addf(why, "%s %s on the kernel that is not broken",
			v->tests.v[i], s.skipped ? "is skipped" : "has no result");
		return false;
	}
	return true;
}
