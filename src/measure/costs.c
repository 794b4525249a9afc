// SPDX-License-Identifier: GPL-2.0-only
#include "measure/costs.h"

#include <errno.h>
#include <math.h>
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
		.cost = { NAN, NAN, NAN },
	};
	return v;
}

static int judge_row(const struct costs *t, struct costs_row *r,
		     const struct budgets *budgets)
{
	struct strbuf text = STRBUF_INIT;
	int ret = budgets_judge(budgets, t->target, r->workload, r->counter,
				r->cost, &text, &r->open);

	r->limits = sb_detach(&text);
	if (ret < 0)
		return ret;
	r->verdict = ret;
	return 0;
}

static bool is_zero(const struct costs_row *r)
{
	for (int v = 0; v < N_VARIANTS; v++) {
		if (!isnan(r->cost[v]) && fabs(r->cost[v]) >= 0.005)
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
		       const struct bench *const b[N_VARIANTS],
		       const struct budgets *budgets)
{
	struct costs_row *r = add_row(t, workload, counter, 0);
	int err;

	for (int v = 0; v < N_VARIANTS; v++) {
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
	err = judge_row(t, r, budgets);
	if (!err && r->verdict == VERDICT_NONE && is_zero(r))
		drop_row(t);
	return err;
}

static int add_derived(struct costs *t, const struct budgets *budgets,
		       const char *workload, const char *counter,
		       const double cost[N_VARIANTS])
{
	struct costs_row *r = add_row(t, workload, counter, 0);

	memcpy(r->cost, cost, sizeof(r->cost));
	return judge_row(t, r, budgets);
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

static bool is_largest(const struct measurements *m, const struct samples *w)
{
	for (size_t i = 0; i < m->n; i++) {
		if (same_kind(m->v[i].name, w->name) && m->v[i].pages > w->pages)
			return false;
	}
	return true;
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
static int add_exponent(struct costs *t, const char *workload,
			const struct budgets *budgets)
{
	const struct costs_row *large = NULL, *small;
	double cost[N_VARIANTS];

	for (size_t i = 0; i < t->n; i++) {
		if (!strcmp(t->v[i].workload, workload) &&
		    !strcmp(t->v[i].counter, "insns"))
			large = &t->v[i];
	}
	small = large ? smaller(t, large) : NULL;
	if (!small || !small->pages || large->pages < LEVER * small->pages)
		return 0;
	for (int v = 0; v < N_VARIANTS; v++)
		cost[v] = log(large->cost[v] / small->cost[v]) /
			  log((double)large->pages / small->pages);
	return add_derived(t, budgets, workload, "exponent", cost);
}

/*
 * Add the counters of the variant @v to @counters. A kernel without the
 * functions of a counter does not have the counter: a 0 would say that the
 * functions were never called.
 */
static void take_counters(struct costs *t, enum variant v,
			  const struct bench *b, struct strlist *counters)
{
	for (size_t i = 0; b && i < b->m.counters.n; i++) {
		const char *name = b->m.counters.v[i];

		if (strcmp(name, SAMPLES_INTERRUPTS) && !sl_has(counters, name))
			sl_add(counters, name);
	}
	for (size_t i = 0; b && i < b->absent.n; i++) {
		if (samples_counter(&b->m, b->absent.v[i]) < 0)
			sl_add(&t->absent[v], b->absent.v[i]);
		/* Keep the row, so that it shows a budget that cannot be judged. */
		if (!sl_has(counters, b->absent.v[i]))
			sl_add(counters, b->absent.v[i]);
	}
}

/* Add all rows of the workload @w of @first, a kernel that has the workload. */
static int add_workload(struct costs *t, const struct measurements *first,
			const struct samples *w,
			const struct strlist *counters,
			const struct bench *const b[N_VARIANTS],
			const struct budgets *budgets)
{
	int err = 0;

	for (size_t c = 0; c < counters->n && !err; c++)
		err = add_counter(t, w->name, counters->v[c], b, budgets);
	if (!err && is_largest(first, w))
		err = add_exponent(t, w->name, budgets);
	return err;
}

int costs_make(struct costs *t, const struct target *target,
	       const struct bench *const b[N_VARIANTS],
	       const struct budgets *budgets, const struct regex *only)
{
	struct strlist counters __cleanup(sl_free) = { 0 };
	const struct measurements *first = NULL;
	int err = 0;

	*t = (struct costs){ .target = str_dup(target->name) };
	for (int i = N_VARIANTS - 1; i >= 0; i--)
		first = b[variant_order[i]] ? &b[variant_order[i]]->m : first;
	for (int i = 0; i < N_VARIANTS; i++) {
		enum variant v = variant_order[i];

		take_counters(t, v, b[v], &counters);
		if (b[v] && b[v]->hypervisor && !t->hypervisor)
			t->hypervisor = str_dup(b[v]->hypervisor);
	}
	for (size_t w = 0; first && w < first->n && !err; w++) {
		const char *name = first->v[w].name;
		int wanted = 1;

		if (!strcmp(name, SAMPLES_NOTHING))
			continue;
		if (only)
			wanted = regex_match(only, name, strlen(name));
		if (wanted < 0)
			err = wanted;
		else if (wanted)
			err = add_workload(t, first, &first->v[w],
					   &counters, b, budgets);
	}
	return err;
}

/* Add a row for a number that does not depend on a boot. */
static int add_static(struct costs *t, const struct budgets *budgets,
		      const char *counter, double stock, double ported)
{
	const double cost[N_VARIANTS] = {
		[STOCK] = stock, [PORTED] = ported, [MAINLINE] = NAN,
	};

	return add_derived(t, budgets, "vmlinux", counter, cost);
}

int costs_add_sizes(struct costs *t, const struct budgets *budgets,
		    const struct sizes s[N_VARIANTS])
{
	const struct sizes *stock = &s[STOCK], *ported = &s[PORTED];
	int err;

	err = add_static(t, budgets, "text", stock->text, ported->text);
	if (!err)
		err = add_static(t, budgets, "text-added", NAN,
				 (double)ported->text - stock->text);
	if (!err)
		err = add_static(t, budgets, "task", stock->task, ported->task);
	if (!err)
		err = add_static(t, budgets, "per-cpu", stock->percpu, ported->percpu);
	changes_find(&t->sizes, &stock->functions, &ported->functions);
	changes_sort_by_difference(&t->sizes);
	return err;
}

int costs_add_frames(struct costs *t, const struct budgets *budgets,
		     const struct functions f[N_VARIANTS],
		     const struct strlist *holders)
{
	uint64_t most[2];

	changes_find(&t->frames, &f[STOCK], &f[PORTED]);
	changes_sort_by_after(&t->frames);
	frames_of(&f[STOCK], &f[PORTED], holders, most, &t->holders);
	return t->holders.n ? add_static(t, budgets, "stack", most[0], most[1]) : 0;
}

int costs_add(struct costs *t, const struct budgets *budgets,
	      const char *workload, const char *counter, double ported)
{
	const double cost[N_VARIANTS] = {
		[STOCK] = NAN, [PORTED] = ported, [MAINLINE] = NAN,
	};

	return add_derived(t, budgets, workload, counter, cost);
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
		if (t->v[i].verdict != VERDICT_NONE && isnan(t->v[i].cost[PORTED]))
			return &t->v[i];
	}
	return NULL;
}

void costs_free(struct costs *t)
{
	while (t->n)
		drop_row(t);
	for (int v = 0; v < N_VARIANTS; v++) {
		free(t->missing[v]);
		sl_free(&t->absent[v]);
	}
	changes_free(&t->sizes);
	changes_free(&t->frames);
	changes_free(&t->holders);
	free(t->v);
	free(t->hypervisor);
	free(t->target);
	*t = (struct costs){ 0 };
}
