// SPDX-License-Identifier: GPL-2.0-only
/*
 * build/removed [--check] [KERNEL...] - what the edits of the series remove from the
 * kernels that it was made for: write series/removed again, or check that it is as it
 * has to be.
 *
 * KERNEL is a version, or the path of a tree of one; without it, all versions that
 * have a series. Lines about other versions stay. Each edit is made as
 * 'lazymmu apply' makes it, by a series that knows nothing of what it removes, so
 * that all lines are reported.
 *
 * Run this in the directory that holds ./lazymmu.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/loss.h"
#include "series/removed.h"
#include "series/series.h"
#include "series/versions.h"
#include "tree/apply.h"
#include "tree/identity.h"
#include "tree/resolve.h"
#include "tree/work.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"

static const struct removed nothing;

/*
 * struct job - one version
 * @known: the content of the file
 * @now: what the edits remove from the version
 * @version: the version
 */
struct job {
	struct removed known;
	struct removed now;
	const char *version;
};

/* --- from the series --- */

static struct removal *find(struct removed *r, const char *step, const char *edit)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!strcmp(r->v[i].step, step) && !strcmp(r->v[i].edit, edit))
			return &r->v[i];
	}
	GROW(r->v, r->n, r->room);
	r->v[r->n] = (struct removal){ .step = str_dup(step), .edit = str_dup(edit) };
	return &r->v[r->n++];
}

static size_t count(const struct strlist *sl, const char *s)
{
	size_t n = 0;

	for (size_t i = 0; i < sl->n; i++)
		n += !strcmp(sl->v[i], s);
	return n;
}

/* Note the lines of a loss. Two series of a version may share an edit. */
static void take_loss(struct job *j, const char *step, const struct loss *l)
{
	struct strlist here __cleanup(sl_free) = { 0 };
	char edit[REMOVED_ID], line[REMOVED_ID];
	struct removal *r;

	removed_edit(l->edit, edit);
	r = find(&j->now, step, edit);
	for (size_t i = 0; i < l->n; i++) {
		removed_line(l->v[i].text, strlen(l->v[i].text), line);
		sl_add(&here, line);
		if (count(&r->lines, line) < count(&here, line))
			sl_add(&r->lines, line);
	}
}

static void take_step(void *arg, const struct step_result *r)
{
	const struct edits *e = r->step->edits;
	struct job *j = arg;

	/* Every edit that removes lines is listed, also one that removes only a brace. */
	for (size_t i = 0; e && !r->skipped && i < e->n; i++) {
		char edit[REMOVED_ID];

		if (e->v[i].verb != EDIT_DELETE && e->v[i].verb != EDIT_REPLACE)
			continue;
		removed_edit(&e->v[i], edit);
		find(&j->now, r->step->name, edit);
	}
	for (size_t i = 0; i < r->losses->n; i++)
		take_loss(j, r->step->name, &r->losses->v[i]);
}

static int take_series(struct job *j, const char *name, const char *series)
{
	struct work w __cleanup(work_close) = WORK_INIT;
	struct identity who __cleanup(identity_free) = { 0 };
	struct series s __cleanup(series_free) = { 0 };
	struct kernel k __cleanup(kernel_free) = { 0 };
	int err = resolve_kernel(name, series, &k);

	if (!err)
		err = series_load(series, k.version, PORTED, NULL, &s);
	for (size_t i = 0; i < s.n; i++)
		s.steps[i].removed = &nothing;
	if (!err)
		err = identity_fixed(&k, &who);
	if (!err)
		err = work_open(&k, &w);
	if (!err)
		err = apply_steps(&w, &s, &who, take_step, j);
	return err;
}

/* --- the file --- */

static bool same_lines(const struct strlist *a, const struct strlist *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; i < a->n && same; i++)
		same = !strcmp(a->v[i], b->v[i]);
	return same;
}

/* The removal is one of @version, too. */
static void add_version(struct removed *to, const struct removal *r, const char *version)
{
	struct removal *v = NULL;

	for (size_t i = 0; i < to->n && !v; i++) {
		if (!strcmp(to->v[i].step, r->step) && !strcmp(to->v[i].edit, r->edit) &&
		    same_lines(&to->v[i].lines, &r->lines))
			v = &to->v[i];
	}
	if (!v) {
		GROW(to->v, to->n, to->room);
		v = &to->v[to->n++];
		*v = (struct removal){ .step = str_dup(r->step), .edit = str_dup(r->edit) };
		sl_add_all(&v->lines, &r->lines);
	}
	sl_add(&v->versions, version);
}

