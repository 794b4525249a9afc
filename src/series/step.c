// SPDX-License-Identifier: GPL-2.0-only
#include "series/step.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/header.h"
#include "series/misfit.h"
#include "series/directive.h"
#include "series/names.h"
#include "series/pathspec.h"
#include "series/pattern.h"
#include "series/quote.h"
#include "series/versions.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/regex.h"
#include "util/strbuf.h"

bool step_is_for(const struct step *s, const char *version)
{
	return !s->versions.n || sl_has(&s->versions, version);
}

static int parse_error_at(const char *file, size_t line, const char *what)
{
	return fail(EXIT_STEP, EINVAL, "%s:%zu: %s", file, line, what);
}

/* "PATH[,PATH...] REGEX" */
static int add_condition(struct step *s, const char *file, size_t line,
			 bool unless, const char *value)
{
	size_t len = strcspn(value, " \t");
	const char *pattern = value + len + strspn(value + len, " \t");
	char *paths __cleanup(str_free) = str_fmt("%.*s", (int)len, value);
	struct condition *c;

	if (!len || !*pattern)
		return parse_error_at(file, line, "Lazymmu-if: and Lazymmu-unless: need a path and a regular expression");
	GROW(s->conditions, s->nr_conditions, s->room);
	c = &s->conditions[s->nr_conditions];
	*c = (struct condition){ .unless = unless };
	sl_split(&c->paths, paths, ",");
	c->re = pattern_compile(file, line, pattern);
	s->nr_conditions++;
	if (!c->re)
		return -EINVAL;
	for (size_t i = 0; i < c->paths.n; i++) {
		if (!pathspec_is_path(c->paths.v[i]))
			return parse_error_at(file, line, "Lazymmu-if: and Lazymmu-unless: need a path inside the kernel tree");
	}
	return c->paths.n ? 0 : parse_error_at(file, line, "no path is named");
}

static int set_part(struct step *s, const char *file, size_t line,
		    const char *value)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (!len || value[len])
		return parse_error_at(file, line, "Lazymmu-part: needs a name of small letters, digits and '-'");
	if (s->part)
		return parse_error_at(file, line, "there is a second Lazymmu-part:");
	s->part = str_dup(value);
	return 0;
}

static int parse_directive(struct step *s, const char *file, size_t line,
			   const char *text)
{
	const char *value;

	value = directive_value(text, "Lazymmu-versions");
	if (value) {
		sl_split(&s->versions, value, " \t,");
		return s->versions.n ? 0 :
		       parse_error_at(file, line, "Lazymmu-versions: names no version");
	}
	value = directive_value(text, "Lazymmu-series");
	if (value) {
		sl_split(&s->series, value, " \t,");
		return s->series.n ? 0 :
		       parse_error_at(file, line, "Lazymmu-series: names no series");
	}
	value = directive_value(text, "Lazymmu-if");
	if (value)
		return add_condition(s, file, line, false, value);
	value = directive_value(text, "Lazymmu-unless");
	if (value)
		return add_condition(s, file, line, true, value);
	value = directive_value(text, "Lazymmu-stock");
	if (value) {
		s->stock = !strcmp(value, "yes");
		return s->stock || !strcmp(value, "no") ? 0 :
		       parse_error_at(file, line, "Lazymmu-stock: must be yes or no");
	}
	value = directive_value(text, "Lazymmu-part");
	if (value)
		return set_part(s, file, line, value);
	return fail(EXIT_STEP, EINVAL,
		    "%s:%zu: there is no directive '%.*s' (Lazymmu-versions, Lazymmu-series, Lazymmu-if, Lazymmu-unless, Lazymmu-stock, Lazymmu-part, Lazymmu-quote, Lazymmu-for)",
		    file, line, (int)strcspn(text, ":"), text);
}

static void trim_end(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
}

static bool is_blank(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return !*text;
}

