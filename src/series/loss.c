// SPDX-License-Identifier: GPL-2.0-only
#include "series/loss.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/place.h"
#include "series/removed.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* No more lines of a loss are shown, and no longer ones. */
#define LINES_SHOWN 10
#define LINE_SHOWN 100

static size_t count(const struct strlist *sl, const char *s)
{
	size_t n = 0;

	for (size_t i = 0; i < sl->n; i++)
		n += !strcmp(sl->v[i], s);
	return n;
}

static void add_line(struct loss *l, size_t number, const char *line, size_t len)
{
	GROW(l->v, l->n, l->room);
	l->v[l->n++] = (struct lost_line){
		.number = number, .text = str_fmt("%.*s", (int)len, line),
	};
}

void losses_find(const struct seeker *s, const struct place *p)
{
	const struct file_lines *l = &p->files[p->file];
	struct strlist seen __cleanup(sl_free) = { 0 };
	struct losses *to = s->tree->losses;
	struct loss loss = {
		.edit = s->e, .first = p->hit.first + 1, .last = p->hit.last,
	};
	char edit[REMOVED_ID], id[REMOVED_ID];

	removed_edit(s->e, edit);
	for (size_t i = p->hit.first; i < p->hit.last; i++) {
		size_t len;
		const char *line = place_line(l, i, &len);

		if (!removed_line(line, len, id))
			continue;
		sl_add(&seen, id);
		if (!removed_knows(s->tree->removed, s->step, edit, id, count(&seen, id)))
			add_line(&loss, i + 1, line, len);
	}
	if (!loss.n)
		return;
	loss.path = str_dup(l->path);
	GROW(to->v, to->n, to->room);
	to->v[to->n++] = loss;
}

/* The line as it can be shown: it may hold any bytes. */
static char *printable(const char *text)
{
	const char *from = text + strspn(text, " \t");
	char *out = str_fmt("%.*s%s", LINE_SHOWN, from,
			    strlen(from) > LINE_SHOWN ? "..." : "");

	for (char *c = out; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = *c == '\t' ? ' ' : '?';
	}
	return out;
}

static void describe(const struct loss *l, const char *commit, struct strlist *out)
{
	char *last __cleanup(str_free) = l->last > l->first ? str_fmt("-%zu", l->last) : str_dup("");

	sl_addf(out, "%s:%zu%s: removed here, but not in the kernels that the step was made for:",
		l->path, l->first, last);
	for (size_t i = 0; i < l->n && i < LINES_SHOWN; i++) {
		char *text __cleanup(str_free) = printable(l->v[i].text);

		sl_addf(out, "%6zu: %s", l->v[i].number, text);
	}
	if (l->n > LINES_SHOWN)
		sl_addf(out, "        ... and %zu more lines", l->n - LINES_SHOWN);
	if (commit)
		sl_addf(out, "  git show %.12s -- %s", commit, l->path);
}

void losses_describe(const struct losses *l, const char *commit,
		     struct strlist *out)
{
	for (size_t i = 0; i < l->n; i++)
		describe(&l->v[i], commit, out);
}

void losses_sum_up(struct loss_sum *to, const struct losses *l)
{
	for (size_t i = 0; i < l->n; i++)
		to->lines += l->v[i].n;
	to->places += l->n;
}

char *losses_sum_text(const struct loss_sum *sum)
{
	if (!sum->lines)
		return NULL;
	return str_fmt("%zu line%s that the series was not made for %s removed, in %zu place%s: see above, and put what you need into the new code",
		       sum->lines, sum->lines == 1 ? "" : "s",
		       sum->lines == 1 ? "is" : "are", sum->places,
		       sum->places == 1 ? "" : "s");
}

void losses_free(struct losses *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->v[i].n; j++)
			free(l->v[i].v[j].text);
		free(l->v[i].v);
		free(l->v[i].path);
	}
	free(l->v);
	*l = (struct losses){ 0 };
}
