// SPDX-License-Identifier: GPL-2.0-only
/* Turning the bytes of a console into clean lines, for judge.c and ktap.c. */
#include "verdict/console.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"

enum {
	ESC_NONE,
	ESC_START,		/* after ESC */
	ESC_CSI,		/* ESC [ ... letter */
	ESC_STRING,		/* ESC ] ... BEL or ESC \ */
	ESC_STRING_ESC,
	ESC_ONE_MORE,		/* ESC ( x */
};

static const char xen_prefix[] = "(XEN) ";

void console_init(struct console *c,
		  void (*emit)(void *arg, const char *line, bool rest),
		  void *arg)
{
	*c = (struct console){ .line = STRBUF_INIT, .emit = emit, .arg = arg };
}

void console_free(struct console *c)
{
	sb_free(&c->line);
}

static void emit_line(struct console *c, bool ended)
{
	char *xen = strstr(c->line.buf, xen_prefix);

	/* Xen may print in the middle of a line of dom0. */
	if (xen && xen > c->line.buf) {
		char *tail __cleanup(str_free) = str_dup(xen);

		*xen = '\0';
		c->emit(c->arg, c->line.buf, c->rest);
		c->emit(c->arg, tail, false);
	} else {
		c->emit(c->arg, c->line.buf, c->rest);
	}
	sb_reset(&c->line);
	c->rest = !ended;
}

/* Returns true if the byte belongs to an escape sequence. */
static bool is_escape(struct console *c, unsigned char b)
{
	switch (c->escape) {
	case ESC_NONE:
		if (b != 0x1b)
			return false;
		c->escape = ESC_START;
		return true;
	case ESC_START:
		c->escape = b == '[' ? ESC_CSI :
			    b == ']' || b == 'P' ? ESC_STRING :
			    b == '(' || b == ')' ? ESC_ONE_MORE : ESC_NONE;
		break;
	case ESC_CSI:
		if (b >= 0x40 && b <= 0x7e)
			c->escape = ESC_NONE;
		break;
	case ESC_STRING:
		if (b == 0x07)
			c->escape = ESC_NONE;
		else if (b == 0x1b)
			c->escape = ESC_STRING_ESC;
		break;
	default:
		c->escape = ESC_NONE;
	}
	/* An escape sequence that never ends must not swallow the next lines. */
	if (b == '\n') {
		c->escape = ESC_NONE;
		return false;
	}
	return true;
}

static void add_byte(struct console *c, unsigned char b)
{
	if (is_escape(c, b))
		return;
	if (b == '\n') {
		c->after_cr = false;
		emit_line(c, true);
		return;
	}
	if (b == '\r') {
		c->after_cr = true;
		return;
	}
	/* A terminal would overwrite the line; here, a new line begins. */
	if (c->after_cr) {
		c->after_cr = false;
		if (c->line.len)
			emit_line(c, true);
	}
	if (b == '\t' || (b >= ' ' && b < 0x7f))
		sb_addch(&c->line, b == '\t' ? ' ' : (char)b);
	else if (b)
		sb_addf(&c->line, "\\x%02x", b);
	if (c->line.len >= CONSOLE_LINE_MAX)
		emit_line(c, false);
}

void console_feed(struct console *c, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len--)
		add_byte(c, *p++);
}

void console_end(struct console *c)
{
	if (c->line.len)
		emit_line(c, true);
}

const char *console_text(const char *line)
{
	const char *p = line;

	if (p[0] == '<' && isdigit((unsigned char)p[1])) {
		const char *end = p + strspn(p + 1, "0123456789") + 1;

		if (*end == '>')
			p = end + 1;
	}
	/* "[ 1.234567] ", and "[ T1] " if the kernel prints the caller */
	while (*p == '[') {
		const char *q = p + 1 + strspn(p + 1, " ");

		if (*q == 'T' || *q == 'C')
			q++;
		if (!isdigit((unsigned char)*q))
			break;
		q += strspn(q, "0123456789.");
		if (q[0] != ']')
			break;
		p = q + 1;
		if (*p == ' ')
			p++;
		/* A second pair of brackets is taken only if it holds the caller. */
		if (*p != '[' || !strpbrk(p, "TC"))
			break;
	}
	return p;
}
