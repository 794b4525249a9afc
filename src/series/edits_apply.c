// SPDX-License-Identifier: GPL-2.0-only
#include "series/edits_apply.h"

#include <errno.h>
#include <string.h>

#include "series/edits.h"
#include "series/loss.h"
#include "series/misfit.h"
#include "series/place.h"
#include "util/cleanup.h"
#include "util/fail.h"

/* Put the edit's text in place of the lines that were found. */
static int splice(const struct seeker *s, const struct place *p)
{
	const struct file_lines *l = &p->files[p->file];
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	size_t from = l->at[p->hit.first];
	size_t to = l->at[p->hit.last];

	if (s->tree->removed)
		losses_find(s, p);
	sb_add(&out, l->text.buf, from);
	if (s->e->text) {
		if (out.len && out.buf[out.len - 1] != '\n')
			sb_addch(&out, '\n');
		sb_adds(&out, s->e->text);
	}
	sb_add(&out, l->text.buf + to, l->text.len - to);
	return s->tree->store(s->tree->arg, l->path, &out);
}

static int apply_anchored(const struct seeker *s)
{
	struct place p __cleanup(place_free) = { 0 };
	int ret = place_open(s, &p);

	if (!ret)
		ret = place_find(s, &p);
	return ret ? ret : splice(s, &p);
}

static int apply_new(const struct seeker *s)
{
	const char *path = s->e->paths.v[0];
	const char *source = s->e->paths.v[1];
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct misfit m = { .edit = s->e };
	int err = s->tree->load(s->tree->arg, path, &sb);

	if (!err)
		return misfit(s->tree->misfits, s->step, &m,
			      "the tree already has the file %s (%s:%zu)", path,
			      s->edits->file, s->e->line);
	if (err != -ENOENT)
		return err;
	sb_reset(&sb);
	err = s->tree->source(s->tree->arg, source, &sb);
	if (err)
		return fail(EXIT_STEP, -err, "%s:%zu: the source file %s cannot be read: %s",
			    s->edits->file, s->e->line, source, strerror(-err));
	return s->tree->store(s->tree->arg, path, &sb);
}

int edits_apply(const struct edits *e, const char *step,
		const struct edit_tree *tree)
{
	int misfits = 0;

	for (size_t i = 0; i < e->n; i++) {
		const struct seeker s = { e, &e->v[i], step, tree };
		int ret = 0;

		if (s.e->verb == EDIT_NEW)
			ret = apply_new(&s);
		else if (s.e->verb != CHECK_ABSENT && s.e->verb != CHECK_PRESENT)
			ret = apply_anchored(&s);
		if (ret < 0)
			return ret;
		misfits |= ret;
	}
	return misfits;
}
