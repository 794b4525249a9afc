// SPDX-License-Identifier: GPL-2.0-only
/* Symbols. */
#include "measure/symbols.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static void add(struct symbols *s, const struct symbol *one)
{
	/* doubled each time: the numbers are large */
	if (!(s->n & (s->n - 1))) {
		struct symbol *v = realloc(s->v, (s->n ? 2 * s->n : 1) * sizeof(*v));

		if (!v)
			oom();
		s->v = v;
	}
	s->v[s->n++] = *one;
}

static bool number(const char *word, uint64_t *n)
{
	char *end;

	*n = strtoull(word, &end, 16);
	return !*end;
}

/* "ADDRESS [SIZE] TYPE NAME" */
static void parse_line(struct symbols *s, const char *line, size_t len)
{
	struct strlist words = { 0 };
	struct symbol one = { 0 };
	char *text = strndup(line, len);
	size_t type;

	if (!text)
		oom();
	sl_split(&words, text, " \t");
	type = words.n == 4 ? 2 : 1;
	if ((words.n == 3 || words.n == 4) && !words.v[type][1] &&
	    number(words.v[0], &one.address) &&
	    (type == 1 || number(words.v[1], &one.size))) {
		one.type = *words.v[type];
		one.name = str_dup(words.v[type + 1]);
		add(s, &one);
	}
	sl_free(&words);
	free(text);
}

void symbols_parse(struct symbols *s, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		parse_line(s, text, len);
		text += len + (text[len] == '\n');
	}
}

int symbols_read(struct symbols *s, const char *cross, const char *path)
{
	char *nm = str_fmt("%snm", cross);
	const char *const argv[] = { nm, "-S", path, NULL };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	int ret = proc_run(argv, &(struct proc){ .out = &out, .err = &err });

	if (ret == -ENOENT)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "'%s' is missing; 'lazymmu doctor --install' brings it",
			   nm);
	else if (ret > 0)
		ret = fail(EXIT_TOOL, EIO, "%s of %s: %s: %.*s", nm, path,
			   proc_status(ret), (int)strcspn(err.buf, "\n"), err.buf);
	if (!ret)
		symbols_parse(s, out.buf);
	sb_free(&out);
	sb_free(&err);
	free(nm);
	return ret;
}

/* "NAME.cold" is a piece of NAME that is jumped to, not a copy. */
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
