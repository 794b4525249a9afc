// SPDX-License-Identifier: GPL-2.0-only
#include "build/makelog.h"

#include <stdbool.h>
#include <string.h>

#include "util/array.h"
#include "util/strbuf.h"

/* Number of lines after an error that belong to it: source, caret, notes. */
#define DETAIL_LINES	3

void makelog_init(struct makelog *m, const char *source, const char *output)
{
	*m = (struct makelog){ .source = source, .output = output };
}

void makelog_free(struct makelog *m)
{
	sl_free(&m->warnings);
	sl_free(&m->errors);
}

static const char *skip_directory(const char *path, const char *dir)
{
	size_t len = dir ? strlen(dir) : 0;

	if (!len || strncmp(path, dir, len) || path[len] != '/')
		return path;
	path += len + 1;
	return path + strspn(path, "/");
}

/* "mm/memory.c:1:2: ..." of "/source/mm/memory.c:1:2: ..."; also of "./mm/..." */
static const char *relative_path(const struct makelog *m, const char *line)
{
	line = skip_directory(line, m->source);
	line = skip_directory(line, m->output);
	return skip_directory(line, ".");
}

/* "  CC      mm/memory.o"; also AS, and CC [M] */
static const char *object_of(const char *line)
{
	if (strncmp(line, "  CC ", 5) && strncmp(line, "  AS ", 5))
		return NULL;
	line += 5;
	if (!strncmp(line, "[M] ", 4))
		line += 4;
	return line + strspn(line, " ");
}

static bool is_error(const char *line)
{
	static const char *const signs[] = {
		": error: ", ": fatal error: ", "undefined reference to",
		"multiple definition of", ": undefined symbol", "ERROR: modpost",
		": Error: ", "No space left on device",
		"internal compiler error", ": command not found", "cannot find ",
		"relocation truncated",
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		if (strstr(line, signs[i]))
			return true;
	}
	return false;
}

/*
 * Does make itself report an error? "*** [Makefile:1: mm/x.o] Error 1" repeats
 * that a program has failed, so it counts only if that program printed no
 * error.
 */
static bool is_error_of_make(const struct makelog *m, const char *line)
{
	const char *stars = strstr(line, ": *** ");

	if (!stars || strstr(stars, "Waiting for unfinished jobs"))
		return false;
	return stars[strlen(": *** ")] != '[' || !m->errors.n;
}

void makelog_line(struct makelog *m, const char *line)
{
	const char *object = object_of(line);

	if (object) {
		m->objects++;
		m->current[0] = '\0';
		strncat(m->current, relative_path(m, object),
			sizeof(m->current) - 1);
		m->detail = 0;
	} else if (strstr(line, ": warning: ")) {
		sl_add(&m->warnings, relative_path(m, line));
		m->detail = 0;
	} else if (is_error(line)) {
		if (m->errors.n < MAKELOG_ERRORS)
			sl_add(&m->errors, relative_path(m, line));
		m->detail = DETAIL_LINES;
	} else if (is_error_of_make(m, line)) {
		if (m->errors.n < MAKELOG_ERRORS)
			sl_add(&m->errors, relative_path(m, line));
		m->detail = 0;
	} else if (m->detail > 0) {
		m->detail--;
		if (m->errors.n < MAKELOG_ERRORS && line[0] == ' ')
			sl_add(&m->errors, line);
	}
}

/* Does "mm/memory.c:1:2: warning: ..." begin with the path of @file? */
static bool begins_with_path(const char *line, const char *file)
{
	size_t len = strlen(file);

	return !strncmp(line, file, len) && line[len] == ':';
}

void makelog_touching(const struct makelog *m, const struct strlist *files,
		      struct strlist *out)
{
	for (size_t i = 0; i < m->warnings.n; i++) {
		for (size_t f = 0; f < files->n; f++) {
			if (!begins_with_path(m->warnings.v[i], files->v[f]))
				continue;
			sl_add(out, m->warnings.v[i]);
			break;
		}
	}
}
