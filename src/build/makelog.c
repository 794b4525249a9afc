// SPDX-License-Identifier: GPL-2.0-only
/* What make and the compiler say. */
#include "build/makelog.h"

#include <string.h>

#include "util/strbuf.h"

/* Lines that come below an error and belong to it: source, caret, notes. */
#define DETAIL_LINES	3

void makelog_init(struct makelog *m, const char *source, const char *output)
{
	memset(m, 0, sizeof(*m));
	m->source = source;
	m->output = output;
}

void makelog_free(struct makelog *m)
{
	sl_free(&m->warnings);
	sl_free(&m->errors);
}

static const char *without(const char *path, const char *dir)
{
	size_t len = dir ? strlen(dir) : 0;

	if (len && !strncmp(path, dir, len) && path[len] == '/')
		return path + len + 1;
	return path;
}

/* "/where/it/is/mm/memory.c:1:2: ...", or an object's path */
static const char *relative(const struct makelog *m, const char *line)
{
	return without(without(line, m->source), m->output);
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

static int is_error(const char *line)
{
	static const char *const signs[] = {
		": error: ", ": fatal error: ", "undefined reference to",
		"multiple definition of", ": undefined symbol", "ERROR: modpost",
		": Error: ", "No rule to make target", "No space left on device",
		"internal compiler error", ": command not found", "cannot find ",
		"relocation truncated",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (strstr(line, signs[i]))
			return 1;
	}
	return 0;
}

void makelog_line(struct makelog *m, const char *line)
{
	const char *object = object_of(line);

	if (object) {
		m->objects++;
		m->current[0] = '\0';
		strncat(m->current, relative(m, object),
			sizeof(m->current) - 1);
		m->detail = 0;
	} else if (strstr(line, ": warning: ")) {
		sl_add(&m->warnings, relative(m, line));
		m->detail = 0;
	} else if (is_error(line)) {
		if (m->errors.n < MAKELOG_ERRORS)
			sl_add(&m->errors, relative(m, line));
		m->detail = DETAIL_LINES;
	} else if (m->detail > 0) {
		m->detail--;
		if (m->errors.n < MAKELOG_ERRORS && line[0] == ' ')
			sl_add(&m->errors, line);
	}
}

/* Does "mm/memory.c:1:2: warning: ..." begin with the path of @file? */
static int about(const char *line, const char *file)
{
	size_t len = strlen(file);
	const char *at = strstr(line, file);

	return at && at[len] == ':' && (at == line || at[-1] == '/');
}

void makelog_touching(const struct makelog *m, const struct strlist *files,
		      struct strlist *out)
{
	for (size_t i = 0; i < m->warnings.n; i++) {
		for (size_t f = 0; f < files->n; f++) {
			if (!about(m->warnings.v[i], files->v[f]))
				continue;
			sl_add(out, m->warnings.v[i]);
			break;
		}
	}
}
