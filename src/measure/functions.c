// SPDX-License-Identifier: GPL-2.0-only
#include "measure/functions.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/strbuf.h"

/* --- functions --- */

void functions_add(struct functions *f, const char *name, uint64_t bytes)
{
	GROW(f->v, f->n, f->room);
	f->v[f->n++] = (struct function){ str_dup(name), bytes };
}

static int compare_names(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void functions_sort(struct functions *f, enum functions_same same)
{
	size_t kept = 0;

	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), compare_names);
	for (size_t i = 0; i < f->n; i++) {
		struct function *last = kept ? &f->v[kept - 1] : NULL;

		if (!last || strcmp(last->name, f->v[i].name)) {
			f->v[kept++] = f->v[i];
			continue;
		}
		if (same == FUNCTIONS_SUM)
			last->bytes += f->v[i].bytes;
		else if (last->bytes < f->v[i].bytes)
			last->bytes = f->v[i].bytes;
		free(f->v[i].name);
	}
	f->n = kept;
}

void functions_free(struct functions *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->v[i].name);
	free(f->v);
	*f = (struct functions){ 0 };
}

/* --- changes --- */

void changes_add(struct changes *c, const char *name, uint64_t before,
		 uint64_t after)
{
	GROW(c->v, c->n, c->room);
	c->v[c->n++] = (struct change){ str_dup(name), before, after };
}

void changes_find(struct changes *c, const struct functions *before,
		  const struct functions *after)
{
	size_t b = 0, a = 0;

	while (b < before->n || a < after->n) {
		int order = b == before->n ? 1 : a == after->n ? -1 :
			    strcmp(before->v[b].name, after->v[a].name);
		uint64_t old = order > 0 ? 0 : before->v[b].bytes;
		uint64_t new = order < 0 ? 0 : after->v[a].bytes;

		if (old != new)
			changes_add(c, order > 0 ? after->v[a].name :
				       before->v[b].name, old, new);
		b += order <= 0;
		a += order >= 0;
	}
}

/* Order: the larger number first; for equal numbers, by name. */
static int compare_change(const struct change *x, const struct change *y,
			  uint64_t x_key, uint64_t y_key)
{
	if (x_key != y_key)
		return x_key < y_key ? 1 : -1;
	return strcmp(x->name, y->name);
}

static uint64_t difference(const struct change *c)
{
	return c->before < c->after ? c->after - c->before : c->before - c->after;
}

static int by_difference(const void *a, const void *b)
{
	return compare_change(a, b, difference(a), difference(b));
}

static int by_after(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return compare_change(x, y, x->after, y->after);
}

void changes_sort_by_difference(struct changes *c)
{
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_difference);
}

void changes_sort_by_after(struct changes *c)
{
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_after);
}

void changes_free(struct changes *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].name);
	free(c->v);
	*c = (struct changes){ 0 };
}
