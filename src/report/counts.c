// SPDX-License-Identifier: GPL-2.0-only
#include "report/counts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/bench_json.h"
#include "series/variant.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/json.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* The text for a workload that was not run, or a counter that is not there. */
#define NOT_COUNTED	"-"

/* --- reading --- */

bool counts_is_bench(const json_t *root)
{
	return !strcmp(json_text(root, "flavour", ""), BENCH_JSON_FLAVOUR) &&
	       json_object_get(root, "kernels");
}

int counts_add(struct counts *c, const char *path, json_t *root)
{
	if (!counts_is_bench(root))
		return fail(EXIT_TOOL, EINVAL,
			    "%s has no result of a benchmark: it has to come from 'lazymmu bench --json'",
			    path);
	if (!json_text(root, "version", NULL))
		return fail(EXIT_TOOL, EINVAL,
			    "%s does not say which version it is of: measure it again",
			    path);
	if (*json_text(root, "with", ""))
		return fail(EXIT_TOOL, EINVAL,
			    "%s was measured with %s on top of the series: give a result without a patch",
			    path, json_text(root, "with", ""));
	GROW(c->v, c->n, c->room);
	c->v[c->n++] = json_incref(root);
	return 0;
}

void counts_free(struct counts *c)
{
	for (size_t i = 0; i < c->n; i++)
		json_decref(c->v[i]);
	free(c->v);
	*c = (struct counts){ 0 };
}

/* --- finding --- */

/*
 * struct found - where the counts of a kernel on a machine are
 * @target: the machine in a result; NULL: it was not measured
 * @column: name of the kernel there
 * @release: its release
 */
struct found {
	const json_t *target;
	const char *column;
	const char *release;
};

static const json_t *find_target(const json_t *root, const char *name)
{
	json_t *t;
	size_t i;

	json_array_foreach(json_object_get(root, "targets"), i, t) {
		if (!strcmp(json_text(t, "target", ""), name))
			return t;
	}
	return NULL;
}

/* Is the kernel @k of a result that of a version, with a series or (NULL) without? */
static bool is_kernel(const json_t *k, const char *version, const char *series)
{
	const char *own = json_text(k, "series", NULL);

	return !strcmp(json_text(k, "version", ""), version) && !own == !series &&
	       (!own || !strcmp(own, series));
}

/*
 * Look in the results of the version, or in those of others.
 * @own: in those of the version
 */
static struct found look_in(const struct counts *c, bool own, const char *version,
			    const char *series, const char *target)
{
	const char *name;
	json_t *k;

	for (size_t i = 0; i < c->n; i++) {
		const json_t *t = find_target(c->v[i], target);

		if (!t || own != !strcmp(json_text(c->v[i], "version", ""), version))
			continue;
		json_object_foreach(json_object_get(c->v[i], "kernels"), name, k) {
			if (is_kernel(k, version, series) &&
			    !json_object_get(json_object_get(t, "missing"), name))
				return (struct found){
					t, name, json_text(k, "release", version),
				};
		}
	}
	return (struct found){ 0 };
}

static struct found find_kernel(const struct counts *c, const char *version,
				const char *series, const char *target)
{
	struct found f = look_in(c, true, version, series, target);

	return f.target ? f : look_in(c, false, version, series, target);
}

static const json_t *find_row(const json_t *target, const char *workload,
			      const char *counter)
{
	json_t *r;
	size_t i;

	json_array_foreach(json_object_get(target, "rows"), i, r) {
		if (!strcmp(json_text(r, "workload", ""), workload) &&
		    !strcmp(json_text(r, "counter", ""), counter))
			return r;
	}
	return NULL;
}

static bool is_absent(const struct found *f, const char *counter)
{
	const json_t *absent = json_object_get(json_object_get(f->target, "absent"),
					       f->column);
	json_t *name;
	size_t i;

	json_array_foreach(absent, i, name) {
		if (!strcmp(json_string_value(name) ? json_string_value(name) : "", counter))
			return true;
	}
	return false;
}

static double number(const json_t *row, const char *column)
{
	const json_t *n = json_object_get(row, column);

	return json_is_number(n) ? json_number_value(n) : NAN;
}

