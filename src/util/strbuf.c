// SPDX-License-Identifier: GPL-2.0-only
#include "util/strbuf.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"

char sb_empty[1];

void sb_init(struct strbuf *sb)
{
	*sb = (struct strbuf)STRBUF_INIT;
}

void sb_free(struct strbuf *sb)
{
	if (sb->cap)
		free(sb->buf);
	sb_init(sb);
}

void sb_reset(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->cap)
		sb->buf[0] = '\0';
}

void sb_reserve(struct strbuf *sb, size_t extra)
{
	size_t cap = sb->cap ? sb->cap : 64;
	char *buf;

	if (extra >= (size_t)-1 / 2 - sb->len)
		oom();
	if (sb->cap > sb->len + extra)
		return;
	while (cap <= sb->len + extra)
		cap *= 2;
	buf = realloc(sb->cap ? sb->buf : NULL, cap);
	if (!buf)
		oom();
	if (!sb->cap)
		buf[0] = '\0';
	sb->buf = buf;
	sb->cap = cap;
}

void sb_add(struct strbuf *sb, const void *mem, size_t len)
{
	if (!len)
		return;
	sb_reserve(sb, len);
	memcpy(sb->buf + sb->len, mem, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void sb_adds(struct strbuf *sb, const char *s)
{
	sb_add(sb, s, strlen(s));
}

void sb_addch(struct strbuf *sb, char c)
{
	sb_add(sb, &c, 1);
}

static void add_format(struct strbuf *sb, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0)
		oom();
	sb_reserve(sb, n);
	vsnprintf(sb->buf + sb->len, n + 1, fmt, again);
	sb->len += n;
	va_end(again);
}

void sb_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_format(sb, fmt, ap);
	va_end(ap);
}

void sb_add_squeezed(struct strbuf *sb, const char *line)
{
	if (!*line && sb->len > 1 && !strcmp(sb->buf + sb->len - 2, "\n\n"))
		return;
	sb_adds(sb, line);
	sb_addch(sb, '\n');
}

void sb_rtrim(struct strbuf *sb)
{
	while (sb->len && isspace((unsigned char)sb->buf[sb->len - 1]))
		sb->buf[--sb->len] = '\0';
}

char *sb_detach(struct strbuf *sb)
{
	char *buf = sb->cap ? sb->buf : str_dup("");

	sb_init(sb);
	return buf;
}

char *str_fmt(const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	add_format(&sb, fmt, ap);
	va_end(ap);
	return sb_detach(&sb);
}

char *str_dup(const char *s)
{
	char *copy = strdup(s);

	if (!copy)
		oom();
	return copy;
}
