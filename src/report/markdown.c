// SPDX-License-Identifier: GPL-2.0-only
#include "report/markdown.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "report/curve_text.h"
#include "report/origin.h"
#include "report/plot.h"
#include "report/costs_text.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/strbuf.h"

/* Most functions of a list that are shown. */
#define SHOWN	12

/* --- the parts that a template names --- */

static int print_partial(const struct markdown *m, const char *dir, FILE *to)
{
	(void)dir;
	if (m->partial)
		fputs("**These are not all results:** only some targets or workloads were asked for.\n\n",
		      to);
	return 0;
}

static void print_defect(const struct version *v, const struct defect *d, FILE *to)
{
	fprintf(to, "- Linux %s has a defect that the benchmark avoids, on", v->name);
	for (size_t t = 0; t < d->targets.n; t++)
		fprintf(to, "%s %s", t ? "," : "", d->targets.v[t]);
	if (d->repaired_by.n) {
		char *series __cleanup(str_free) = sl_join(&d->repaired_by, ", ");

		fprintf(to, ", without %s", series);
	}
	fprintf(to, ": %s.\n", d->what);
}

static int print_defects(const struct markdown *m, const char *dir, FILE *to)
{
	const struct version *last = NULL;

	(void)dir;
	for (size_t i = 0; i < m->columns->n; i++) {
		const struct version *v = m->columns->v[i].version;

		/* Kernels of one version have the same record; print it once. */
		if (!v || v == last)
			continue;
		last = v;
		for (size_t d = 0; d < v->nr_defects; d++)
			print_defect(v, &v->defects[d], to);
	}
	return 0;
}

static int print_kernels(const struct markdown *m, const char *dir, FILE *to)
{
	struct strlist programs __cleanup(sl_free) = { 0 };
	struct utsname u;
	char date[32];

	(void)dir;
	origin_date("%d %B %Y", date);
	fprintf(to, "- Date: %s\n", date);
	for (size_t i = 0; i < m->columns->n; i++) {
		const struct column *c = &m->columns->v[i];

		if (c->missing)
			fprintf(to, "- %s: left out: %s\n", c->name, c->missing);
		else
			fprintf(to, "- %s: Linux %s\n", c->name, c->kernel.release);
	}
	if (!uname(&u))
		fprintf(to, "- Host: %s, %ld CPUs; it has no influence\n",
			u.machine, sysconf(_SC_NPROCESSORS_ONLN));
	origin_programs(&programs);
	for (size_t i = 0; i < programs.n; i++)
		fprintf(to, "- %s\n", programs.v[i]);
	return 0;
}

static int print_over(const struct markdown *m, const char *dir, FILE *to)
{
	size_t over = 0;

	(void)dir;
	for (size_t i = 0; i < m->n; i++) {
		const struct costs *t = &m->costs[i];

		for (size_t k = 0; k < t->n; k++) {
			if (t->v[k].verdict != VERDICT_OVER)
				continue;
			fprintf(to, "- %s: %s, %s: %.6g; budget %s\n", t->target,
				t->v[k].workload, t->v[k].counter,
				t->v[k].cost[t->v[k].judged], t->v[k].limits);
			over++;
		}
	}
	if (!over)
		fputs("Nothing.\n", to);
	return 0;
}

static int print_plots(const struct markdown *m, const char *dir, FILE *to)
{
	const struct strlist *kinds = &m->settings->plots;
	int err = 0;

	for (size_t i = 0; !err && i < m->n; i++) {
		const struct costs *t = &m->costs[i];

		for (size_t k = 0; !err && k < kinds->n; k++) {
			char *path __cleanup(str_free) =
				str_fmt("plots/%s-%s.svg", t->target, kinds->v[k]);
			struct strbuf script __cleanup(sb_free) = STRBUF_INIT;

			if (plot_script(t, kinds->v[k], path, &script) < PLOT_SIZES)
				continue;
			err = plot_draw(dir, &script);
			fprintf(to, "![%s, %s: cost against pages](%s)\n",
				t->target, kinds->v[k], path);
		}
	}
	return err;
}

static const struct costs *costs_of(const struct markdown *m, const char *target)
{
	for (size_t i = 0; i < m->n; i++) {
		if (!strcmp(m->costs[i].target, target))
			return &m->costs[i];
	}
	return NULL;
}

