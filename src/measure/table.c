// SPDX-License-Identifier: GPL-2.0-only
/* Tables of costs. */
#include "measure/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"

/* Sizes must be so far apart, or their costs say nothing of how it grows. */
#define LEVER	10

/* In the order in which they are shown: before, after, and the others'. */
static const enum variant order[N_VARIANTS] = { STOCK, PORTED, MAINLINE };

static struct bench_row *add_row(struct bench_table *t, const char *workload,
				 const char *counter, unsigned long pages)
{
	struct bench_row *v = realloc(t->v, (t->n + 1) * sizeof(*v));

	if (!v)
		oom();
	t->v = v;
	v += t->n++;
	*v = (struct bench_row){
		.workload = str_dup(workload),
		.counter = str_dup(counter),
		.pages = pages,
		.cost = { NAN, NAN, NAN },
	};
	return v;
}

static int judge(const struct bench_table *t, struct bench_row *r,
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

static bool is_zero(const struct bench_row *r)
{
	for (int v = 0; v < N_VARIANTS; v++) {
		if (!isnan(r->cost[v]) && fabs(r->cost[v]) >= 0.005)
			return false;
	}
	return true;
}

static void drop_row(struct bench_table *t)
{
	struct bench_row *r = &t->v[--t->n];

	free(r->workload);
	free(r->counter);
	free(r->limits);
}

static int add_counter(struct bench_table *t, const char *workload,
		       const char *counter,
		       const struct bench *const b[N_VARIANTS],
		       const struct budgets *budgets)
{
	struct bench_row *r = add_row(t, workload, counter, 0);
	int err;

	for (int v = 0; v < N_VARIANTS; v++) {
		const struct samples *w = b[v] ? measure_find(&b[v]->m, workload) : NULL;
		int c = w ? measure_counter(&b[v]->m, counter) : -1;
		double spread;

		if (c < 0)
			continue;
		spread = measure_spread(&b[v]->m, w, c);
		r->pages = w->pages;
		r->cost[v] = measure_median(&b[v]->m, w, c);
		r->spread = spread > r->spread ? spread : r->spread;
	}
	err = judge(t, r, budgets);
	if (!err && r->verdict == VERDICT_NONE && is_zero(r))
		drop_row(t);
	return err;
}

/* What a hypercall takes: for so long a flush keeps interrupts off. */
static int add_irqs_off(struct bench_table *t, const char *workload,
			const struct bench *const b[N_VARIANTS],
			const struct budgets *budgets)
{
	double cost[N_VARIANTS];
	bool any = false;

	if (strncmp(workload, "section-", 8))
		return 0;
	for (int v = 0; v < N_VARIANTS; v++) {
		const struct samples *w = b[v] ? measure_find(&b[v]->m, workload) : NULL;
		int time = w ? measure_counter(&b[v]->m, "hypervisor") : -1;
		int calls = w ? measure_counter(&b[v]->m, "hypercalls") : -1;
		double n = calls < 0 ? 0 : measure_median(&b[v]->m, w, calls);

		cost[v] = time >= 0 && n > 0 ?
			  measure_median(&b[v]->m, w, time) / n : NAN;
		any |= !isnan(cost[v]);
	}
	return any ? bench_table_add(t, budgets, workload, "irqs-off", cost) : 0;
}

/* Of the same kind are workloads whose names differ in what is behind the last '-'. */
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

/* The row of the same counter of a smaller workload of the same kind. */
static const struct bench_row *smaller(const struct bench_table *t,
				       const struct bench_row *r)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct bench_row *s = &t->v[i];

		if (same_kind(s->workload, r->workload) &&
		    !strcmp(s->counter, r->counter) && s->pages < r->pages)
			return s;
	}
	return NULL;
}

/*
 * How the cost grows with the pages: 1 is linear. From the smallest to the
 * largest of its kind.
 */
static int add_exponent(struct bench_table *t, const char *workload,
			const struct budgets *budgets)
{
	const struct bench_row *large = NULL, *small;
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
	return bench_table_add(t, budgets, workload, "exponent", cost);
}

/*
 * All counters of all variants: a kernel whose functions a counter does not find
 * has no such counter, or the other ones would be compared with a 0 that is none.
 */
static void take_counters(struct bench_table *t, enum variant v,
			  const struct bench *b, struct strlist *counters)
{
	for (size_t i = 0; b && i < b->m.counters.n; i++) {
		const char *name = b->m.counters.v[i];

		if (strcmp(name, MEASURE_INTERRUPTS) && !sl_has(counters, name))
			sl_add(counters, name);
	}
	for (size_t i = 0; b && i < b->absent.n; i++) {
		if (measure_counter(&b->m, b->absent.v[i]) < 0)
			sl_add(&t->absent[v], b->absent.v[i]);
		/* if no kernel has it, its budget is still not judged */
		if (!sl_has(counters, b->absent.v[i]))
			sl_add(counters, b->absent.v[i]);
	}
}

