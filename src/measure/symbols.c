// SPDX-License-Identifier: GPL-2.0-only
#include "measure/symbols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/lines.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static bool parse_number(const char *word, uint64_t *n)
{
	char *end;

	*n = strtoull(word, &end, 16);
	return !*end;
}

/* Read a line "ADDRESS [SIZE] TYPE NAME". */
static void parse_line(struct symbols *s, const char *line, size_t len)
{
	struct strlist words __cleanup(sl_free) = { 0 };
	char *text __cleanup(str_free) = str_fmt("%.*s", (int)len, line);
	struct symbol one = { 0 };
	size_t type;

	sl_split(&words, text, " \t");
	type = words.n == 4 ? 2 : 1;
	if ((words.n == 3 || words.n == 4) && !words.v[type][1] &&
	    parse_number(words.v[0], &one.address) &&
	    (type == 1 || parse_number(words.v[1], &one.size))) {
		one.type = *words.v[type];
		one.name = str_dup(words.v[type + 1]);
		GROW(s->v, s->n, s->room);
		s->v[s->n++] = one;
	}
}

void symbols_parse(struct symbols *s, const char *text)
{
	struct lines l = LINES(text, strlen(text));

	while (lines_next(&l))
		parse_line(s, l.line, l.len);
}

int symbols_need(const char *cross)
{
	char *nm __cleanup(str_free) = str_fmt("%snm", cross);

	return tools_need(ARGS(nm));
}

int symbols_read(struct symbols *s, const char *cross, const char *path)
{
	char *nm __cleanup(str_free) = str_fmt("%snm", cross);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	int ret = tool_run(ARGS(nm, "-S", path),
			   &(struct proc){ .out = &out, .err = &err });

	if (ret < 0)
		return ret;
	if (ret)
		return fail(EXIT_TOOL, EIO, "the symbols of %s cannot be read: %s: %s: %.*s",
			    path, nm, proc_status(ret),
			    (int)strcspn(err.buf, "\n"), err.buf);
	symbols_parse(s, out.buf);
	return 0;
}

/* Is the symbol a copy? "NAME.cold" is not: it is a piece of NAME to which NAME jumps. */
static bool is_copy(const char *suffix)
{
	return !*suffix || (*suffix == '.' && !strstr(suffix, ".cold"));
}

const struct symbol *symbols_find(const struct symbols *s, const char *name,
				  const struct symbol *after)
{
	size_t len = strlen(name);

	for (size_t i = after ? after - s->v + 1 : 0; i < s->n; i++) {
		const char *has = s->v[i].name;

		if (!strncmp(has, name, len) && is_copy(has + len))
			return &s->v[i];
	}
	return NULL;
}

void symbols_free(struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].name);
	free(s->v);
	*s = (struct symbols){ 0 };
}
