// SPDX-License-Identifier: GPL-2.0-only
#include "util/words.h"

#include <stdbool.h>

#include "util/strlist.h"

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

void words_add(const char *text, size_t len, size_t min, struct strlist *out)
{
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		if (text[i] == '\\') {
			i += 2;
			continue;
		}
		while (i + n < len && is_word(text[i + n]))
			n++;
		if (n && n >= min)
			sl_addn(out, text + i, n);
		i += n ? n : 1;
	}
}
