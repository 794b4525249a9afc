// SPDX-License-Identifier: GPL-2.0-only
#include "util/strlist.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"

/* Append @s itself: from now on the list owns the string. */
static void take(struct strlist *sl, char *s)
{
	char **v;

	if (sl->n + 1 >= sl->cap) {
		sl->cap = sl->cap ? 2 * sl->cap : 8;
		v = realloc(sl->v, sl->cap * sizeof(*v));
		if (!v)
			oom();
		sl->v = v;
	}
	sl->v[sl->n++] = s;
	sl->v[sl->n] = NULL;
}

void sl_add(struct strlist *sl, const char *s)
{
	take(sl, str_dup(s));
}

void sl_addn(struct strlist *sl, const char *mem, size_t len)
{
	char *s = strndup(mem, len);

	if (!s)
		oom();
	take(sl, s);
}

void sl_addf(struct strlist *sl, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		oom();
	va_end(ap);
	take(sl, s);
}

void sl_add_all(struct strlist *sl, const struct strlist *from)
{
	for (size_t i = 0; i < from->n; i++)
		sl_add(sl, from->v[i]);
}

void sl_free(struct strlist *sl)
{
	for (size_t i = 0; i < sl->n; i++)
		free(sl->v[i]);
	free(sl->v);
	*sl = (struct strlist){ 0 };
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void sl_sort(struct strlist *sl)
{
	if (sl->n > 1)
		qsort(sl->v, sl->n, sizeof(*sl->v), compare);
}

void sl_unique(struct strlist *sl)
{
	size_t kept = 0;

	for (size_t i = 0; i < sl->n; i++) {
		if (kept && !strcmp(sl->v[kept - 1], sl->v[i]))
			free(sl->v[i]);
		else
			sl->v[kept++] = sl->v[i];
	}
	sl->n = kept;
	if (sl->v)
		sl->v[kept] = NULL;
}

bool sl_has(const struct strlist *sl, const char *s)
{
	for (size_t i = 0; i < sl->n; i++) {
		if (!strcmp(sl->v[i], s))
			return true;
	}
	return false;
}

char *sl_join(const struct strlist *sl, const char *sep)
{
	struct strbuf s = STRBUF_INIT;

	for (size_t i = 0; i < sl->n; i++)
		sb_addf(&s, "%s%s", i ? sep : "", sl->v[i]);
	return sb_detach(&s);
}

void sl_split(struct strlist *sl, const char *text, const char *seps)
{
	for (;;) {
		size_t len;

		text += strspn(text, seps);
		len = strcspn(text, seps);
		if (!len)
			return;
		sl_addn(sl, text, len);
		text += len;
	}
}

void sl_split_nul(struct strlist *sl, const char *mem, size_t len)
{
	const char *end = mem + len;

	while (mem < end) {
		size_t n = strnlen(mem, end - mem);

		sl_addn(sl, mem, n);
		mem += n + 1;
	}
}
