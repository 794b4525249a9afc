// SPDX-License-Identifier: GPL-2.0-only
#include "measure/budget.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series/versions.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strlist.h"

static const struct {
	const char *name, *sign, *of;
} kinds[] = {
	[LIMIT_MAX] = { "max", "<=", "" },
	[LIMIT_MIN] = { "min", ">=", "" },
	[LIMIT_STOCK] = { "stock", "<=", " stock" },
	[LIMIT_MAINLINE] = { "mainline", "<=", " mainline" },
};

const char *budget_verdict_name(enum budget_verdict v)
{
	static const char *const names[] = {
		[VERDICT_NONE] = "", [VERDICT_OPEN] = "?",
		[VERDICT_OK] = "OK", [VERDICT_OVER] = "OVER",
	};

	return names[v];
}

static int parse_pattern(const char *word, struct regex **re, char **why)
{
	char *whole = str_fmt("^(?:%s)$", word);

	*re = regex_compile(whole, "bench/budgets", why);
	free(whole);
	return *re ? 0 : -EINVAL;
}

static int parse_limit(const char *kind, const char *number, struct limit *l)
{
	char *end;

	l->n = strtod(number, &end);
	if (end == number || *end)
		return -EINVAL;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		l->of = k;
		if (!strcmp(kinds[k].name, kind))
			return 0;
	}
	return -EINVAL;
}

static int parse_line(const struct strlist *w, struct budget *b, char **why)
{
	int ret;

	if (w->n < 5 || w->n % 2 == 0 || w->n > 3 + 2 * BUDGET_LIMITS) {
		*why = str_dup("the line is not 'TARGET WORKLOAD COUNTER LIMIT...'");
		return -EINVAL;
	}
	ret = parse_pattern(w->v[0], &b->target, why);
	if (!ret)
		ret = parse_pattern(w->v[1], &b->workload, why);
	b->counter = str_dup(w->v[2]);
	for (size_t i = 3; !ret && i < w->n; i += 2) {
		ret = parse_limit(w->v[i], w->v[i + 1], &b->limit[b->n++]);
		if (ret)
			*why = str_fmt("'%s %s' is not a limit", w->v[i],
				       w->v[i + 1]);
	}
	return ret;
}

/*
 * struct reader - the state of reading a file
 * @b: the budgets so far
 * @version: what is for another version or dialect is left out
 * @skip: the lines that follow are for another one
 */
struct reader {
	struct budgets *b;
	const struct version *version;
	bool skip;
};

/* "for DIALECT", "for VERSION" or "for all" */
static int parse_for(struct reader *r, const char *whom, char **why)
{
	const struct version *v = r->version;
	bool dialect = versions_is_dialect(whom);

	r->skip = false;
	if (!strcmp(whom, "all"))
		return 0;
	if (!dialect && !versions_is_name(whom)) {
		*why = str_dup("'for' needs a version or a dialect as in versions/*, or 'all'");
		return -EINVAL;
	}
	r->skip = v && strcmp(whom, dialect ? versions_dialect_name(v->dialect) :
					      v->name);
	return 0;
}

static int add_line(struct reader *r, const char *path, size_t no,
		    const char *line)
{
	struct budgets *b = r->b;
	struct strlist words __cleanup(sl_free) = { 0 };
	char *why __cleanup(str_free) = NULL;
	struct budget *v;
	int ret = 0;

	sl_split(&words, line, " \t\r");
	if (words.n == 2 && !strcmp(words.v[0], "for")) {
		ret = parse_for(r, words.v[1], &why);
	} else if (words.n && words.v[0][0] != '#' && !r->skip) {
		GROW(b->v, b->n, b->room);
		v = &b->v[b->n++];
		v->line = no;
		ret = parse_line(&words, v, &why);
	}
	if (ret)
		fail(EXIT_TOOL, EINVAL, "%s:%zu: %s", path, no, why);
	return ret;
}

int budgets_load(const char *path, const struct version *version,
		 struct budgets *b)
{
	struct reader r = { .b = b, .version = version };
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);
	struct lines l = LINES(text.buf, text.len);
	char *line;

	*b = (struct budgets){ 0 };
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	b->path = str_dup(path);
	while (!err && (line = lines_cut(&l)))
		err = add_line(&r, path, l.number, line);
	if (err)
		budgets_free(b);
	return err;
}

void budgets_free(struct budgets *b)
{
	for (size_t i = 0; i < b->n; i++) {
		regex_free(b->v[i].target);
		regex_free(b->v[i].workload);
		free(b->v[i].counter);
	}
	free(b->v);
	free(b->path);
	*b = (struct budgets){ 0 };
}

/* The highest cost, or the lowest, that is in the limit; NAN if it is not known. */
static double cost_at_limit(const struct limit *l, const struct compared *cost)
{
	switch (l->of) {
	case LIMIT_STOCK:
		return l->n * cost->stock;
	case LIMIT_MAINLINE:
		return l->n * cost->mainline;
	default:
		return l->n;
	}
}

static enum budget_verdict judge_limit(const struct limit *l,
				       const struct compared *cost)
{
	double over = cost->own - cost_at_limit(l, cost);

	if (isnan(over))
		return VERDICT_OPEN;
	if (l->of == LIMIT_MIN)
		over = -over;
	/* Allow for rounding errors of the division, and for nothing else. */
	return over <= 1e-9 ? VERDICT_OK : VERDICT_OVER;
}

/* Return: 1 or 0, or a negative errno value (failure recorded). */
static int applies(const struct budget *b, const char *target,
		   const char *workload, const char *counter)
{
	int is = !strcmp(b->counter, counter);

	if (is)
		is = regex_match(b->target, target, strlen(target));
	if (is > 0)
		is = regex_match(b->workload, workload, strlen(workload));
	return is;
}

/* The gravest verdict of all limits; VERDICT_OPEN is the least grave. */
int budgets_judge(const struct budgets *b, const char *target,
		  const char *workload, const char *counter,
		  const struct compared *cost, struct strbuf *text, size_t *open)
{
	enum budget_verdict all = VERDICT_NONE;

	*open = 0;
	for (size_t i = 0; i < b->n; i++) {
		int is = applies(&b->v[i], target, workload, counter);

		if (is < 0)
			return is;
		if (!is)
			continue;
		b->v[i].used = true;
		for (size_t k = 0; k < b->v[i].n; k++) {
			const struct limit *l = &b->v[i].limit[k];
			enum budget_verdict v = judge_limit(l, cost);

			all = v > all ? v : all;
			*open += v == VERDICT_OPEN;
			sb_addf(text, "%s%s %g%s", text->len ? ", " : "",
				kinds[l->of].sign, l->n, kinds[l->of].of);
		}
	}
	return all;
}

const struct budget *budgets_unused(const struct budgets *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (!b->v[i].used)
			return &b->v[i];
	}
	return NULL;
}