/* Put what is known now about the version in place of what was known. */
static void replace_version(struct job *j)
{
	struct removed out = { 0 };

	for (size_t i = 0; i < j->known.n; i++) {
		const struct removal *r = &j->known.v[i];

		for (size_t k = 0; k < r->versions.n; k++) {
			if (strcmp(r->versions.v[k], j->version))
				add_version(&out, r, r->versions.v[k]);
		}
	}
	for (size_t i = 0; i < j->now.n; i++) {
		sl_sort(&j->now.v[i].lines);
		if (!j->now.v[i].lines.n)
			sl_add(&j->now.v[i].lines, REMOVED_NOTHING);
		add_version(&out, &j->now.v[i], j->version);
	}
	removed_free(&j->known);
	removed_free(&j->now);
	j->known = out;
}

static void write_text(struct removed *r, struct strbuf *out)
{
	struct strlist lines __cleanup(sl_free) = { 0 };

	for (size_t i = 0; i < r->n; i++) {
		struct removal *v = &r->v[i];
		char *digests __cleanup(str_free) = sl_join(&v->lines, " ");
		char *versions __cleanup(str_free) = NULL;

		sl_sort(&v->versions);
		versions = sl_join(&v->versions, ",");
		sl_addf(&lines, "%s %s %s %s\n", v->step, v->edit, versions, digests);
	}
	sl_sort(&lines);
	sb_adds(out, "# SPDX-License-Identifier: GPL-2.0-only\n"
		     "#\n"
		     "# Digests of the lines that the edits remove, for each version: written by\n"
		     "# 'make removed', see docs/add-a-step.md. STEP EDIT VERSIONS DIGEST...\n");
	for (size_t i = 0; i < lines.n; i++)
		sb_adds(out, lines.v[i]);
}

/* --- the kernels --- */

static int take_kernel(struct job *j, const struct versions *vs, const char *name)
{
	struct kernel k __cleanup(kernel_free) = { 0 };
	const struct version *v;
	int err = resolve_kernel(name, NULL, &k);

	if (err)
		return err;
	v = versions_find(vs, k.version);
	if (!v)
		return fail(EXIT_USAGE, EINVAL, "there is no record of %s", name);
	j->version = v->name;
	for (size_t i = 0; i < v->series.n && !err; i++) {
		note("%s, %s", name, v->series.v[i]);
		err = take_series(j, name, v->series.v[i]);
	}
	if (!err)
		replace_version(j);
	return err;
}

static int take_all(struct job *j, char *const *names)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	int err = versions_load(&vs);

	for (size_t i = 0; names[i] && !err; i++)
		err = take_kernel(j, &vs, names[i]);
	for (size_t i = 0; i < vs.n && !err && !*names; i++) {
		if (vs.v[i].series.n)
			err = take_kernel(j, &vs, vs.v[i].name);
	}
	return err;
}

static int finish(const struct strbuf *text, bool check)
{
	struct strbuf is __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = path_join(home_dir(), REMOVED_FILE);
	int err;

	if (!check) {
		err = write_file_atomic(path, text->buf, text->len);
		return err ? fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
				  strerror(-err)) : 0;
	}
	err = read_file(path, &is);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path, strerror(-err));
	if (is.len == text->len && !memcmp(is.buf, text->buf, is.len))
		return 0;
	return fail(EXIT_TESTS_FAILED, EINVAL,
		    "%s is not what the edits remove now: 'make removed' writes it again",
		    path);
}

int main(int argc, char **argv)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	bool check = argc > 1 && !strcmp(argv[1], "--check");
	struct job j = { 0 };
	int err;

	setenv("LAZYMMU_HOME", ".", 1);
	err = home_dir() ? 0 : -ENOENT;
	if (!err && exists(REMOVED_FILE))
		err = removed_load(&j.known);
	if (!err)
		err = take_all(&j, argv + 1 + check);
	write_text(&j.known, &text);
	if (!err)
		err = finish(&text, check);
	removed_free(&j.known);
	removed_free(&j.now);
	if (!err)
		return 0;
	fprintf(stderr, "removed: %s\n", fail_message());
	return fail_code();
}
