/* SPDX-License-Identifier: GPL-2.0-only */
/* A growing list that owns its strings and can be used as an argv. */
#ifndef LAZYMMU_STRLIST_H
#define LAZYMMU_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct strlist - a list of strings
 * @v: the strings; v[n] is NULL. @v itself is NULL until a string is added
 * @n: number of strings
 * @cap: pointers allocated
 *
 * A zeroed struct is an empty list.
 */
struct strlist {
	char **v;
	size_t n;
	size_t cap;
};

/** sl_add - append a copy of @s */
void sl_add(struct strlist *sl, const char *s);

/** sl_addn - append a copy of the @len bytes at @mem, as a string */
void sl_addn(struct strlist *sl, const char *mem, size_t len);

/** sl_addf - append formatted text as one string */
void sl_addf(struct strlist *sl, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** sl_add_all - append copies of the strings of @from */
void sl_add_all(struct strlist *sl, const struct strlist *from);

/** sl_free - release everything; @sl is an empty list afterwards */
void sl_free(struct strlist *sl);

/** sl_sort - sort by byte values */
void sl_sort(struct strlist *sl);

/** sl_unique - drop all but one of equal neighbours */
void sl_unique(struct strlist *sl);

/** sl_has - is @s in the list? */
bool sl_has(const struct strlist *sl, const char *s);

/** sl_join - the strings with @sep between them, to be freed by the caller */
char *sl_join(const struct strlist *sl, const char *sep);

/** sl_split - append the non-empty words of @text between any of @seps */
void sl_split(struct strlist *sl, const char *text, const char *seps);

/** sl_split_nul - append the NUL-terminated strings in @len bytes at @mem */
void sl_split_nul(struct strlist *sl, const char *mem, size_t len);

#endif
