// SPDX-License-Identifier: GPL-2.0-only
#include "measure/costs.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "measure/frames.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/*
 * The growth of the cost with the pages is shown only if the largest workload
 * of a kind has at least this many times the pages of the smallest.
 */
#define LEVER	10

static struct costs_row *add_row(struct costs *t, const char *workload,
				 const char *counter, unsigned long pages)
{
	struct costs_row *v;

	GROW(t->v, t->n, t->room);
	v = &t->v[t->n++];
	*v = (struct costs_row){
		.workload = str_dup(workload),
		.counter = str_dup(counter),
		.pages = pages,
		.unknown = -1,
	};
	for (size_t c = 0; c < COLUMNS_MAX; c++)
		v->cost[c] = NAN;
	return v;
}

static double cost_of(const struct costs_row *r, int column)
{
	return column < 0 ? NAN : r->cost[column];
}

/* Judge the cost of the kernel with a series. */
static int judge_cost(const struct costs *t, struct costs_row *r, size_t column,
		      struct strbuf *all)
{
	const struct column *c = &t->columns->v[column];
	const struct compared cost = {
		.own = r->cost[column],
		.stock = cost_of(r, columns_first(t->columns, ROLE_STOCK)),
		.mainline = cost_of(r, columns_mainline(t->columns)),
	};
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	size_t open;
	int verdict = budgets_judge(&c->budgets, t->target, r->workload, r->counter,
				    &cost, &text, &open);

	if (verdict < 0)
		return verdict;
	if (text.len)
		sb_addf(all, "%s%s%s%s", all->len ? "; " : "",
			columns_many(t->columns) ? c->name : "",
			columns_many(t->columns) ? ": " : "", text.buf);
	if (verdict != VERDICT_NONE && isnan(cost.own))
		r->unknown = column;
	r->open += open;
	if (verdict > (int)r->verdict) {
		r->verdict = verdict;
		r->judged = column;
	}
	return 0;
}

static int judge_row(const struct costs *t, struct costs_row *r)
{
	struct strbuf text = STRBUF_INIT;
	int err = 0;

	for (size_t c = 0; c < t->columns->n && !err; c++) {
		if (t->columns->v[c].role == ROLE_SERIES)
			err = judge_cost(t, r, c, &text);
	}
	r->limits = sb_detach(&text);
	return err;
}

static bool is_zero(const struct costs_row *r)
{
	for (size_t c = 0; c < COLUMNS_MAX; c++) {
		if (!isnan(r->cost[c]) && fabs(r->cost[c]) >= 0.005)
			return false;
	}
	return true;
}

static void drop_row(struct costs *t)
{
	struct costs_row *r = &t->v[--t->n];

	free(r->workload);
	free(r->counter);
	free(r->limits);
}

static int add_counter(struct costs *t, const char *workload,
		       const char *counter,
		       const struct bench *const b[COLUMNS_MAX])
{
	struct costs_row *r = add_row(t, workload, counter, 0);
	int err;

	for (size_t v = 0; v < t->columns->n; v++) {
		const struct samples *w = b[v] ? samples_find(&b[v]->m, workload) : NULL;
		int c = w ? samples_counter(&b[v]->m, counter) : -1;
		double spread;

		if (c < 0)
			continue;
		spread = samples_spread(&b[v]->m, w, c);
		r->pages = w->pages;
		r->cost[v] = samples_median(&b[v]->m, w, c);
		r->spread = spread > r->spread ? spread : r->spread;
	}
	err = judge_row(t, r);
	if (!err && r->verdict == VERDICT_NONE && is_zero(r))
		drop_row(t);
	return err;
}

static int add_derived(struct costs *t, const char *workload, const char *counter,
		       const double cost[COLUMNS_MAX])
{
	struct costs_row *r = add_row(t, workload, counter, 0);

	memcpy(r->cost, cost, sizeof(r->cost));
	return judge_row(t, r);
}

/* Workloads are of one kind if their names are equal up to the last '-'. */
static size_t kind_len(const char *workload)
{
	const char *end = strrchr(workload, '-');

	return end ? end - workload : 0;
}

static bool same_kind(const char *a, const char *b)
{
	size_t len = kind_len(a);

	return len && len == kind_len(b) && !strncmp(a, b, len);
}

/* Find the row of the same counter for a smaller workload of the same kind. */
static const struct costs_row *smaller(const struct costs *t,
				       const struct costs_row *r)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct costs_row *s = &t->v[i];

		if (same_kind(s->workload, r->workload) &&
		    !strcmp(s->counter, r->counter) && s->pages < r->pages)
			return s;
	}
	return NULL;
}

