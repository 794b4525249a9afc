// SPDX-License-Identifier: GPL-2.0-only
#include "series/edits_apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/misfit.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/regex.h"
#include "util/strbuf.h"

/* A file split into lines: line i is text[at[i]] to text[at[i + 1]], with its newline. */
struct file_lines {
	const char *path;
	struct strbuf text;
	size_t *at;
	size_t n;
};

/* Lines first to last, last not included. */
struct range {
	size_t first, last;
};

static void split_file(struct file_lines *l)
{
	const char *p = l->text.buf;
	const char *end = p + l->text.len;
	size_t cap = 0;

	l->n = 0;
	for (;;) {
		GROW(l->at, l->n, cap);
		l->at[l->n] = p - l->text.buf;
		if (p == end)
			return;
		p = memchr(p, '\n', end - p);
		p = p ? p + 1 : end;
		l->n++;
	}
}

static void free_files(struct file_lines *l, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sb_free(&l[i].text);
		free(l[i].at);
	}
	free(l);
}

static int line_matches(const struct file_lines *l, size_t i, const struct regex *re)
{
	const char *line = l->text.buf + l->at[i];
	size_t len = l->at[i + 1] - l->at[i];

	if (len && line[len - 1] == '\n')
		len--;
	return regex_match(re, line, len);
}

/* The edit that is being made, for messages. */
struct context {
	const struct edits *edits;
	const struct edit *e;
	const char *step;
	const struct edit_tree *tree;
};

static char *path_list(const struct file_lines *l, size_t n)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		sb_addf(&sb, "%s%s", i ? ", " : "", l[i].path);
	return sb_detach(&sb);
}

static int place_misfit(const struct context *c, const struct file_lines *l,
			size_t n, const char *what, const struct regex *re,
			size_t matches)
{
	char *paths __cleanup(str_free) = path_list(l, n);

	if (matches)
		return misfit(c->step,
			      "in %s, %zu lines match the %s '%s' (%s:%zu), which must match exactly one",
			      paths, matches, what, regex_text(re),
			      c->edits->file, c->e->line);
	return misfit(c->step, "in %s, no line matches the %s '%s' (%s:%zu)",
		      paths, what, regex_text(re), c->edits->file, c->e->line);
}

/*
 * Find the one line in all files that matches @re. scope[i] is the part of l[i]
 * in which to look.
 */
static int find_one(const struct context *c, const struct file_lines *l, size_t n,
		    const struct range *scope, const char *what,
		    const struct regex *re, size_t *file, size_t *line)
{
	size_t matches = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = scope[i].first; j < scope[i].last; j++) {
			int is = line_matches(&l[i], j, re);

			if (is < 0)
				return is;
			if (!is)
				continue;
			if (!matches++) {
				*file = i;
				*line = j;
			}
		}
	}
	return matches == 1 ? 0 : place_misfit(c, l, n, what, re, matches);
}

/*
 * Find the first line of @l in @scope that matches @re. Messages call the
 * pattern @what.
 */
static int find_first(const struct context *c, const struct file_lines *l,
		      struct range scope, const char *what,
		      const struct regex *re, size_t *line)
{
	for (size_t i = scope.first; i < scope.last; i++) {
		int is = line_matches(l, i, re);

		if (is < 0)
			return is;
		if (is) {
			*line = i;
			return 0;
		}
	}
	return place_misfit(c, l, 1, what, re, 0);
}

/* Find the lines of l[*file] that the edit replaces. An insertion has an empty range. */
static int locate(const struct context *c, const struct file_lines *l, size_t n,
		  struct range *scope, size_t *file, struct range *hit)
{
	const struct edit *e = c->e;
	size_t line = 0;
	int err;

