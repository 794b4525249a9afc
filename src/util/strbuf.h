/* SPDX-License-Identifier: GPL-2.0-only */
/* A growing byte string. A NUL, which is not counted, always follows the bytes. */
#ifndef LAZYMMU_STRBUF_H
#define LAZYMMU_STRBUF_H

#include <stddef.h>

/**
 * struct strbuf - a growing byte string
 * @buf: the bytes, NUL-terminated; never NULL after sb_init()
 * @len: number of bytes, without the NUL
 * @cap: bytes allocated; 0 while @buf is the static empty string
 */
struct strbuf {
	char *buf;
	size_t len;
	size_t cap;
};

extern char sb_empty[];

#define STRBUF_INIT { .buf = sb_empty, .len = 0, .cap = 0 }

/** sb_init - make @sb empty; it owns no memory yet */
void sb_init(struct strbuf *sb);

/** sb_free - release the memory; @sb is empty and usable afterwards */
void sb_free(struct strbuf *sb);

/** sb_reset - make @sb empty, keep its memory */
void sb_reset(struct strbuf *sb);

/** sb_reserve - make room for @extra more bytes */
void sb_reserve(struct strbuf *sb, size_t extra);

/** sb_add - append @len bytes from @mem */
void sb_add(struct strbuf *sb, const void *mem, size_t len);

/** sb_adds - append the string @s */
void sb_adds(struct strbuf *sb, const char *s);

/** sb_addch - append the byte @c */
void sb_addch(struct strbuf *sb, char c);

/** sb_addf - append formatted text */
void sb_addf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * sb_add_squeezed - append a line and a newline
 *
 * Of several empty lines in a row, only the first is kept, as git does with the
 * text of a commit.
 */
void sb_add_squeezed(struct strbuf *sb, const char *line);

/** sb_rtrim - remove white space at the end */
void sb_rtrim(struct strbuf *sb);

/**
 * sb_detach - take the bytes out
 *
 * Return: the NUL-terminated bytes, to be freed by the caller; @sb is empty
 * afterwards.
 */
char *sb_detach(struct strbuf *sb);

/**
 * str_fmt - format into new memory
 *
 * Return: the string, to be freed by the caller.
 */
char *str_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * str_dup - copy the string @s
 *
 * Return: the copy, to be freed by the caller; never NULL.
 */
char *str_dup(const char *s);

#endif