static bool ends_with(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);

	return a > b && !strcmp(s + a - b, end);
}

/* Would git am take the line @text for the beginning of a patch? */
static bool begins_patch(const char *text)
{
	return !strcmp(text, "---") || !strncmp(text, "diff -", 6) ||
	       !strncmp(text, "Index: ", 7);
}

/*
 * If the line @text is "Lazymmu-quote: FILE", put the step's file in its place.
 *
 * Return: 1, 0 if the line is another one, or a negative errno value (failure
 * recorded).
 */
static int parse_quote(const struct step *s, const char *file, size_t line,
		       const char *text, struct strbuf *out)
{
	const char *name = directive_value(text, "Lazymmu-quote");
	char *path __cleanup(str_free) = NULL;
	int err;

	if (!name)
		return 0;
	if (!ends_with(name, ".cocci") || strchr(name, '/'))
		return parse_error_at(file, line, "Lazymmu-quote: needs the name of a *.cocci file of this step");
	path = path_join(s->dir, name);
	err = quote_add(path, out);
	return err ? err : 1;
}

/* The commit message is the text without comments and directives. */
static int parse_message(struct step *s, const char *file, struct strbuf *text)
{
	struct strbuf out = STRBUF_INIT;
	struct lines l = LINES(text->buf, text->len);
	unsigned int subject = 0;
	bool skip = false;
	char *line;
	int err = 0;

	while (!err && (line = lines_cut(&l))) {
		err = directive_for(file, l.number, line, s->dialect, &skip);
		if (err || skip) {
			err = err > 0 ? 0 : err;
			continue;
		}
		/*
		 * Skip comments and blank lines before the subject; git drops
		 * blank lines there, too.
		 */
		if (!subject && (*line == '#' || is_blank(line)))
			continue;
		if (subject && l.number == subject + 1 && *line)
			err = parse_error_at(file, l.number,
					     "the line after the subject must be empty");
		if (err)
			break;
		err = parse_quote(s, file, l.number, line, &out);
		if (err) {
			err = err > 0 ? 0 : err;
			continue;
		}
		if (!strncmp(line, "Lazymmu-", strlen("Lazymmu-"))) {
			err = parse_directive(s, file, l.number, line);
			continue;
		}
		if (!subject) {
			subject = l.number;
			trim_end(line);
			s->subject = str_dup(line);
		}
		if (begins_patch(line))
			err = parse_error_at(file, l.number,
					     "git am would take this line for the start of the patch");
		/* Where a part is left out, the blank lines around it meet. */
		sb_add_squeezed(&out, line);
	}
	sb_rtrim(&out);
	sb_addch(&out, '\n');
	s->message = sb_detach(&out);
	if (!err && !s->subject)
		err = parse_error_at(file, 1, "the message has no subject");
	return err;
}

static int take_header(void *arg, const struct header_line *l)
{
	struct cocci *c = arg;
	char *end;
	long n;

	if (!strcmp(l->key, "files")) {
		if (c->files)
			return header_error(l, "there is a second 'files:' line");
		c->files = pattern_compile(l->file, l->line, l->value);
		return c->files ? 0 : -EINVAL;
	}
	if (!strcmp(l->key, "in"))
		sl_split(&c->in, l->value, " \t");
	if (!strcmp(l->key, "say")) {
		if (c->say)
			return header_error(l, "there is a second 'say:' line");
		c->say = str_dup(l->value);
	}
	if (!strcmp(l->key, "for")) {
		if (c->dialect)
			return header_error(l, "there is a second 'for:' line");
		if (!versions_is_dialect(l->value))
			return header_error(l, "'for:' needs a dialect as in versions/*");
		c->dialect = str_dup(l->value);
	}
	if (!strcmp(l->key, "again")) {
		sl_split(&c->again, l->value, " \t");
		return c->again.n ? 0 : header_error(l, "'again:' needs yes or pathspecs");
	}
	if (!strcmp(l->key, "expect")) {
		n = strtol(l->value, &end, 10);
		if (end == l->value || *end || n < 0 || n > INT_MAX)
			return header_error(l, "'expect:' needs a number of files");
		c->expect = n;
	}
	return 0;
}

