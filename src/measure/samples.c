// SPDX-License-Identifier: GPL-2.0-only
/* Turning the windows of the plugin into measurements. */
#include "measure/samples.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"

/* This many runs without an interrupt are enough. */
#define ENOUGH	3

static bool is_maximum(const struct measurements *m, size_t counter)
{
	return sl_has(&m->maxima, m->counters.v[counter]);
}

static struct samples *add_workload(struct measurements *m, const char *name,
				     unsigned long pages)
{
	struct samples *w;

	for (size_t i = 0; i < m->n; i++) {
		if (!strcmp(m->v[i].name, name))
			return &m->v[i];
	}
	w = realloc(m->v, (m->n + 1) * sizeof(*w));
	if (!w)
		oom();
	m->v = w;
	w += m->n++;
	*w = (struct samples){ .name = str_dup(name), .pages = pages };
	return w;
}

static void add_run(struct measurements *m, struct samples *w,
		    const double *counts, unsigned long operations)
{
	double *v = realloc(w->v, (w->runs + 1) * m->counters.n * sizeof(*v));

	if (!v)
		oom();
	w->v = v;
	v += w->runs++ * m->counters.n;
	for (size_t c = 0; c < m->counters.n; c++)
		v[c] = counts[c] / (is_maximum(m, c) ? 1 : operations);
}

/* Read @n numbers. Returns false if the line has fewer or more. */
static bool read_counts(const char *line, double *counts, size_t n)
{
	char *end;

	for (size_t c = 0; c < n; c++) {
		counts[c] = strtoll(line, &end, 10);
		if (end == line)
			return false;
		line = end;
	}
	return !*line;
}

/* A counter from which events are subtracted must have counted as many. */
static int check_counts(const struct measurements *m, const char *workload,
			const double *counts)
{
	for (size_t c = 0; c < m->counters.n; c++) {
		if (counts[c] < 0)
			return fail(EXIT_TOOL, ERANGE,
				    "in the workload '%s', the counter '%s' is %.0f: the plugin has subtracted more events than it has counted",
				    workload, m->counters.v[c], counts[c]);
	}
	return 0;
}

static int take_window(struct measurements *m, const char *window,
		       const char *line, double *counts)
{
	unsigned long operations, pages;
	char name[64];
	int err;

	if (!read_counts(window, counts, m->counters.n))
		return fail(EXIT_TOOL, EINVAL,
			    "the plugin has written a line that is not a window: '%s'",
			    window);
	if (sscanf(line, "%63s %lu %lu", name, &operations, &pages) != 3)
		return fail(EXIT_TOOL, EINVAL,
			    "the guest has written a line that does not name a workload: '%s'",
			    line);
	if (!operations)
		return fail(EXIT_TOOL, EIO,
			    "the workload '%s' has failed in the guest", name);
	err = check_counts(m, name, counts);
	if (err)
		return err;
	add_run(m, add_workload(m, name, pages), counts, operations);
	return 0;
}

static void drop_warm_up(struct measurements *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct samples *w = &m->v[i];

		if (w->runs < 2)
			continue;
		w->runs--;
		memmove(w->v, w->v + m->counters.n,
			w->runs * m->counters.n * sizeof(*w->v));
	}
}

static void drop_interrupted(struct measurements *m)
{
	int c = samples_counter(m, SAMPLES_INTERRUPTS);
	size_t n = m->counters.n;

	for (size_t i = 0; c >= 0 && i < m->n; i++) {
		struct samples *w = &m->v[i];
		size_t kept = 0;

		for (size_t r = 0; r < w->runs; r++)
			kept += w->v[r * n + c] == 0;
		if (kept < ENOUGH)
			continue;
		kept = 0;
		for (size_t r = 0; r < w->runs; r++) {
			if (w->v[r * n + c] == 0)
				memmove(w->v + kept++ * n, w->v + r * n,
					n * sizeof(*w->v));
		}
		w->runs = kept;
	}
}