/* All rows of the workload @w of @first, the kernel that has it. */
static int add_workload(struct bench_table *t, const struct measurements *first,
			const struct samples *w, const struct strlist *counters,
			const struct bench *const b[N_VARIANTS],
			const struct budgets *budgets)
{
	int err = 0;

	for (size_t c = 0; c < counters->n && !err; c++)
		err = add_counter(t, w->name, counters->v[c], b, budgets);
	if (!err)
		err = add_irqs_off(t, w->name, b, budgets);
	if (!err && is_largest(first, w))
		err = add_exponent(t, w->name, budgets);
	return err;
}

int bench_table_make(struct bench_table *t, const char *target,
		     const struct bench *const b[N_VARIANTS],
		     const struct budgets *budgets, const struct regex *only)
{
	const struct measurements *first = NULL;
	struct strlist counters = { 0 };
	int err = 0;

	*t = (struct bench_table){ .target = str_dup(target) };
	for (int i = N_VARIANTS - 1; i >= 0; i--)
		first = b[order[i]] ? &b[order[i]]->m : first;
	for (int i = 0; i < N_VARIANTS; i++)
		take_counters(t, order[i], b[order[i]], &counters);
	for (size_t w = 0; first && w < first->n && !err; w++) {
		const char *name = first->v[w].name;
		int wanted = 1;

		if (!strcmp(name, MEASURE_NOTHING))
			continue;
		if (only)
			wanted = regex_match(only, name, strlen(name));
		if (wanted < 0)
			err = wanted;
		else if (wanted)
			err = add_workload(t, first, &first->v[w], &counters, b,
					   budgets);
	}
	sl_free(&counters);
	return err;
}

int bench_table_add(struct bench_table *t, const struct budgets *budgets,
		    const char *workload, const char *counter,
		    const double cost[N_VARIANTS])
{
	struct bench_row *r = add_row(t, workload, counter, 0);

	memcpy(r->cost, cost, sizeof(r->cost));
	return judge(t, r, budgets);
}

int bench_table_static(struct bench_table *t, const struct budgets *budgets,
		       const struct footprint f[N_VARIANTS])
{
	const struct footprint *s = &f[STOCK], *p = &f[PORTED];
	const struct {
		const char *counter;
		double stock, ported;
	} rows[] = {
		{ "text", s->text, p->text },
		{ "text-added", NAN, (double)p->text - s->text },
		{ "task", s->task, p->task },
		{ "per-cpu", s->percpu, p->percpu },
	};
	uint64_t most[2];
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !err; i++) {
		const double cost[N_VARIANTS] = {
			[STOCK] = rows[i].stock, [PORTED] = rows[i].ported,
			[MAINLINE] = NAN,
		};

		err = bench_table_add(t, budgets, "vmlinux", rows[i].counter, cost);
	}
	footprint_diff(s, p, &t->functions);
	footprint_frames(s, p, &t->frames);
	footprint_holders(s, p, most, &t->holders);
	if (!err && t->holders.n) {
		const double cost[N_VARIANTS] = {
			[STOCK] = most[0], [PORTED] = most[1], [MAINLINE] = NAN,
		};

		err = bench_table_add(t, budgets, "vmlinux", "stack", cost);
	}
	return err;
}

size_t bench_table_over(const struct bench_table *t)
{
	size_t over = 0;

	for (size_t i = 0; i < t->n; i++)
		over += t->v[i].verdict == VERDICT_OVER;
	return over;
}

size_t bench_table_open(const struct bench_table *t)
{
	size_t open = 0;

	for (size_t i = 0; i < t->n; i++)
		open += t->v[i].open;
	return open;
}

const struct bench_row *bench_table_unknown(const struct bench_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].verdict != VERDICT_NONE && isnan(t->v[i].cost[PORTED]))
			return &t->v[i];
	}
	return NULL;
}

void bench_table_remarks(const struct bench_table *t, const char *prefix,
			 FILE *to)
{
	for (int i = 0; i < N_VARIANTS; i++) {
		enum variant v = order[i];

		if (t->missing[v])
			fprintf(to, "%s%s is left out: %s\n", prefix,
				variant_name(v), t->missing[v]);
		for (size_t c = 0; c < t->absent[v].n; c++)
			fprintf(to, "%s%s has none of the functions that count as '%s'\n",
				prefix, variant_name(v), t->absent[v].v[c]);
	}
}