static int load_cocci(struct cocci *c, const char *dir, const char *name)
{
	int err;

	*c = (struct cocci){
		.name = str_dup(name), .path = path_join(dir, name), .expect = 1,
	};
	err = header_read(c->path, take_header, c);
	if (!err && !c->files)
		err = parse_error_at(c->path, 1,
				     "a '// files: REGEX' line must say which files it is for");
	if (!c->in.n)
		pathspec_default(&c->in);
	if (c->again.n == 1 && !strcmp(c->again.v[0], "yes")) {
		sl_free(&c->again);
		sl_add_all(&c->again, &c->in);
	}
	return err;
}

static void free_cocci(struct cocci *c)
{
	free(c->path);
	free(c->name);
	free(c->say);
	free(c->dialect);
	regex_free(c->files);
	sl_free(&c->in);
	sl_free(&c->again);
}

/* Leave the last semantic patch out if it is for another dialect. */
static void drop_other_dialect(struct step *s)
{
	struct cocci *last = &s->cocci[s->nr_cocci - 1];

	if (!s->dialect || !last->dialect || !strcmp(s->dialect, last->dialect))
		return;
	free_cocci(last);
	s->nr_cocci--;
}

/*
 * Semantic patches named z* come after the edits, all others before the edits,
 * each group in the order of the names.
 */
static int load_all_cocci(struct step *s, const struct strlist *names)
{
	int err = 0;

	s->cocci = calloc(names->n + 1, sizeof(*s->cocci));
	if (!s->cocci)
		oom();
	for (int last = 0; last <= 1; last++) {
		for (size_t i = 0; i < names->n && !err; i++) {
			const char *name = names->v[i];

			if (!ends_with(name, ".cocci") || (*name == 'z') != last)
				continue;
			err = load_cocci(&s->cocci[s->nr_cocci++], s->dir, name);
			drop_other_dialect(s);
		}
		if (!last)
			s->nr_first = s->nr_cocci;
	}
	return err;
}

static int load_edits(struct step *s)
{
	char *file __cleanup(str_free) = path_join(s->dir, "edits");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(file, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", file,
			    strerror(-err));
	return edits_parse(file, text.buf, s->dialect, &s->edits);
}

static int read_message(struct step *s, const char *file)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(file, &text);

	if (err)
		return fail(err == -ENOENT ? EXIT_STEP : EXIT_TOOL, -err,
			    "%s cannot be read (%s): every step has a message",
			    file, strerror(-err));
	return parse_message(s, file, &text);
}

static int load_message(struct step *s)
{
	char *file __cleanup(str_free) = path_join(s->dir, "message");
	int err = read_message(s, file);

	if (!err && !s->series.n)
		sl_add(&s->series, SERIES_STATEFUL);
	return err;
}

#define MESSAGE	"message."

/* A message for a series that the step is not in would never be read. */
static int check_messages(const struct step *s, const struct strlist *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *series = names->v[i] + strlen(MESSAGE);

		if (!strncmp(names->v[i], MESSAGE, strlen(MESSAGE)) &&
		    (names_is_main(series) || !sl_has(&s->series, series)))
			return fail(EXIT_STEP, EINVAL,
				    "%s/%s is for a series that the step is not in, or that uses 'message': see Lazymmu-series:",
				    s->dir, names->v[i]);
	}
	return 0;
}

