// SPDX-License-Identifier: GPL-2.0-only
#include "series/pathspec.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

void pathspec_default(struct strlist *out)
{
	sl_split(out, "mm fs arch include kernel drivers", " ");
}

bool pathspec_is_path(const char *path)
{
	if (!*path || *path == '/')
		return false;
	for (;;) {
		size_t len = strcspn(path, "/");

		if (!len || (len == 1 && path[0] == '.') ||
		    (len == 2 && !strncmp(path, "..", 2)) ||
		    (len == 4 && !strncasecmp(path, ".git", 4)))
			return false;
		if (!path[len])
			return true;
		path += len + 1;
	}
}

static bool matches_spec(const char *spec, const char *path)
{
	size_t len = strlen(spec);

	while (len && spec[len - 1] == '/')
		len--;
	if (!len || (len == 1 && spec[0] == '.'))
		return true;
	if (!strncmp(spec, path, len) && (!path[len] || path[len] == '/'))
		return true;
	return strpbrk(spec, "*?[") && !fnmatch(spec, path, 0);
}

bool pathspec_match(const struct strlist *in, const char *path)
{
	bool included = false;

	for (size_t i = 0; i < in->n; i++) {
		const char *spec = in->v[i];

		if (spec[0] == ':' && (spec[1] == '!' || spec[1] == '^')) {
			if (matches_spec(spec + 2, path))
				return false;
		} else if (matches_spec(spec, path)) {
			included = true;
		}
	}
	return included;
}
