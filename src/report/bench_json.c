// SPDX-License-Identifier: GPL-2.0-only
#include "report/bench_json.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/costs_json.h"
#include "report/origin.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/json.h"
#include "util/strlist.h"

/* The kernel of each column: its version, its release, and its series. */
static json_t *make_kernels(const struct columns *columns)
{
	json_t *all = json_object();

	for (size_t i = 0; i < columns->n; i++) {
		const struct column *c = &columns->v[i];

		if (!c->missing)
			json_object_set_new(all, c->name, json_pack(
				"{s:s, s:s, s:s?}", "version", c->version->name,
				"release", c->kernel.release,
				"series", c->role == ROLE_SERIES ? c->kernel.series : NULL));
	}
	return all;
}

static json_t *make_programs(void)
{
	struct strlist programs __cleanup(sl_free) = { 0 };
	json_t *all = json_array();

	origin_programs(&programs);
	for (size_t i = 0; i < programs.n; i++)
		json_array_append_new(all, json_string(programs.v[i]));
	return all;
}

int bench_json_write(const char *path, const struct columns *columns,
		     const struct costs *costs, size_t n, const char *with,
		     const char *error)
{
	int stock = columns_first(columns, ROLE_STOCK);
	json_t *targets = json_array(), *all;
	char date[32];

	for (size_t i = 0; i < n; i++)
		json_array_append_new(targets, costs_json(&costs[i]));
	origin_date("%Y-%m-%d", date);
	all = json_pack("{s:s, s:s, s:s?, s:s, s:o, s:o, s:o, s:s?}", "date", date,
			"flavour", BENCH_JSON_FLAVOUR,
			"version", stock < 0 ? NULL : columns->v[stock].version->name,
			"with", with ? with : "",
			"kernels", make_kernels(columns), "programs", make_programs(),
			"targets", targets, "error", error);
	return json_write(path, all);
}
