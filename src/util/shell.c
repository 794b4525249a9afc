// SPDX-License-Identifier: GPL-2.0-only
#include "util/shell.h"

#include <string.h>

#include "util/strbuf.h"

/* These, and all bytes of characters beyond ASCII, mean themselves. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789/._-+:@%,=^";

char *shell_word(const char *s)
{
	struct strbuf sb = STRBUF_INIT;

	if (!*s)
		sb_adds(&sb, "''");
	for (; *s; s++) {
		/* A shell drops a newline behind a backslash. */
		if (*s == '\n') {
			sb_adds(&sb, "'\n'");
			continue;
		}
		if (!strchr(plain, *s) && !(*s & 0x80))
			sb_addch(&sb, '\\');
		sb_addch(&sb, *s);
	}
	return sb_detach(&sb);
}