	for (size_t i = 0; i < n; i++)
		scope[i] = (struct range){ 0, l[i].n };
	if (e->under) {
		err = find_one(c, l, n, scope, "scope", e->under, file, &line);
		if (err)
			return err;
		for (size_t i = 0; i < n; i++) {
			if (i != *file)
				scope[i].last = 0;
		}
		scope[*file].first = line + 1;
		if (e->until) {
			err = find_first(c, &l[*file], scope[*file],
					 "end of the scope", e->until, &line);
			if (err)
				return err;
			scope[*file].last = line + 1;
		}
	}
	err = find_one(c, l, n, scope, "anchor", e->re, file, &line);
	if (err)
		return err;
	*hit = (struct range){ line, line + 1 };
	if (e->through) {
		scope[*file].first = line + 1;
		err = find_first(c, &l[*file], scope[*file], "end of the range",
				 e->through, &line);
		if (err)
			return err;
		hit->last = line + 1;
	}
	if (e->verb == EDIT_AFTER)
		hit->first = hit->last;
	else if (e->verb == EDIT_BEFORE)
		hit->last = hit->first;
	return 0;
}

/* Put the edit's text in place of the lines in @hit. */
static int splice(const struct context *c, const struct file_lines *l,
		  struct range hit)
{
	struct strbuf out = STRBUF_INIT;
	size_t from = l->at[hit.first];
	size_t to = l->at[hit.last];
	int err;

	sb_add(&out, l->text.buf, from);
	if (c->e->text) {
		if (out.len && out.buf[out.len - 1] != '\n')
			sb_addch(&out, '\n');
		sb_adds(&out, c->e->text);
	}
	sb_add(&out, l->text.buf + to, l->text.len - to);
	err = c->tree->store(c->tree->arg, l->path, &out);
	sb_free(&out);
	return err;
}

static int apply_anchored(const struct context *c)
{
	const struct strlist *paths = &c->e->paths;
	struct file_lines *l = calloc(paths->n, sizeof(*l));
	struct range *scope = calloc(paths->n, sizeof(*scope));
	struct range hit = { 0, 0 };
	size_t file = 0;
	size_t n = 0;
	int err = 0;

	if (!l || !scope)
		oom();
	for (size_t i = 0; i < paths->n && !err; i++) {
		l[n].text = (struct strbuf)STRBUF_INIT;
		err = c->tree->load(c->tree->arg, paths->v[i], &l[n].text);
		if (err == -ENOENT) {
			err = 0;
			continue;
		}
		if (err) {
			sb_free(&l[n].text);
			break;
		}
		l[n].path = paths->v[i];
		split_file(&l[n++]);
	}
	if (!err && !n)
		err = misfit(c->step, "the tree has no file %s (%s:%zu)",
			     paths->v[0], c->edits->file, c->e->line);
	if (!err)
		err = locate(c, l, n, scope, &file, &hit);
	if (!err)
		err = splice(c, &l[file], hit);
	free_files(l, n);
	free(scope);
	return err;
}

static int apply_new(const struct context *c)
{
	const char *path = c->e->paths.v[0];
	const char *source = c->e->paths.v[1];
	struct strbuf sb = STRBUF_INIT;
	int err;

	err = c->tree->load(c->tree->arg, path, &sb);
	if (!err)
		err = misfit(c->step, "the tree already has the file %s (%s:%zu)",
			     path, c->edits->file, c->e->line);
	else if (err == -ENOENT)
		err = 0;
	sb_reset(&sb);
	if (!err) {
		err = c->tree->source(c->tree->arg, source, &sb);
		if (err)
			fail(EXIT_STEP, -err, "%s:%zu: the source file %s cannot be read: %s",
			     c->edits->file, c->e->line, source, strerror(-err));
	}
	if (!err)
		err = c->tree->store(c->tree->arg, path, &sb);
	sb_free(&sb);
	return err;
}

int edits_apply(const struct edits *e, const char *step,
		const struct edit_tree *tree)
{
	for (size_t i = 0; i < e->n; i++) {
		struct context c = { e, &e->v[i], step, tree };
		int err = 0;

		if (c.e->verb == EDIT_NEW)
			err = apply_new(&c);
		else if (c.e->verb != CHECK_ABSENT && c.e->verb != CHECK_PRESENT)
			err = apply_anchored(&c);
		if (err)
			return err;
	}
	return 0;
}
