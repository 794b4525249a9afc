// SPDX-License-Identifier: GPL-2.0-only
#include "util/version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *version_find(const char *text)
{
	static const char number[] = "0123456789";

	for (const char *p = text; *p; p++) {
		size_t len = strspn(p, number);

		if (!len)
			continue;
		if (p[len] != '.' || !isdigit((unsigned char)p[len + 1])) {
			p += len - 1;
			continue;
		}
		while (p[len] == '.' && isdigit((unsigned char)p[len + 1]))
			len += 1 + strspn(p + len + 1, number);
		return strndup(p, len);
	}
	return NULL;
}

int version_compare(const char *a, const char *b)
{
	for (;;) {
		char *a_end, *b_end;
		unsigned long x = strtoul(a, &a_end, 10);
		unsigned long y = strtoul(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		if (*a_end != '.' && *b_end != '.')
			return 0;
		a = *a_end == '.' ? a_end + 1 : "";
		b = *b_end == '.' ? b_end + 1 : "";
	}
}