static int print_curves(const struct markdown *m, const char *dir, FILE *to)
{
	bool any = false;
	int err = 0;

	for (size_t i = 0; !err && m->curves && i < m->curves->n; i++) {
		const struct curve *c = &m->curves->v[i];
		const struct costs *t = costs_of(m, c->target);
		char *path __cleanup(str_free) = str_fmt("plots/curve-%s.svg", c->name);
		struct strbuf script __cleanup(sb_free) = STRBUF_INIT;

		if (!c->n || !t)
			continue;
		curve_plot_script(c, t, path, &script);
		err = plot_draw(dir, &script);
		fprintf(to, "%s### %s: %s\n\n![%s: cost against %s](%s)\n\n",
			any ? "\n" : "", c->target, c->title, c->target, c->title, path);
		curve_text_table(c, t, to);
		any = true;
	}
	if (!any)
		fputs("Not measured.\n", to);
	return err;
}

/* @name: the series, if there are several; else "" */
static void print_changes(const char *title, const char *name, const struct changes *c,
			  FILE *to)
{
	if (!c->n)
		return;
	fprintf(to, "\n%s%s%s%s:\n\n```\n", *name ? name : "", *name ? ": " : "", title,
		c->n > SHOWN ? ", the largest" : "");
	costs_text_changes(c, SHOWN, to);
	fputs("```\n", to);
}

static void print_static(const struct costs *t, FILE *to)
{
	for (size_t c = 0; c < t->columns->n; c++) {
		const char *name = columns_many(t->columns) ? t->columns->v[c].name : "";

		print_changes("Bytes of functions that differ, as scripts/bloat-o-meter shows them",
			      name, &t->sizes[c], to);
		print_changes("Stack frames that differ", name, &t->frames[c], to);
		print_changes("Stack frames of functions that contain sections", name,
			      &t->holders[c], to);
	}
}

static int print_targets(const struct markdown *m, const char *dir, FILE *to)
{
	(void)dir;
	for (size_t i = 0; i < m->n; i++) {
		const struct costs *t = &m->costs[i];

		fprintf(to, "%s## %s: %s\n", i ? "\n" : "", t->target,
			m->targets[i]->description);
		costs_text_remarks(t, "- ", to);
		fputs("\n", to);
		costs_text_rows(t, true, to);
		print_static(t, to);
	}
	return 0;
}

/* --- the document --- */

static const struct {
	const char *name;
	int (*print)(const struct markdown *m, const char *dir, FILE *to);
} parts[] = {
	{ "partial", print_partial },
	{ "defects", print_defects },
	{ "kernels", print_kernels },
	{ "over", print_over },
	{ "plots", print_plots },
	{ "curves", print_curves },
	{ "targets", print_targets },
};

/* Is the line "@NAME@"? */
static bool is_named(const char *line, const char *name)
{
	size_t len = strlen(name);

	return *line == '@' && !strncmp(line + 1, name, len) && !strcmp(line + 1 + len, "@");
}

static int print_line(const struct markdown *m, const char *dir,
		      const char *template, unsigned int number, const char *line,
		      FILE *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (is_named(line, parts[i].name))
			return parts[i].print(m, dir, to);
	}
	if (*line == '@')
		return fail(EXIT_TOOL, EINVAL, "%s:%u: there is no part '%s'",
			    template, number, line);
	fprintf(to, "%s\n", line);
	return 0;
}

static int print_document(const struct markdown *m, const char *dir, FILE *to)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = NULL;
	struct lines l;
	char *line;
	int err;

	if (!home_dir())
		return -ENOENT;
	path = path_join(home_dir(), "bench/results.template");
	err = read_file(path, &text);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	l = (struct lines)LINES(text.buf, text.len);
	while (!err && (line = lines_cut(&l)))
		err = print_line(m, dir, path, l.number, line, to);
	return err;
}

int markdown_check(const char *dir)
{
	char *path __cleanup(str_free) = path_join(dir, "results.md");
	bool existed = exists(dir);
	int err = mkdir_p(dir, 0777);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be made: %s", dir,
			    strerror(-err));
	err = write_file_check(path);
	if (!existed)
		rmdir(dir);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}

int markdown_write(const struct markdown *m, const char *dir)
{
	char *path __cleanup(str_free) = path_join(dir, "results.md");
	char *pictures __cleanup(str_free) = path_join(dir, "plots");
	char *text __cleanup(str_free) = NULL;
	size_t len = 0;
	FILE *to;
	int err = mkdir_p(pictures, 0777);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be made: %s", pictures,
			    strerror(-err));
	to = open_memstream(&text, &len);
	if (!to)
		oom();
	err = print_document(m, dir, to);
	if (fclose(to))
		oom();
	if (err)
		return err;
	err = write_file_atomic(path, text, len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}
