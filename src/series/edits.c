// SPDX-License-Identifier: GPL-2.0-only
#include "series/edits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/pathspec.h"
#include "series/pattern.h"
#include "series/versions.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/lines.h"
#include "util/regex.h"
#include "util/strbuf.h"

struct parser {
	struct edits *e;
	struct lines lines;
	struct strlist in;		/* current files */
	struct regex *under, *until;	/* limits for the next edit */
	struct edit *last;		/* text or "through" may still follow */
	struct strbuf text;		/* of the last edit */
	const char *dialect;		/* whose edits are wanted; NULL: all */
	size_t skip;			/* number of the first edit of another one, plus 1 */
};

static int parse_error(const struct parser *p, const char *what)
{
	return fail(EXIT_STEP, EINVAL, "%s:%u: %s", p->e->file, p->lines.number, what);
}

static struct regex *compile_pattern(const struct parser *p, const char *pattern)
{
	return pattern_compile(p->e->file, p->lines.number, pattern);
}

static bool takes_text(enum edit_verb verb)
{
	return verb == EDIT_AFTER || verb == EDIT_BEFORE || verb == EDIT_REPLACE;
}

/* The last edit is complete: no text line or "through" can follow any more. */
static int end_edit(struct parser *p)
{
	struct edit *last = p->last;

	p->last = NULL;
	if (!last || !takes_text(last->verb))
		return 0;
	if (!p->text.len)
		return fail(EXIT_STEP, EINVAL,
			    "%s:%zu: this edit has no text: lines that begin with '|' must follow",
			    p->e->file, last->line);
	last->text = sb_detach(&p->text);
	return 0;
}

static struct edit *new_edit(struct parser *p, enum edit_verb verb)
{
	struct edit *v;

	GROW(p->e->v, p->e->n, p->e->room);
	v = &p->e->v[p->e->n++];
	*v = (struct edit){ .verb = verb, .line = p->lines.number };
	return v;
}

static int parse_new(struct parser *p, const char *args)
{
	struct edit *e = new_edit(p, EDIT_NEW);
	struct strlist words = { 0 };
	int err = 0;

	sl_split(&words, args, " \t");
	if (words.n == 1) {
		sl_add(&e->paths, words.v[0]);
		sl_addf(&e->paths, "kernel/%s", words.v[0]);
	} else if (words.n == 3 && !strcmp(words.v[1], "=")) {
		sl_add(&e->paths, words.v[0]);
		sl_add(&e->paths, words.v[2]);
	} else {
		err = parse_error(p, "'new' needs PATH or PATH = SOURCE");
	}
	if (!err && (!pathspec_is_path(e->paths.v[0]) || !pathspec_is_path(e->paths.v[1])))
		err = parse_error(p, "'new' needs relative paths without '..'");
	sl_free(&words);
	return err;
}

static int parse_in(struct parser *p, const char *args)
{
	sl_free(&p->in);
	sl_split(&p->in, args, " \t");
	if (!p->in.n)
		return parse_error(p, "'in' needs at least one path");
	for (size_t i = 0; i < p->in.n; i++) {
		if (!pathspec_is_path(p->in.v[i]))
			return parse_error(p, "'in' needs relative paths without '..'");
	}
	return 0;
}

static int parse_scope(struct parser *p, struct regex **which, const char *args)
{
	if (*which)
		return parse_error(p, "there is a second 'under' or 'until' for the same edit");
	if (which == &p->until && !p->under)
		return parse_error(p, "'until' needs an 'under' before it");
	*which = compile_pattern(p, args);
	return *which ? 0 : -EINVAL;
}

static int parse_through(struct parser *p, struct edit *last, const char *args)
{
	if (!last || last->through || p->text.len ||
	    (last->verb != EDIT_DELETE && last->verb != EDIT_REPLACE))
		return parse_error(p, "'through' must follow 'delete' or 'replace' directly");
	p->last = last;
	last->through = compile_pattern(p, args);
	return last->through ? 0 : -EINVAL;
}

static int parse_anchor(struct parser *p, enum edit_verb verb, const char *args)
{
	struct edit *e;

	if (!p->in.n)
		return parse_error(p, "no 'in' line says which file is meant");
	e = new_edit(p, verb);
	sl_add_all(&e->paths, &p->in);
	e->under = p->under;
	e->until = p->until;
	p->under = NULL;
	p->until = NULL;
	e->re = compile_pattern(p, args);
	p->last = e;
	return e->re ? 0 : -EINVAL;
}

