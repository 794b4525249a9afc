// SPDX-License-Identifier: GPL-2.0-only
#include "measure/measured.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "measure/frames.h"
#include "measure/run.h"
#include "measure/sizes.h"
#include "measure/workloads.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/*
 * struct measured - the measurements of each column on one machine
 * @bench: the measurements of the workloads
 * @sizes: the sizes of the kernel, if they were read
 * @frames: the stack frames, if they were read
 * @missing: why a column was not measured
 */
struct measured {
	struct bench bench[COLUMNS_MAX];
	struct sizes sizes[COLUMNS_MAX];
	struct functions frames[COLUMNS_MAX];
	char *missing[COLUMNS_MAX];
};

static void measured_free(struct measured *m)
{
	for (size_t c = 0; c < COLUMNS_MAX; c++) {
		run_free(&m->bench[c]);
		sizes_free(&m->sizes[c]);
		functions_free(&m->frames[c]);
		free(m->missing[c]);
	}
}

/* @is_static: read the sizes and the stack frames of the kernel as well */
static int measure_column(const struct measure_request *rq, const struct target *t,
			  size_t i, bool is_static, struct measured *m)
{
	const struct column *c = &rq->columns->v[i];
	struct kbuild_request build = {
		.kernel = &c->kernel, .target = t, .flavour = "bench",
		.recipe = {
			.variant = c->variant,
			.with = c->role == ROLE_SERIES ? rq->with : NULL,
		},
		.jobs = rq->jobs,
	};
	struct kbuild b __cleanup(kbuild_free) = { .lock = -1 };
	char *names __cleanup(str_free) = workloads_listed(rq->only);
	int err = kbuild_run(&build, &b);

	if (!err)
		err = run_bench(t, &b, c, names, rq->show, &m->bench[i]);
	if (!err && is_static)
		err = sizes_read(&m->sizes[i], rq->settings, b.outdir, t->cross);
	if (!err && is_static)
		err = frames_read(&m->frames[i], b.outdir);
	return err;
}

static int measure_all(const struct measure_request *rq, const struct target *t,
		       bool is_static, struct measured *m)
{
	char *where __cleanup(str_free) = str_fmt("[%s] ", t->name);
	int err = 0;

	for (size_t i = 0; !err && i < rq->columns->n; i++) {
		const struct column *c = &rq->columns->v[i];
		bool is_mainline = c->role == ROLE_MAINLINE;

		if (c->missing)
			continue;
		err = measure_column(rq, t, i, is_static && !is_mainline, m);
		if (is_mainline)
			err = columns_excuse(err, where, &m->missing[i]);
	}
	return err;
}

/* The holders of the version that has the series. */
static const struct strlist *holders_of(const struct columns *c)
{
	return &c->v[columns_first(c, ROLE_STOCK)].version->holders;
}

/* An expression that matches workloads of other machines only is a mistake. */
static int check_rows(const struct measure_request *rq, const struct costs *costs)
{
	if (costs->n || !rq->only)
		return 0;
	return fail(EXIT_TOOL, ENOENT,
		    "on %s, there is nothing to show of workloads that match '%s'",
		    costs->target, regex_text(rq->only));
}

static int put_side_by_side(const struct measure_request *rq, const struct target *t,
			    struct measured *m, bool is_static, struct costs *costs)
{
	const struct bench *have[COLUMNS_MAX] = { 0 };
	int err;

	for (size_t i = 0; i < rq->columns->n; i++) {
		if (!rq->columns->v[i].missing && !m->missing[i])
			have[i] = &m->bench[i];
	}
	err = costs_make(costs, t, rq->columns, have, rq->only);
	if (!err)
		err = check_rows(rq, costs);
	if (!err && is_static)
		err = costs_add_sizes(costs, m->sizes);
	if (!err && is_static)
		err = costs_add_frames(costs, m->frames, holders_of(rq->columns));
	for (size_t i = 0; !err && i < rq->columns->n; i++)
		costs->missing[i] = take_ptr(m->missing[i]);
	if (err)
		costs_free(costs);
	return err;
}

int measured_costs(const struct measure_request *rq, const struct target *t,
		   struct costs *costs)
{
	/*
	 * The sizes are read once for each kernel: for the machine with the
	 * name of the kernel.
	 */
	bool is_static = !rq->only && !strcmp(t->kernel, t->name);
	struct measured m __cleanup(measured_free) = { 0 };
	int err = measure_all(rq, t, is_static, &m);

	return err ? err : put_side_by_side(rq, t, &m, is_static, costs);
}