static int subtract_nothing(struct measurements *m)
{
	const struct samples *nothing = samples_find(m, SAMPLES_NOTHING);
	double *base;

	if (!nothing)
		return fail(EXIT_TOOL, EINVAL,
			    "the guest has not run the workload '%s'",
			    SAMPLES_NOTHING);
	base = calloc(m->counters.n, sizeof(*base));
	if (!base)
		oom();
	for (size_t c = 0; c < m->counters.n; c++)
		base[c] = is_maximum(m, c) ? 0 : samples_median(m, nothing, c);
	for (size_t i = 0; i < m->n; i++) {
		for (size_t r = 0; r < m->v[i].runs; r++) {
			double *v = m->v[i].v + r * m->counters.n;

			for (size_t c = 0; c < m->counters.n; c++)
				v[c] -= base[c];
		}
	}
	free(base);
	return 0;
}

/* Split @text into lines. A last line without newline is cut off, and left out. */
static void complete_lines(const char *text, struct strlist *lines)
{
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1)
		sl_addn(lines, text, end - text);
}

/* Read the names of the counters; the name of a maximum has a mark before it. */
static void take_counters(struct measurements *m, const char *line)
{
	struct strlist names = { 0 };

	sl_split(&names, line, " ");
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];

		if (*name == '=')
			sl_add(&m->maxima, ++name);
		sl_add(&m->counters, name);
	}
	sl_free(&names);
}

int samples_pair(const char *windows, const struct strlist *lines,
		  struct measurements *m)
{
	struct strlist w = { 0 };
	double *counts = NULL;
	int ret = 0;

	*m = (struct measurements){ 0 };
	complete_lines(windows, &w);
	if (w.n)
		take_counters(m, w.v[0]);
	if (!m->counters.n)
		ret = fail(EXIT_TOOL, EINVAL, "the plugin has counted nothing");
	else if (w.n - 1 != lines->n)
		ret = fail(EXIT_TOOL, EINVAL,
			   "the guest has run %zu workloads, but the plugin has counted %zu: they cannot be matched",
			   lines->n, w.n - 1);
	else if (!(counts = calloc(m->counters.n, sizeof(*counts))))
		oom();
	for (size_t i = 0; counts && !ret && i < lines->n; i++)
		ret = take_window(m, w.v[i + 1], lines->v[i], counts);
	if (!ret) {
		drop_warm_up(m);
		drop_interrupted(m);
		ret = subtract_nothing(m);
	}
	if (ret)
		samples_free(m);
	free(counts);
	sl_free(&w);
	return ret;
}

void samples_free(struct measurements *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].name);
		free(m->v[i].v);
	}
	free(m->v);
	sl_free(&m->counters);
	sl_free(&m->maxima);
	*m = (struct measurements){ 0 };
}

const struct samples *samples_find(const struct measurements *m,
				    const char *name)
{
	for (size_t i = 0; i < m->n; i++) {
		if (!strcmp(m->v[i].name, name))
			return &m->v[i];
	}
	return NULL;
}

int samples_counter(const struct measurements *m, const char *name)
{
	for (size_t c = 0; c < m->counters.n; c++) {
		if (!strcmp(m->counters.v[c], name))
			return c;
	}
	return -1;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The sorted values of one counter, to be freed by the caller. */
static double *sorted(const struct measurements *m, const struct samples *w,
		      int counter)
{
	double *v = calloc(w->runs + 1, sizeof(*v));

	if (!v)
		oom();
	for (size_t r = 0; r < w->runs; r++)
		v[r] = w->v[r * m->counters.n + counter];
	qsort(v, w->runs, sizeof(*v), by_value);
	return v;
}

double samples_median(const struct measurements *m, const struct samples *w,
		      int counter)
{
	double *v = sorted(m, w, counter), median = v[w->runs / 2];

	if (w->runs && w->runs % 2 == 0)
		median = (median + v[w->runs / 2 - 1]) / 2;
	free(v);
	return median;
}

double samples_spread(const struct measurements *m, const struct samples *w,
		      int counter)
{
	double *v = sorted(m, w, counter), median = samples_median(m, w, counter);
	double range = w->runs ? v[w->runs - 1] - v[0] : 0;

	free(v);
	return median > 0 ? range / median : 0;
}
