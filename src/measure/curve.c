// SPDX-License-Identifier: GPL-2.0-only
#include "measure/curve.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "measure/sizes.h"
#include "series/header.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/strbuf.h"

#define SUFFIX	".cocci"
#define VALUE	"VALUE"

/* --- the files --- */

static int take_line(void *arg, const struct header_line *l)
{
	struct curve *c = arg;

	if (!strcmp(l->key, "target")) {
		free(c->target);
		c->target = str_dup(l->value);
	} else if (!strcmp(l->key, "curve")) {
		free(c->title);
		c->title = str_dup(l->value);
	} else if (!strcmp(l->key, "values")) {
		sl_split(&c->values, l->value, " \t");
	} else if (!strcmp(l->key, "workloads")) {
		sl_split(&c->workloads, l->value, " \t");
		if (c->workloads.n > CURVE_WORKLOADS)
			return header_error(l, "the list has too many workloads");
	}
	return 0;
}

static int load_curve(const char *dir, const char *file, struct curve *c)
{
	int err;

	c->path = path_join(dir, file);
	c->name = str_fmt("%.*s", (int)(strlen(file) - strlen(SUFFIX)), file);
	err = header_read(c->path, take_line, c);
	if (!err && (!c->target || !c->title || !c->values.n || !c->workloads.n))
		err = fail(EXIT_TOOL, EINVAL,
			   "%s needs lines '// target:', '// curve:', '// values:' and '// workloads:'",
			   c->path);
	return err;
}

int curves_load(const char *dir, struct curves *c)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	int err = list_dir(dir, &files);

	*c = (struct curves){ 0 };
	if (err == -ENOENT)
		return 0;
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", dir, strerror(-err));
	c->v = calloc(files.n + 1, sizeof(*c->v));
	if (!c->v)
		oom();
	for (size_t i = 0; !err && i < files.n; i++) {
		size_t len = strlen(files.v[i]);

		if (len > strlen(SUFFIX) && !strcmp(files.v[i] + len - strlen(SUFFIX), SUFFIX))
			err = load_curve(dir, files.v[i], &c->v[c->n++]);
	}
	if (err)
		curves_free(c);
	return err;
}

void curves_free(struct curves *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].name);
		free(c->v[i].path);
		free(c->v[i].target);
		free(c->v[i].title);
		sl_free(&c->v[i].values);
		sl_free(&c->v[i].workloads);
		free(c->v[i].v);
	}
	free(c->v);
	*c = (struct curves){ 0 };
}

/* --- measuring --- */

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* Append @line with each word VALUE replaced by @value. */
static void put_value(const char *line, const char *value, struct strbuf *out)
{
	const char *start = line, *at;

	while ((at = strstr(line, VALUE))) {
		const char *end = at + strlen(VALUE);
		bool whole = !is_word(*end) && (at == start || !is_word(at[-1]));

		sb_addf(out, "%.*s%s", (int)(at - line), line, whole ? value : VALUE);
		line = end;
	}
	sb_addf(out, "%s\n", line);
}

int curve_write_patch(const struct curve *c, const char *value, const char *dir,
		      char **path)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf patch __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(c->path, &text);
	struct lines l = LINES(text.buf, text.len);
	char *line;

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", c->path,
			    strerror(-err));
	while ((line = lines_cut(&l))) {
		if (!strncmp(line, "//", 2))
			sb_addf(&patch, "%s\n", line);
		else
			put_value(line, value, &patch);
	}
	*path = str_fmt("%s/%s-%s" SUFFIX, dir, c->name, value);
	err = write_file(*path, patch.buf, patch.len);
	return err ? fail(EXIT_TOOL, -err, "%s cannot be written: %s", *path,
			  strerror(-err)) : 0;
}

static double median_of(const struct bench *b, const char *workload,
			const char *counter, unsigned long *pages)
{
	const struct samples *w = samples_find(&b->m, workload);
	int i = w ? samples_counter(&b->m, counter) : -1;

	if (i < 0)
		return NAN;
	*pages = w->pages;
	return samples_median(&b->m, w, i);
}

static int take_point(const struct curve *c, const struct bench *b,
		      struct curve_point *p)
{
	for (size_t i = 0; i < c->workloads.n; i++) {
		const char *workload = c->workloads.v[i];
		unsigned long pages = 0;
		double insns = median_of(b, workload, "insns", &pages);

		if (!pages)
			return fail(EXIT_TOOL, ENOENT,
				    "%s: there is no workload '%s' that has pages",
				    c->path, workload);
		p->cost[i].insns = insns / pages;
		p->cost[i].irqs_off = median_of(b, workload, "irqs-off", &pages);
	}
	return 0;
}

int curve_measure(struct curve *c, const struct column *column,
		  const struct target *t, const struct settings *settings, int jobs,
		  void (*show)(const struct result *r))
{
	struct scratch s __cleanup(scratch_remove) = { .lock = -1 };
	char *only __cleanup(str_free) = sl_join(&c->workloads, ",");
	int err = scratch_make("curve", &s);

	c->v = calloc(c->values.n, sizeof(*c->v));
	if (!c->v)
		oom();
	c->n = 0;
	for (size_t i = 0; !err && i < c->values.n; i++) {
		char *patch __cleanup(str_free) = NULL;
		struct kbuild_request rq = {
			.kernel = &column->kernel, .target = t, .flavour = "bench",
			.recipe = { .variant = column->variant }, .jobs = jobs,
		};
		struct kbuild b __cleanup(kbuild_free) = { .lock = -1 };
		struct bench bench __cleanup(run_free) = { 0 };
		struct sizes sizes __cleanup(sizes_free) = { 0 };
		struct curve_point *p = &c->v[i];

		p->value = c->values.v[i];
		err = curve_write_patch(c, p->value, s.path, &patch);
		rq.recipe.with = patch;
		if (!err)
			err = kbuild_run(&rq, &b);
		if (!err)
			err = run_bench(t, &b, column, only, show, &bench);
		if (!err)
			err = sizes_read(&sizes, settings, b.outdir, t->cross);
		if (!err)
			err = take_point(c, &bench, p);
		p->percpu = sizes.percpu;
		c->n += !err;
	}
	return err;
}

/* --- judging --- */

double curve_least(const struct curve *c, size_t workload)
{
	double least = NAN;

	for (size_t i = 0; i < c->n; i++) {
		double insns = c->v[i].cost[workload].insns;

		if (isnan(least) || insns < least)
			least = insns;
	}
	return least;
}

int curve_judge(const struct curve *c, struct costs *costs)
{
	int ported = columns_ported(costs->columns);
	int err = 0;

	for (size_t i = 0; !err && i < c->workloads.n; i++) {
		const char *name = c->workloads.v[i];
		struct curve_cost own = curve_cost_of(costs, name, ported);

		err = costs_add(costs, ported, name, "of-best",
				own.insns / curve_least(c, i));
	}
	return err;
}

struct curve_cost curve_cost_of(const struct costs *costs, const char *workload,
				int column)
{
	struct curve_cost cost = { NAN, NAN };

	for (size_t i = 0; column >= 0 && i < costs->n; i++) {
		const struct costs_row *r = &costs->v[i];

		if (strcmp(r->workload, workload))
			continue;
		if (!strcmp(r->counter, "insns") && r->pages)
			cost.insns = r->cost[column] / r->pages;
		if (!strcmp(r->counter, "irqs-off"))
			cost.irqs_off = r->cost[column];
	}
	return cost;
}
