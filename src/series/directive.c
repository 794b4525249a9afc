// SPDX-License-Identifier: GPL-2.0-only
#include "series/directive.h"

#include <errno.h>
#include <string.h>

#include "series/versions.h"
#include "util/fail.h"

const char *directive_value(const char *text, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(text, name, len) || (text[len] && text[len] != ':'))
		return NULL;
	text += len + (text[len] == ':');
	return text + strspn(text, " \t");
}

int directive_for(const char *file, size_t line, const char *text,
		  const char *dialect, bool *skip)
{
	const char *value = directive_value(text, "Lazymmu-for");

	if (!value)
		return 0;
	if (strcmp(value, "all") && !versions_is_dialect(value))
		return fail(EXIT_STEP, EINVAL,
			    "%s:%zu: Lazymmu-for: needs a dialect as in versions/*, or 'all'",
			    file, line);
	*skip = dialect && strcmp(value, "all") && strcmp(value, dialect);
	return 1;
}