int step_use_series(struct step *s, const char *series)
{
	char *file __cleanup(str_free) = names_file(s->dir, "message", series);
	struct step other __cleanup(step_free) = {
		.dir = str_dup(s->dir), .dialect = s->dialect,
	};
	int err;

	if (names_is_main(series) || !exists(file))
		return 0;
	err = read_message(&other, file);
	if (err)
		return err;
	if (other.series.n || other.versions.n || other.nr_conditions ||
	    other.stock || other.part)
		return fail(EXIT_STEP, EINVAL,
			    "%s has a directive: directives belong into %s/message, for all series",
			    file, s->dir);
	/* Commits of a series are known by their subjects. */
	if (strcmp(other.subject, s->subject))
		return fail(EXIT_STEP, EINVAL,
			    "%s has another subject than %s/message: it must have the same",
			    file, s->dir);
	free(s->message);
	s->message = other.message;
	other.message = NULL;
	return 0;
}

int step_load(const char *dir, const char *dialect, struct step *out)
{
	struct strlist names = { 0 };
	const char *slash = strrchr(dir, '/');
	struct step s = { .dialect = dialect };
	int err;

	s.dir = str_dup(dir);
	s.name = str_dup(slash ? slash + 1 : dir);
	err = list_dir(dir, &names);
	if (err)
		fail(EXIT_TOOL, -err, "the step %s cannot be read: %s", dir,
		     strerror(-err));
	if (!err)
		err = load_message(&s);
	if (!err)
		err = check_messages(&s, &names);
	if (!err)
		err = load_all_cocci(&s, &names);
	if (!err && sl_has(&names, "edits"))
		err = load_edits(&s);
	if (!err && !s.nr_cocci && !s.edits)
		err = fail(EXIT_STEP, EINVAL,
			   "the step %s has neither edits nor a *.cocci file", dir);
	sl_free(&names);
	if (err)
		step_free(&s);
	else
		*out = s;
	return err;
}

/* A semantic patch by itself. */
static int try_patch(const char *path, struct step *out)
{
	const char *slash = strrchr(path, '/');
	struct step s = {
		.name = str_dup(slash ? slash + 1 : path),
		.dir = slash ? str_fmt("%.*s", (int)(slash - path), path) : str_dup("."),
		/* The file name is left out: the commit depends on the content alone. */
		.subject = str_dup("a semantic patch on top, to be tried"),
		.message = str_dup("a semantic patch on top, to be tried\n"),
		.trial = true,
		.cocci = calloc(1, sizeof(*s.cocci)),
		.nr_cocci = 1,
		.nr_first = 1,
	};
	int err;

	if (!s.cocci)
		oom();
	err = load_cocci(&s.cocci[0], s.dir, s.name);
	if (err)
		step_free(&s);
	else
		*out = s;
	return err;
}

int step_try(const char *path, struct step *out)
{
	int err;

	if (!is_dir(path))
		return try_patch(path, out);
	err = step_load(path, NULL, out);
	if (!err)
		out->trial = true;
	return err;
}

int step_misfit(const struct step *s, struct misfits *to, struct misfit *m,
		const char *fmt, ...)
{
	char *what __cleanup(str_free) = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		oom();
	va_end(ap);
	if (!s->trial)
		return misfit(to, s->name, m, "%s", what);
	if (m)
		misfit_free(m);
	return fail(EXIT_STEP, EINVAL, "%s cannot be put on top: %s",
		    s->edits || s->nr_cocci > 1 ? s->dir : s->cocci[0].path,
		    what);
}

void step_free(struct step *s)
{
	free(s->name);
	free(s->dir);
	free(s->subject);
	free(s->message);
	free(s->part);
	sl_free(&s->series);
	sl_free(&s->versions);
	for (size_t i = 0; i < s->nr_conditions; i++) {
		sl_free(&s->conditions[i].paths);
		regex_free(s->conditions[i].re);
	}
	free(s->conditions);
	for (size_t i = 0; i < s->nr_cocci; i++)
		free_cocci(&s->cocci[i]);
	free(s->cocci);
	edits_free(s->edits);
	*s = (struct step){ 0 };
}
