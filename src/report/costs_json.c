// SPDX-License-Identifier: GPL-2.0-only
#include "report/costs_json.h"

#include <math.h>

static json_t *real_or_null(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *ratio_or_null(double a, double b)
{
	return fabs(b) < 0.005 ? json_null() : real_or_null(a / b);
}

static json_t *make_strings(const struct strlist *sl)
{
	json_t *all = json_array();

	for (size_t i = 0; i < sl->n; i++)
		json_array_append_new(all, json_string(sl->v[i]));
	return all;
}

/* Functions with their bytes in stock and ported; null if a kernel lacks the function. */
static json_t *make_changes(const struct changes *c)
{
	json_t *all = json_array();

	for (size_t i = 0; i < c->n; i++) {
		const struct change *f = &c->v[i];

		json_array_append_new(all, json_pack(
			"{s:s, s:o, s:o}", "function", f->name,
			"stock", f->before ? json_integer(f->before) : json_null(),
			"ported", f->after ? json_integer(f->after) : json_null()));
	}
	return all;
}

json_t *costs_json(const struct costs *t)
{
	json_t *rows = json_array(), *missing = json_object();
	json_t *absent = json_object();

	for (size_t i = 0; i < t->n; i++) {
		const struct costs_row *r = &t->v[i];

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
			"budget", r->limits, "verdict", budget_verdict_name(r->verdict),
			"not_judged", (json_int_t)r->open));
	}
	for (int v = 0; v < N_VARIANTS; v++) {
		if (t->missing[v])
			json_object_set_new(missing, variant_name(v),
					    json_string(t->missing[v]));
		json_object_set_new(absent, variant_name(v),
				    make_strings(&t->absent[v]));
	}
	return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "target", t->target,
			 "hypervisor", t->hypervisor,
			 "missing", missing, "absent", absent, "rows", rows,
			 "functions", make_changes(&t->sizes),
			 "frames", make_changes(&t->frames),
			 "holders", make_changes(&t->holders));
}
