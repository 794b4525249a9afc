// SPDX-License-Identifier: GPL-2.0-only
#include "measure/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/names.h"
#include "tree/resolve.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"

int columns_first(const struct columns *c, enum role role)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].role == role)
			return i;
	}
	return -1;
}

int columns_ported(const struct columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].role == ROLE_SERIES && c->v[i].variant == PORTED)
			return i;
	}
	return -1;
}

int columns_mainline(const struct columns *c)
{
	int stock = columns_first(c, ROLE_STOCK);

	if (stock >= 0 && c->v[stock].version && c->v[stock].version->mainline_mode)
		return stock;
	return columns_first(c, ROLE_MAINLINE);
}

bool columns_many(const struct columns *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i].role == ROLE_SERIES;
	return n > 1;
}

struct column *columns_add(struct columns *c, enum role role, const char *name)
{
	struct column *col = &c->v[c->n++];

	*col = (struct column){ .role = role, .name = str_dup(name) };
	return col;
}

void columns_free(struct columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].name);
		free(c->v[i].missing);
		kernel_free(&c->v[i].kernel);
		budgets_free(&c->v[i].budgets);
	}
	*c = (struct columns){ 0 };
}

int columns_excuse(int err, const char *where, char **missing)
{
	struct failure f;

	if (!err)
		return 0;
	err = fail_excuse(err, &f);
	if (err)
		return err;
	*missing = f.message;
	note("%smainline's kernel is left out: %s", where, *missing);
	return 0;
}

/*
 * The stock kernel. One with mainline's mode needs what measuring that mode takes;
 * any other needs what the tests of the series take.
 */
static void add_stock(struct columns *c, const struct version *v, struct kernel *k)
{
	struct column *col = columns_add(c, ROLE_STOCK, variant_name(STOCK));

	col->kernel = *k;
	*k = (struct kernel){ 0 };
	col->version = v;
	col->variant = STOCK;
	if (v->dialect == DIALECT_COUNTERS) {
		col->variant = MAINLINE;
		free(col->kernel.series);
		col->kernel.series = NULL;
	}
}

/* Only the series that makes sections stateful must have limits. */
static int load_budgets(const char *series, const struct version *v,
			struct budgets *b)
{
	char *dir __cleanup(str_free) = NULL;
	char *path __cleanup(str_free) = NULL;

	if (!home_dir())
		return -ENOENT;
	dir = path_join(home_dir(), "bench");
	path = names_file(dir, "budgets", series);
	if (!names_is_main(series) && !exists(path))
		return 0;
	return budgets_load(path, v, b);
}

int columns_check(void)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = names_load(&names);

	for (size_t i = 0; i < names.n && !err; i++) {
		struct budgets b __cleanup(budgets_free) = { 0 };

		err = load_budgets(names.v[i], NULL, &b);
	}
	return err;
}

/*
 * The kernel with a series. The series that makes sections stateful has the
 * workloads; on top of any other, they are added.
 */
static int add_series(struct columns *c, const struct version *v,
		      const char *series)
{
	const struct kernel *stock = &c->v[columns_first(c, ROLE_STOCK)].kernel;
	char *name __cleanup(str_free) = variant_label(PORTED, series);
	struct column *col;

	/* Leave room for mainline's kernel. */
	if (c->n + 1 >= COLUMNS_MAX)
		return fail(EXIT_TOOL, E2BIG,
			    "versions/%s has more series than can be compared: name one with --series",
			    v->name);
	col = columns_add(c, ROLE_SERIES, name);
	col->version = v;
	col->variant = names_is_main(series) ? PORTED : MAINLINE;
	return resolve_tree(stock->path, stock->fetched, series, &col->kernel);
}

static int add_all_series(struct columns *c, const struct version *v,
			  const struct columns_request *rq)
{
	int err = 0;

	if (rq->series)
		return add_series(c, v, rq->series);
	if (rq->with && v->series.n > 1) {
		char *names __cleanup(str_free) = names_join(&v->series);

		return fail(EXIT_USAGE, EINVAL,
			    "--with needs --series: for Linux %s there are %s", v->name,
			    names);
	}
	for (size_t i = 0; i < v->series.n && !err; i++)
		err = add_series(c, v, v->series.v[i]);
	return err;
}

/*
 * Say what fetching mainline's kernel takes, as the user has not asked for that
 * kernel. The numbers are those of Debian's source packages.
 */
static int note_download(const char *name)
{
	char *dir __cleanup(str_free) = NULL;

	if (!cache_dir())
		return -ENOENT;
	dir = str_fmt("%s/kernels/%s", cache_dir(), name);
	if (!exists(dir))
		note("mainline's kernel (%s) is not in the cache: the download is about 150 MB, and takes up to 3.5 GB of disk; --no-mainline does without",
		     name);
	return 0;
}

static int add_mainline(struct columns *c, const struct versions *vs,
			const struct version *own, bool wanted)
{
	struct column *col;
	int err;

	if (own->mainline_mode)
		return 0;
	col = columns_add(c, ROLE_MAINLINE, variant_name(MAINLINE));
	col->variant = MAINLINE;
	if (!wanted)
		col->missing = str_dup("not asked for");
	else if (!own->mainline)
		col->missing = str_fmt("versions/%s names no 'mainline'", own->name);
	if (col->missing)
		return 0;
	err = note_download(own->mainline);
	if (err)
		return err;
	err = resolve_mainline(versions_find(vs, own->mainline), &col->kernel);
	if (!err)
		col->version = versions_find(vs, own->mainline);
	return columns_excuse(err, "", &col->missing);
}

int columns_open(struct columns *c, const struct versions *vs,
		 const struct columns_request *rq)
{
	struct kernel own __cleanup(kernel_free) = { 0 };
	const struct version *v;
	int err;

	*c = (struct columns){ 0 };
	err = resolve_kernel(rq->kernel, rq->series, &own);
	if (err)
		return err;
	v = versions_need(vs, own.version);
	if (!v)
		return -ENOTSUP;
	add_stock(c, v, &own);
	err = add_all_series(c, v, rq);
	if (!err)
		err = add_mainline(c, vs, v, rq->mainline);
	for (size_t i = 0; i < c->n && !err; i++) {
		if (c->v[i].role == ROLE_SERIES)
			err = load_budgets(c->v[i].kernel.series, v,
					   &c->v[i].budgets);
	}
	return err;
}