/*
 * The count of a workload; NAN: the kernel did not run it, or lacks what is counted.
 * A result has no row for a counter that is 0 on all kernels.
 */
static double count_of(const struct found *f, const char *workload,
		       const char *counter)
{
	const json_t *row = find_row(f->target, workload, counter);

	if (isnan(number(find_row(f->target, workload, "insns"), f->column)) ||
	    is_absent(f, counter))
		return NAN;
	return row ? number(row, f->column) : 0;
}

/* --- printing --- */

/* The machines of all results, in their order. */
static void list_targets(const struct counts *c, struct strlist *out)
{
	json_t *t;
	size_t i;

	for (size_t r = 0; r < c->n; r++) {
		json_array_foreach(json_object_get(c->v[r], "targets"), i, t) {
			if (!sl_has(out, json_text(t, "target", "")))
				sl_add(out, json_text(t, "target", ""));
		}
	}
}

/* Has any result a row of the machine with this counter, and this workload? */
static bool is_counted(const struct counts *c, const char *target,
		       const char *workload, const char *counter)
{
	json_t *r;
	size_t i;

	for (size_t k = 0; k < c->n; k++) {
		json_array_foreach(json_object_get(find_target(c->v[k], target), "rows"),
				   i, r) {
			if ((!workload || !strcmp(json_text(r, "workload", ""), workload)) &&
			    (!counter || !strcmp(json_text(r, "counter", ""), counter)))
				return true;
		}
	}
	return false;
}

static void print_count(double n, FILE *to)
{
	if (isnan(n))
		fputs(" " NOT_COUNTED " |", to);
	else if (fabs(n - round(n)) < 0.005)
		fprintf(to, " %.0f |", fabs(round(n)));
	else
		fprintf(to, " %.2f |", n);
}

static void print_kernel(const struct counts *c, const struct version *v,
			 const char *series, const char *target, const char *counter,
			 const struct strlist *workloads, FILE *to)
{
	struct found f = find_kernel(c, v->name, series, target);
	char *name __cleanup(str_free) = variant_label(series ? PORTED : STOCK, series);

	fprintf(to, "| %s | %s |", f.target ? f.release : v->name, name);
	for (size_t i = 0; i < workloads->n; i++) {
		if (f.target)
			print_count(count_of(&f, workloads->v[i], counter), to);
		else
			fputs(i ? " |" : " not measured |", to);
	}
	fputs("\n", to);
}

static void print_table(const struct counts *c, const struct versions *vs,
			const char *target, const char *counter,
			const struct strlist *all, FILE *to)
{
	struct strlist workloads __cleanup(sl_free) = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		if (is_counted(c, target, all->v[i], NULL))
			sl_add(&workloads, all->v[i]);
	}
	if (!workloads.n)
		return;
	fprintf(to, "\n### %s: %s\n\n| Linux | kernel |", target, counter);
	for (size_t i = 0; i < workloads.n; i++)
		fprintf(to, " %s |", workloads.v[i]);
	fputs("\n|---|---|", to);
	for (size_t i = 0; i < workloads.n; i++)
		fputs("---:|", to);
	fputs("\n", to);
	for (size_t i = 0; i < vs->n; i++) {
		const struct version *v = &vs->v[i];

		print_kernel(c, v, NULL, target, counter, &workloads, to);
		for (size_t s = 0; s < v->series.n; s++)
			print_kernel(c, v, v->series.v[s], target, counter, &workloads,
				     to);
	}
}

void counts_print(const struct counts *c, const struct versions *vs,
		  const struct settings *settings, FILE *to)
{
	struct strlist targets __cleanup(sl_free) = { 0 };

	list_targets(c, &targets);
	for (size_t t = 0; t < targets.n; t++) {
		for (size_t i = 0; i < settings->counters.n; i++) {
			const char *counter = settings->counters.v[i];

			if (is_counted(c, targets.v[t], NULL, counter))
				print_table(c, vs, targets.v[t], counter,
					    &settings->workloads, to);
		}
	}
}
