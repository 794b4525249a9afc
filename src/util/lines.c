// SPDX-License-Identifier: GPL-2.0-only
#include "util/lines.h"

#include <string.h>

bool lines_next(struct lines *l)
{
	const char *nl;

	if (l->next >= l->end)
		return false;
	nl = memchr(l->next, '\n', l->end - l->next);
	l->line = l->next;
	l->len = (nl ? nl : l->end) - l->line;
	l->next = nl ? nl + 1 : l->end;
	l->number++;
	return true;
}

char *lines_cut(struct lines *l)
{
	char *line;

	if (!lines_next(l))
		return NULL;
	line = (char *)l->line;
	line[l->len] = '\0';
	return line;
}
