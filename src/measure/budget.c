// SPDX-License-Identifier: GPL-2.0-only
/* Budgets. */
#include "measure/budget.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series/series.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

static const struct {
	const char *name, *shown;
} kinds[] = {
	[LIMIT_MAX] = { "max", "" },
	[LIMIT_STOCK] = { "stock", " stock" },
	[LIMIT_MAINLINE] = { "mainline", " mainline" },
	[LIMIT_AIM] = { "aim", " aimed at" },
	[LIMIT_AIM_STOCK] = { "aim-stock", " stock aimed at" },
};

#define N_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

const char *verdict_name(enum budget_verdict v)
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
	for (size_t k = 0; k < N_KINDS; k++) {
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
		*why = str_dup("it is not 'TARGET WORKLOAD COUNTER LIMIT...'");
		return -EINVAL;
	}
	ret = parse_pattern(w->v[0], &b->target, why);
	if (!ret)
		ret = parse_pattern(w->v[1], &b->workload, why);
	b->counter = str_dup(w->v[2]);
	for (size_t i = 3; !ret && i < w->n; i += 2) {
		ret = parse_limit(w->v[i], w->v[i + 1], &b->limit[b->n++]);
		if (ret)
			*why = str_fmt("'%s %s' is no limit", w->v[i],
				       w->v[i + 1]);
	}
	return ret;
}

static int add_line(struct budgets *b, const char *path, size_t no,
		    const char *line)
{
	struct strlist words = { 0 };
	char *why = NULL;
	struct budget *v;
	int ret = 0;

	sl_split(&words, line, " \t\r");
	if (words.n && words.v[0][0] != '#') {
		v = realloc(b->v, (b->n + 1) * sizeof(*v));
		if (!v)
			oom();
		b->v = v;
		v += b->n++;
		*v = (struct budget){ .line = no };
		ret = parse_line(&words, v, &why);
	}
	if (ret)
		fail(EXIT_TOOL, EINVAL, "%s:%zu: %s", path, no, why);
	free(why);
	sl_free(&words);
	return ret;
}

int budgets_load(const char *path, struct budgets *b)
{
	struct strbuf text = STRBUF_INIT;
	char *line, *next;
	size_t no = 0;
	int ret = read_file(path, &text);

	*b = (struct budgets){ 0 };
	if (ret)
		fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	for (line = text.buf; !ret && line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ret = add_line(b, path, ++no, line);
	}
	sb_free(&text);
	if (ret)
		budgets_free(b);
	return ret;
}

void budgets_free(struct budgets *b)
{
	for (size_t i = 0; i < b->n; i++) {
		regex_free(b->v[i].target);
		regex_free(b->v[i].workload);
		free(b->v[i].counter);
	}
	free(b->v);
	*b = (struct budgets){ 0 };
}

/* What the ported kernel may cost; NAN: that is not known. */
static double allowed(const struct limit *l, const double cost[3])
{
	switch (l->of) {
	case LIMIT_STOCK:
		return l->n * cost[STOCK];
	case LIMIT_MAINLINE:
		return l->n * cost[MAINLINE];
	default:
		return l->n;
	}
}

static bool is_aim(const struct limit *l)
{
	return l->of == LIMIT_AIM || l->of == LIMIT_AIM_STOCK;
}

static enum budget_verdict judge_limit(const struct limit *l, const double cost[3])
{
	double most = allowed(l, cost);

	if (is_aim(l))
		return VERDICT_NONE;
	if (isnan(most) || isnan(cost[PORTED]))
		return VERDICT_OPEN;
	/* only what the division has left over is forgiven */
	return cost[PORTED] <= most + 1e-9 ? VERDICT_OK : VERDICT_OVER;
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

/* The gravest of all, but for those that cannot be judged. */
int budgets_judge(const struct budgets *b, const char *target,
		  const char *workload, const char *counter,
		  const double cost[3], struct strbuf *text, size_t *open)
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
			sb_addf(text, "%s%s%g%s", text->len ? ", " : "",
				is_aim(l) ? "" : "<= ", l->n,
				kinds[l->of].shown);
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