/*
 * Add the exponent with which the cost grows with the pages, from the smallest
 * workload of the kind to the largest; 1 means linear.
 */
static int add_exponent(struct costs *t, const char *workload)
{
	const struct costs_row *large = NULL, *small;
	double cost[COLUMNS_MAX];

	for (size_t i = 0; i < t->n; i++) {
		if (!strcmp(t->v[i].workload, workload) &&
		    !strcmp(t->v[i].counter, "insns"))
			large = &t->v[i];
	}
	small = large ? smaller(t, large) : NULL;
	if (!small || !small->pages || large->pages < LEVER * small->pages)
		return 0;
	for (size_t c = 0; c < COLUMNS_MAX; c++)
		cost[c] = log(large->cost[c] / small->cost[c]) /
			  log((double)large->pages / small->pages);
	return add_derived(t, workload, "exponent", cost);
}

/*
 * Add the counters of a column to @counters. A kernel without the functions of a
 * counter does not have the counter: a 0 would say that the functions were never
 * called.
 */
static void take_counters(struct costs *t, size_t column,
			  const struct bench *b, struct strlist *counters)
{
	for (size_t i = 0; i < b->m.counters.n; i++) {
		const char *name = b->m.counters.v[i];

		if (strcmp(name, SAMPLES_INTERRUPTS) && !sl_has(counters, name))
			sl_add(counters, name);
	}
	for (size_t i = 0; i < b->absent.n; i++) {
		if (samples_counter(&b->m, b->absent.v[i]) < 0)
			sl_add(&t->absent[column], b->absent.v[i]);
		/* Keep the row, so that it shows a budget that cannot be judged. */
		if (!sl_has(counters, b->absent.v[i]))
			sl_add(counters, b->absent.v[i]);
	}
}

/* Add the names of the workloads of @m that are not in @names yet. */
static void take_workloads(const struct measurements *m, struct strlist *names)
{
	for (size_t i = 0; i < m->n; i++) {
		if (strcmp(m->v[i].name, SAMPLES_NOTHING) && !sl_has(names, m->v[i].name))
			sl_add(names, m->v[i].name);
	}
}

/*
 * The workloads, in the order in which the kernel with most of them ran them: a
 * kernel may leave some out because of a defect.
 */
static void order_workloads(const struct costs *t,
			    const struct bench *const b[COLUMNS_MAX],
			    struct strlist *names)
{
	const struct bench *most = NULL;

	for (size_t c = 0; c < t->columns->n; c++) {
		if (b[c] && (!most || b[c]->m.n > most->m.n))
			most = b[c];
	}
	if (most)
		take_workloads(&most->m, names);
	for (size_t c = 0; c < t->columns->n; c++) {
		if (b[c])
			take_workloads(&b[c]->m, names);
	}
}

/* Is the workload the largest of its kind? */
static bool is_largest(const struct costs *t,
		       const struct bench *const b[COLUMNS_MAX], const char *name)
{
	for (size_t c = 0; c < t->columns->n; c++) {
		const struct samples *w = b[c] ? samples_find(&b[c]->m, name) : NULL;

		for (size_t i = 0; w && i < b[c]->m.n; i++) {
			if (same_kind(b[c]->m.v[i].name, name) &&
			    b[c]->m.v[i].pages > w->pages)
				return false;
		}
	}
	return true;
}

/* Add all rows of a workload. */
static int add_workload(struct costs *t, const char *name,
			const struct strlist *counters,
			const struct bench *const b[COLUMNS_MAX])
{
	int err = 0;

	for (size_t c = 0; c < counters->n && !err; c++)
		err = add_counter(t, name, counters->v[c], b);
	if (!err && is_largest(t, b, name))
		err = add_exponent(t, name);
	return err;
}

int costs_make(struct costs *t, const struct target *target,
	       const struct columns *columns,
	       const struct bench *const b[COLUMNS_MAX], const struct regex *only)
{
	struct strlist counters __cleanup(sl_free) = { 0 };
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = 0;

	*t = (struct costs){ .target = str_dup(target->name), .columns = columns };
	for (size_t c = 0; c < columns->n; c++) {
		if (!b[c])
			continue;
		take_counters(t, c, b[c], &counters);
		if (b[c]->hypervisor && !t->hypervisor)
			t->hypervisor = str_dup(b[c]->hypervisor);
	}
	order_workloads(t, b, &names);
	for (size_t w = 0; w < names.n && !err; w++) {
		const char *name = names.v[w];
		int wanted = only ? regex_match(only, name, strlen(name)) : 1;

		if (wanted < 0)
			err = wanted;
		else if (wanted)
			err = add_workload(t, name, &counters, b);
	}
	return err;
}

