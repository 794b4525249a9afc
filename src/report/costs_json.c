// SPDX-License-Identifier: GPL-2.0-only
#include "report/costs_json.h"

#include <math.h>

#include "util/cleanup.h"
#include "util/strbuf.h"

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

/*
 * Functions with their bytes in stock and with each series; null if a kernel lacks
 * the function.
 */
static json_t *make_changes(const struct columns *columns,
			    const struct changes c[COLUMNS_MAX])
{
	json_t *all = json_array();

	for (size_t k = 0; k < columns->n; k++) {
		for (size_t i = 0; i < c[k].n; i++) {
			const struct change *f = &c[k].v[i];

			json_array_append_new(all, json_pack(
				"{s:s, s:o, s:o}", "function", f->name,
				"stock", f->before ? json_integer(f->before) : json_null(),
				columns->v[k].name,
				f->after ? json_integer(f->after) : json_null()));
		}
	}
	return all;
}

/*
 * The quotients of each series and the other kernels: "of_stock" for the series
 * that makes sections stateful, "NAME_of_stock" for any other.
 */
static void add_ratios(const struct columns *c, const struct costs_row *r, json_t *o)
{
	int ported = columns_ported(c);

	for (size_t i = 0; i < c->n; i++) {
		for (size_t k = 0; c->v[i].role == ROLE_SERIES && k < c->n; k++) {
			char *key __cleanup(str_free) =
				str_fmt("%s%sof_%s", (int)i == ported ? "" : c->v[i].name,
					(int)i == ported ? "" : "_", c->v[k].name);

			if (c->v[k].role != ROLE_SERIES)
				json_object_set_new(o, key,
						    ratio_or_null(r->cost[i], r->cost[k]));
		}
	}
}

static json_t *make_row(const struct columns *c, const struct costs_row *r)
{
	json_t *o = json_pack("{s:s, s:s, s:I}", "workload", r->workload,
			      "counter", r->counter, "pages", (json_int_t)r->pages);
	json_t *end;

	for (size_t i = 0; i < c->n; i++)
		json_object_set_new(o, c->v[i].name, real_or_null(r->cost[i]));
	add_ratios(c, r, o);
	end = json_pack("{s:o, s:s, s:s, s:I}", "spread", real_or_null(r->spread),
			"budget", r->limits, "verdict", budget_verdict_name(r->verdict),
			"not_judged", (json_int_t)r->open);
	json_object_update(o, end);
	json_decref(end);
	return o;
}

json_t *costs_json(const struct costs *t)
{
	json_t *rows = json_array(), *missing = json_object();
	json_t *absent = json_object();

	for (size_t i = 0; i < t->n; i++)
		json_array_append_new(rows, make_row(t->columns, &t->v[i]));
	for (size_t c = 0; c < t->columns->n; c++) {
		const char *name = t->columns->v[c].name, *why = costs_missing(t, c);

		if (why)
			json_object_set_new(missing, name, json_string(why));
		json_object_set_new(absent, name, make_strings(&t->absent[c]));
	}
	return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "target", t->target,
			 "hypervisor", t->hypervisor,
			 "missing", missing, "absent", absent, "rows", rows,
			 "functions", make_changes(t->columns, t->sizes),
			 "frames", make_changes(t->columns, t->frames),
			 "holders", make_changes(t->columns, t->holders));
}