/*
 * As many digits as say something; where there is a limit, none is hidden that
 * makes it over.
 */
static const char *number(double x, bool judged, char s[32])
{
	if (isnan(x))
		return "-";
	if (judged && fabs(x) >= 0.00005) {
		snprintf(s, 32, fabs(x) < 1000 && x != floor(x) ? "%.4f" : "%.1f", x);
		/* 4.0040 is 4.004 */
		for (size_t end = strlen(s); strchr(s, '.') && strchr("0.", s[end - 1]);)
			s[--end] = '\0';
		return s;
	}
	if (fabs(x) < 0.005)
		x = 0;
	snprintf(s, 32, fabs(x) < 100 && x != floor(x) ? "%.2f" : "%.0f", x);
	return s;
}

static const char *ratio(double a, double b, char s[32])
{
	if (isnan(a) || isnan(b) || fabs(b) < 0.005)
		return "-";
	snprintf(s, 32, "%.3f", a / b);
	return s;
}

void bench_table_print(const struct bench_table *t, bool markdown, FILE *to)
{
	static const char *const formats[] = {
		"%-18s %-11s %12s %12s %12s %7s %9s %6s  %-30s %s\n",
		"| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
	};
	const char *format = formats[markdown], *last = "";
	char s[6][32];
	bool judged;

	fprintf(to, format, "workload", "counter", "stock", "ported", "mainline",
		"/stock", "/mainline", "spread", "budget", "");
	if (markdown)
		fprintf(to, "|---|---|---:|---:|---:|---:|---:|---:|---|---|\n");
	for (size_t i = 0; i < t->n; i++) {
		const struct bench_row *r = &t->v[i];

		judged = r->verdict != VERDICT_NONE;
		snprintf(s[5], sizeof(s[5]), "%.1f%%", 100 * r->spread);
		fprintf(to, format, strcmp(last, r->workload) ? r->workload : "",
			r->counter, number(r->cost[STOCK], judged, s[0]),
			number(r->cost[PORTED], judged, s[1]),
			number(r->cost[MAINLINE], judged, s[2]),
			ratio(r->cost[PORTED], r->cost[STOCK], s[3]),
			ratio(r->cost[PORTED], r->cost[MAINLINE], s[4]), s[5],
			r->limits, verdict_name(r->verdict));
		last = r->workload;
	}
}

static json_t *real_or_null(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *ratio_or_null(double a, double b)
{
	return fabs(b) < 0.005 ? json_null() : real_or_null(a / b);
}

static json_t *strings(const struct strlist *sl)
{
	json_t *all = json_array();

	for (size_t i = 0; i < sl->n; i++)
		json_array_append_new(all, json_string(sl->v[i]));
	return all;
}

json_t *bench_table_json(const struct bench_table *t)
{
	json_t *rows = json_array(), *missing = json_object();
	json_t *absent = json_object();

	for (size_t i = 0; i < t->n; i++) {
		const struct bench_row *r = &t->v[i];

		json_array_append_new(rows, json_pack(
			"{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:I}",
			"workload", r->workload, "counter", r->counter,
			"pages", (json_int_t)r->pages,
			"stock", real_or_null(r->cost[STOCK]),
			"ported", real_or_null(r->cost[PORTED]),
			"mainline", real_or_null(r->cost[MAINLINE]),
			"of_stock", ratio_or_null(r->cost[PORTED], r->cost[STOCK]),
			"of_mainline", ratio_or_null(r->cost[PORTED], r->cost[MAINLINE]),
			"spread", real_or_null(r->spread),
			"budget", r->limits, "verdict", verdict_name(r->verdict),
			"not_judged", (json_int_t)r->open));
	}
	for (int v = 0; v < N_VARIANTS; v++) {
		if (t->missing[v])
			json_object_set_new(missing, variant_name(v),
					    json_string(t->missing[v]));
		json_object_set_new(absent, variant_name(v),
				    strings(&t->absent[v]));
	}
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "target", t->target,
			 "missing", missing, "absent", absent, "rows", rows,
			 "functions", strings(&t->functions),
			 "frames", strings(&t->frames),
			 "holders", strings(&t->holders));
}

void bench_table_free(struct bench_table *t)
{
	while (t->n)
		drop_row(t);
	for (int v = 0; v < N_VARIANTS; v++) {
		free(t->missing[v]);
		sl_free(&t->absent[v]);
	}
	sl_free(&t->functions);
	sl_free(&t->frames);
	sl_free(&t->holders);
	free(t->v);
	free(t->target);
	*t = (struct bench_table){ 0 };
}