/* Is there a number for the column that does not depend on a boot? */
static bool is_static(const struct column *c)
{
	return c->role != ROLE_MAINLINE;
}

/* Add a row for numbers that do not depend on a boot. */
static int add_static(struct costs *t, const struct sizes s[COLUMNS_MAX],
		      const char *counter, size_t member)
{
	double cost[COLUMNS_MAX];

	for (size_t c = 0; c < COLUMNS_MAX; c++)
		cost[c] = c < t->columns->n && is_static(&t->columns->v[c]) ?
			  *(const uint64_t *)((const char *)&s[c] + member) : NAN;
	return add_derived(t, "vmlinux", counter, cost);
}

/* Add a row for the text that each series adds to stock. */
static int add_growth(struct costs *t, const struct sizes s[COLUMNS_MAX], size_t stock)
{
	double cost[COLUMNS_MAX];

	for (size_t c = 0; c < COLUMNS_MAX; c++)
		cost[c] = c < t->columns->n && t->columns->v[c].role == ROLE_SERIES ?
			  (double)s[c].text - s[stock].text : NAN;
	return add_derived(t, "vmlinux", "text-added", cost);
}

int costs_add_sizes(struct costs *t, const struct sizes s[COLUMNS_MAX])
{
	size_t stock = columns_first(t->columns, ROLE_STOCK);
	int err;

	err = add_static(t, s, "text", offsetof(struct sizes, text));
	if (!err)
		err = add_growth(t, s, stock);
	if (!err)
		err = add_static(t, s, "task", offsetof(struct sizes, task));
	if (!err)
		err = add_static(t, s, "per-cpu", offsetof(struct sizes, percpu));
	for (size_t c = 0; c < t->columns->n; c++) {
		if (t->columns->v[c].role != ROLE_SERIES)
			continue;
		changes_find(&t->sizes[c], &s[stock].functions, &s[c].functions);
		changes_sort_by_difference(&t->sizes[c]);
	}
	return err;
}

int costs_add_frames(struct costs *t, const struct functions f[COLUMNS_MAX],
		     const struct strlist *holders)
{
	size_t stock = columns_first(t->columns, ROLE_STOCK);
	double cost[COLUMNS_MAX];
	uint64_t most[2];
	bool any = false;

	for (size_t c = 0; c < COLUMNS_MAX; c++)
		cost[c] = NAN;
	for (size_t c = 0; c < t->columns->n; c++) {
		if (t->columns->v[c].role != ROLE_SERIES)
			continue;
		changes_find(&t->frames[c], &f[stock], &f[c]);
		changes_sort_by_after(&t->frames[c]);
		frames_of(&f[stock], &f[c], holders, most, &t->holders[c]);
		if (!t->holders[c].n)
			continue;
		cost[stock] = most[0];
		cost[c] = most[1];
		any = true;
	}
	return any ? add_derived(t, "vmlinux", "stack", cost) : 0;
}

int costs_add(struct costs *t, size_t column, const char *workload,
	      const char *counter, double cost)
{
	double all[COLUMNS_MAX];

	for (size_t c = 0; c < COLUMNS_MAX; c++)
		all[c] = c == column ? cost : NAN;
	return add_derived(t, workload, counter, all);
}

const char *costs_missing(const struct costs *t, size_t column)
{
	const char *why = t->columns->v[column].missing;

	return why ? why : t->missing[column];
}

size_t costs_over(const struct costs *t)
{
	size_t over = 0;

	for (size_t i = 0; i < t->n; i++)
		over += t->v[i].verdict == VERDICT_OVER;
	return over;
}

size_t costs_open(const struct costs *t)
{
	size_t open = 0;

	for (size_t i = 0; i < t->n; i++)
		open += t->v[i].open;
	return open;
}

const struct costs_row *costs_unknown(const struct costs *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].unknown >= 0)
			return &t->v[i];
	}
	return NULL;
}

void costs_free(struct costs *t)
{
	while (t->n)
		drop_row(t);
	for (size_t c = 0; c < COLUMNS_MAX; c++) {
		free(t->missing[c]);
		sl_free(&t->absent[c]);
		changes_free(&t->sizes[c]);
		changes_free(&t->frames[c]);
		changes_free(&t->holders[c]);
	}
	free(t->v);
	free(t->hypervisor);
	free(t->target);
	*t = (struct costs){ 0 };
}
