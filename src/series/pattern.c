// SPDX-License-Identifier: GPL-2.0-only
#include "series/pattern.h"

#include <errno.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/regex.h"
#include "util/strbuf.h"

struct regex *pattern_compile(const char *file, size_t line, const char *pattern)
{
	char *origin __cleanup(str_free) = str_fmt("%s:%zu", file, line);
	char *why __cleanup(str_free) = NULL;
	struct regex *re;

	if (!*pattern) {
		fail(EXIT_STEP, EINVAL, "%s: a regular expression is missing", origin);
		return NULL;
	}
	re = regex_compile(pattern, origin, &why);
	if (!re)
		fail(EXIT_STEP, EINVAL, "%s: '%s' is not a regular expression: %s",
		     origin, pattern, why);
	return re;
}
