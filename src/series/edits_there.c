// SPDX-License-Identifier: GPL-2.0-only
#include "series/edits_there.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/misfit.h"
#include "series/place.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/lines.h"
#include "util/regex.h"

/* A file as it was before the edits that have been taken back so far. */
struct former {
	const char *path;
	struct strbuf text;
	bool is_file;
};

/*
 * struct past - the tree as it was before these edits
 * @tree: the tree as it is
 * @v: the files that differ from those of the tree
 */
struct past {
	const struct edit_tree *tree;
	struct former *v;
	size_t n, room;
};

static struct former *find_former(struct past *p, const char *path)
{
	for (size_t i = 0; i < p->n; i++) {
		if (!strcmp(p->v[i].path, path))
			return &p->v[i];
	}
	return NULL;
}

static int past_load(void *arg, const char *path, struct strbuf *out)
{
	struct past *p = arg;
	const struct former *f = find_former(p, path);

	if (!f)
		return p->tree->load(p->tree->arg, path, out);
	if (!f->is_file)
		return -ENOENT;
	sb_add(out, f->text.buf, f->text.len);
	return 0;
}

static int past_store(void *arg, const char *path, const struct strbuf *content)
{
	struct past *p = arg;
	struct former *f = find_former(p, path);

	if (!f) {
		GROW(p->v, p->n, p->room);
		f = &p->v[p->n++];
		*f = (struct former){ .path = path, .text = STRBUF_INIT };
	}
	sb_reset(&f->text);
	f->is_file = content;
	if (content)
		sb_add(&f->text, content->buf, content->len);
	return 0;
}

static void free_past(struct past *p)
{
	for (size_t i = 0; i < p->n; i++)
		sb_free(&p->v[i].text);
	free(p->v);
}

/* Take back a new file, if the tree has the same. */
static int take_file(const struct seeker *s)
{
	struct strbuf is __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf want __cleanup(sb_free) = STRBUF_INIT;
	const char *path = s->e->paths.v[0];
	int err = s->tree->load(s->tree->arg, path, &is);

	if (err)
		return err == -ENOENT ? 0 : err;
	/* If the source cannot be read, the edit itself says so. */
	if (s->tree->source(s->tree->arg, s->e->paths.v[1], &want))
		return 0;
	if (is.len != want.len || memcmp(is.buf, want.buf, is.len))
		return 0;
	err = s->tree->store(s->tree->arg, path, NULL);
	return err ? err : 1;
}

/* Take back an insertion, if its text is at its place. */
static int take_text(const struct seeker *s, struct place *p)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	const struct file_lines *l;
	size_t len = strlen(s->e->text), at;
	int ret = place_find(s, p);

	if (ret)
		return ret < 0 ? ret : 0;
	l = &p->files[p->file];
	at = l->at[p->hit.first];
	if (s->e->verb == EDIT_BEFORE) {
		if (at < len)
			return 0;
		at -= len;
	}
	if (strncmp(l->text.buf + at, s->e->text, len))
		return 0;
	sb_add(&out, l->text.buf, at);
	sb_add(&out, l->text.buf + at + len, l->text.len - at - len);
	ret = s->tree->store(s->tree->arg, l->path, &out);
	return ret ? ret : 1;
}

/* Are the lines of a replacement there? What they replaced is not known. */
static int has_text(const struct seeker *s, const struct place *p)
{
	size_t len = strlen(s->e->text), all, own = 0;
	struct lines t = LINES(s->e->text, len);
	int ret = place_count(s, p, &all);

	/* A line that the edit would replace must be one of its own text. */
	while (!ret && lines_next(&t)) {
		int is = regex_match(s->e->re, t.line, t.len);

		if (is < 0)
			ret = is;
		own += is > 0;
	}
	if (ret || all > own)
		return ret;
	for (size_t i = 0; i < p->n; i++) {
		const struct file_lines *l = &p->files[i];

		for (size_t j = p->scope[i].first; j < p->scope[i].last; j++) {
			if (l->text.len - l->at[j] >= len &&
			    !memcmp(l->text.buf + l->at[j], s->e->text, len))
				return 1;
		}
	}
	return 0;
}

/* Has the edit been made? If it can be taken back, it is. */
static int take_back(const struct seeker *s)
{
	struct place p __cleanup(place_free) = { 0 };
	size_t n;
	int ret;

	if (s->e->verb == CHECK_ABSENT || s->e->verb == CHECK_PRESENT)
		return 1;
	if (s->e->verb == EDIT_NEW)
		return take_file(s);
	ret = place_open(s, &p);
	if (ret)
		return ret < 0 ? ret : 0;
	if (s->e->verb == EDIT_REPLACE)
		return has_text(s, &p);
	if (s->e->verb != EDIT_DELETE)
		return take_text(s, &p);
	ret = place_count(s, &p, &n);
	return ret ? ret : !n;
}

int edits_there(const struct edits *e, const char *step,
		const struct edit_tree *tree)
{
	struct misfits ignored __cleanup(misfits_free) = { 0 };
	struct past past __cleanup(free_past) = { .tree = tree };
	const struct edit_tree before = {
		.load = past_load, .store = past_store, .source = tree->source,
		.arg = &past, .misfits = &ignored,
	};
	bool any = false;

	for (size_t i = e->n; i-- > 0;) {
		const struct seeker s = { e, &e->v[i], step, &before };
		int ret = take_back(&s);

		if (ret <= 0)
			return ret;
		any |= s.e->verb == EDIT_NEW || s.e->text;
	}
	return any;
}