/* "absent REGEX [-- PATHSPEC ...]" */
static int parse_check(struct parser *p, char *args)
{
	enum edit_verb verb;
	struct edit *e;
	char *specs;

	if (!strncmp(args, "absent ", 7))
		verb = CHECK_ABSENT;
	else if (!strncmp(args, "present ", 8))
		verb = CHECK_PRESENT;
	else
		return parse_error(p, "'check' needs 'absent' or 'present' and a regular expression");
	args += verb == CHECK_ABSENT ? 7 : 8;
	args += strspn(args, " \t");
	e = new_edit(p, verb);
	specs = strstr(args, " -- ");
	if (specs) {
		*specs = '\0';
		sl_split(&e->paths, specs + 4, " \t");
	} else if (strlen(args) > 3 && !strcmp(args + strlen(args) - 3, " --")) {
		return parse_error(p, "a path must follow '--'");
	}
	if (!specs)
		pathspec_default(&e->paths);
	e->re = compile_pattern(p, args);
	return e->re ? 0 : -EINVAL;
}

static void free_edit(struct edit *v)
{
	sl_free(&v->paths);
	regex_free(v->re);
	regex_free(v->under);
	regex_free(v->until);
	regex_free(v->through);
	free(v->text);
}

/* Leave out what was for another dialect. */
static void end_dialect(struct parser *p)
{
	while (p->skip && p->e->n >= p->skip)
		free_edit(&p->e->v[--p->e->n]);
	p->skip = 0;
}

/* "for all" or "for DIALECT": whose are the edits that follow? */
static int parse_for(struct parser *p, const char *args)
{
	if (strcmp(args, "all") && !versions_is_dialect(args))
		return parse_error(p, "'for' needs a dialect as in versions/*, or 'all'");
	end_dialect(p);
	/* Each part names its files: what a part left out says has no effect. */
	sl_free(&p->in);
	if (p->dialect && strcmp(args, "all") && strcmp(args, p->dialect))
		p->skip = p->e->n + 1;
	return 0;
}

static int parse_line(struct parser *p, char *line)
{
	char *word = line + strspn(line, " \t");
	struct edit *last = p->last;
	size_t len;
	char *args;
	int err;

	if (*word == '|') {
		if (!last || !takes_text(last->verb))
			return parse_error(p, "this line of text belongs to no edit");
		sb_adds(&p->text, word + 1);
		sb_addch(&p->text, '\n');
		return 0;
	}
	if (!*word || *word == '#')
		return 0;

	len = strlen(word);
	while (len && (word[len - 1] == ' ' || word[len - 1] == '\t'))
		word[--len] = '\0';
	len = strcspn(word, " \t");
	args = word + len + strspn(word + len, " \t");
	word[len] = '\0';

	if (!strcmp(word, "through"))
		return parse_through(p, last, args);
	err = end_edit(p);
	if (err)
		return err;
	if (!strcmp(word, "under"))
		return parse_scope(p, &p->under, args);
	if (!strcmp(word, "until"))
		return parse_scope(p, &p->until, args);
	if (!strcmp(word, "after"))
		return parse_anchor(p, EDIT_AFTER, args);
	if (!strcmp(word, "before"))
		return parse_anchor(p, EDIT_BEFORE, args);
	if (!strcmp(word, "delete"))
		return parse_anchor(p, EDIT_DELETE, args);
	if (!strcmp(word, "replace"))
		return parse_anchor(p, EDIT_REPLACE, args);
	if (p->under)
		return parse_error(p, "'under' must be followed by the edit that it limits");
	if (!strcmp(word, "new"))
		return parse_new(p, args);
	if (!strcmp(word, "in"))
		return parse_in(p, args);
	if (!strcmp(word, "check"))
		return parse_check(p, args);
	if (!strcmp(word, "for"))
		return parse_for(p, args);
	return fail(EXIT_STEP, EINVAL,
		    "%s:%u: there is no edit '%s' (new, in, under, until, after, before, delete, replace, through, check, for)",
		    p->e->file, p->lines.number, word);
}

int edits_parse(const char *file, const char *text, const char *dialect,
		struct edits **out)
{
	char *copy __cleanup(str_free) = str_dup(text);
	struct parser p = {
		.text = STRBUF_INIT, .lines = LINES(copy, strlen(copy)),
		.dialect = dialect,
	};
	char *line;
	int err = 0;

	p.e = calloc(1, sizeof(*p.e));
	if (!p.e)
		oom();
	p.e->file = str_dup(file);
	while (!err && (line = lines_cut(&p.lines)))
		err = parse_line(&p, line);
	if (!err)
		err = end_edit(&p);
	if (!err && p.under)
		err = parse_error(&p, "'under' must be followed by the edit that it limits");
	end_dialect(&p);
	regex_free(p.under);
	regex_free(p.until);
	sl_free(&p.in);
	sb_free(&p.text);
	if (err)
		edits_free(p.e);
	else
		*out = p.e;
	return err;
}

void edits_free(struct edits *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n; i++)
		free_edit(&e->v[i]);
	free(e->v);
	free(e->file);
	free(e);
}
