// SPDX-License-Identifier: GPL-2.0-only
#include "series/step.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/regex.h"
#include "util/strbuf.h"

const char *const step_default_in[] = {
	"mm", "fs", "arch", "include", "kernel", "drivers", NULL
};

bool path_is_safe(const char *path)
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

static bool spec_matches(const char *spec, const char *path)
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
			if (spec_matches(spec + 2, path))
				return false;
		} else if (spec_matches(spec, path)) {
			included = true;
		}
	}
	return included;
}

bool step_is_for(const struct step *s, const char *version)
{
	return !s->versions.n || sl_has(&s->versions, version);
}

static int bad(const char *file, size_t line, const char *what)
{
	return fail(EXIT_STEP, EINVAL, "%s:%zu: %s", file, line, what);
}

static struct regex *compile(const char *file, size_t line, const char *pattern)
{
	char *origin = str_fmt("%s:%zu", file, line), *why = NULL;
	struct regex *re = regex_compile(pattern, origin, &why);

	free(origin);
	if (!re)
		fail(EXIT_STEP, EINVAL, "%s:%zu: '%s' is no regular expression: %s",
		     file, line, pattern, why);
	free(why);
	return re;
}

/* "PATH REGEX" */
static int add_condition(struct step *s, const char *file, size_t line,
			 const char *value)
{
	size_t len = strcspn(value, " \t");
	const char *pattern = value + len + strspn(value + len, " \t");
	struct condition *c;

	if (!len || !*pattern)
		return bad(file, line, "Lazymmu-if: wants a path and a regular expression");
	c = realloc(s->conditions, (s->nr_conditions + 1) * sizeof(*c));
	if (!c)
		oom();
	s->conditions = c;
	c += s->nr_conditions;
	c->path = strndup(value, len);
	if (!c->path)
		oom();
	c->re = compile(file, line, pattern);
	s->nr_conditions++;
	if (!c->re)
		return -EINVAL;
	if (!path_is_safe(c->path))
		return bad(file, line, "Lazymmu-if: wants a path inside the kernel tree");
	return 0;
}

static int directive(struct step *s, const char *file, size_t line,
		     const char *text)
{
	const char *colon = strchr(text, ':');
	const char *value = colon ? colon + 1 : "";
	size_t len = colon ? (size_t)(colon - text) : strlen(text);

	value += strspn(value, " \t");
	if (len == strlen("Lazymmu-versions") &&
	    !strncmp(text, "Lazymmu-versions", len)) {
		sl_split(&s->versions, value, " \t,");
		return s->versions.n ? 0 :
		       bad(file, line, "Lazymmu-versions: names no version");
	}
	if (len == strlen("Lazymmu-if") && !strncmp(text, "Lazymmu-if", len))
		return add_condition(s, file, line, value);
	if (len == strlen("Lazymmu-stock") &&
	    !strncmp(text, "Lazymmu-stock", len)) {
		s->stock = !strcmp(value, "yes");
		return s->stock || !strcmp(value, "no") ? 0 :
		       bad(file, line, "Lazymmu-stock: is yes or no");
	}
	return fail(EXIT_STEP, EINVAL,
		    "%s:%zu: there is no directive '%.*s' (Lazymmu-versions, Lazymmu-if, Lazymmu-stock)",
		    file, line, (int)len, text);
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

/* The commit message is what is left without comments and directives. */
static int parse_message(struct step *s, const char *file, char *text)
{
	struct strbuf out = STRBUF_INIT;
	bool top = true;
	int err = 0;
	char *next;

	for (size_t line = 1; text && !err; text = next, line++) {
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		/* Up to the subject; git would drop blank lines there as well. */
		if (top && (*text == '#' || is_blank(text)))
			continue;
		if (!strncmp(text, "Lazymmu-", strlen("Lazymmu-"))) {
			err = directive(s, file, line, text);
			continue;
		}
		top = false;
		if (!s->subject) {
			trim_end(text);
			s->subject = str_dup(text);
			if (next && *next != '\n' && *next)
				err = bad(file, line + 1,
					  "the line after the subject must be empty");
		}
		if (!strcmp(text, "---") || !strncmp(text, "diff -", 6) ||
		    !strncmp(text, "Index: ", 7))
			err = bad(file, line,
				  "git am would take this line for the start of the patch");
		sb_adds(&out, text);
		sb_addch(&out, '\n');
	}
	sb_rtrim(&out);
	sb_addch(&out, '\n');
	s->message = sb_detach(&out);
	if (!err && !s->subject)
		err = bad(file, 1, "the message has no subject");
	return err;
}

/* "// KEY: VALUE" in the comment at the top of a semantic patch */
static int cocci_header(struct cocci *c, size_t line, const char *text)
{
	char *end;
	long n;

	text += strspn(text, "/ \t");
	if (!strncmp(text, "files:", 6)) {
		text += 6;
		text += strspn(text, " \t");
		if (c->files)
			return bad(c->path, line, "a second 'files:' line");
		c->files = compile(c->path, line, text);
		return c->files ? 0 : -EINVAL;
	}
	if (!strncmp(text, "in:", 3)) {
		sl_split(&c->in, text + 3, " \t");
		return 0;
	}
	if (!strncmp(text, "expect:", 7)) {
		n = strtol(text + 7, &end, 10);
		end += strspn(end, " \t");
		if (end == text + 7 || *end || n < 0 || n > INT_MAX)
			return bad(c->path, line, "'expect:' wants a number of files");
		c->expect = n;
		return 0;
	}
	return 0;
}

static int load_cocci(struct cocci *c, const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;
	char *text, *next;
	int err;

	*c = (struct cocci){ .name = str_dup(name), .expect = 1 };
	c->path = path_join(dir, name);
	err = read_file(c->path, &sb);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", c->path,
			    strerror(-err));
	text = sb.buf;
	for (size_t line = 1; text && !err; text = next, line++) {
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		if (strncmp(text, "//", 2))
			break;
		err = cocci_header(c, line, text);
	}
	sb_free(&sb);
	if (!err && !c->files)
		err = bad(c->path, 1,
			  "no '// files: REGEX' line says which files it is for");
	if (!c->in.n) {
		for (const char *const *p = step_default_in; *p; p++)
			sl_add(&c->in, *p);
	}
	return err;
}

static bool ends_with(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);

	return a > b && !strcmp(s + a - b, end);
}

/* Those named z* come after the edits, the others before; each in order. */
static int load_all_cocci(struct step *s, const struct strlist *names)
{
	size_t n = 0;
	int err = 0;

	s->cocci = calloc(names->n + 1, sizeof(*s->cocci));
	if (!s->cocci)
		oom();
	for (int last = 0; last <= 1; last++) {
		for (size_t i = 0; i < names->n && !err; i++) {
			const char *name = names->v[i];

			if (!ends_with(name, ".cocci") || (*name == 'z') != last)
				continue;
			err = load_cocci(&s->cocci[n++], s->dir, name);
		}
		if (!last)
			s->nr_first = n;
	}
	s->nr_cocci = n;
	return err;
}

static int load_edits(struct step *s)
{
	char *file = path_join(s->dir, "edits");
	struct strbuf sb = STRBUF_INIT;
	int err = read_file(file, &sb);

	if (err)
		fail(EXIT_TOOL, -err, "%s cannot be read: %s", file, strerror(-err));
	else
		err = edits_parse(file, sb.buf, &s->edits);
	sb_free(&sb);
	free(file);
	return err;
}

static int load_message(struct step *s)
{
	char *file = path_join(s->dir, "message");
	struct strbuf sb = STRBUF_INIT;
	int err = read_file(file, &sb);

	if (err)
		fail(err == -ENOENT ? EXIT_STEP : EXIT_TOOL, -err,
		     "%s cannot be read (%s): every step has a message", file,
		     strerror(-err));
	else
		err = parse_message(s, file, sb.buf);
	sb_free(&sb);
	free(file);
	return err;
}

int step_load(const char *dir, struct step *out)
{
	struct strlist names = { 0 };
	const char *slash = strrchr(dir, '/');
	struct step s = { 0 };
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

int step_try(const char *path, struct step *out)
{
	const char *slash = strrchr(path, '/');
	struct step s = {
		.name = str_dup(slash ? slash + 1 : path),
		.dir = slash ? str_fmt("%.*s", (int)(slash - path), path) : str_dup("."),
		/* Not its name: the commit depends on the content alone. */
		.subject = str_dup("a semantic patch on top, to be tried"),
		.message = str_dup("a semantic patch on top, to be tried\n"),
		.trial = true,
		.cocci = calloc(2, sizeof(*s.cocci)),
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

int step_misfit(const struct step *s, const char *fmt, ...)
{
	char *what;
	va_list ap;
	int err;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		oom();
	va_end(ap);
	if (s->trial)
		err = fail(EXIT_STEP, EINVAL, "%s cannot be put on top: %s",
			   s->cocci[0].path, what);
	else
		err = fail(EXIT_STEP, EINVAL, "step %s no longer fits: %s" STEP_ADVICE,
			   s->name, what);
	free(what);
	return err;
}

void step_free(struct step *s)
{
	free(s->name);
	free(s->dir);
	free(s->subject);
	free(s->message);
	sl_free(&s->versions);
	for (size_t i = 0; i < s->nr_conditions; i++) {
		free(s->conditions[i].path);
		regex_free(s->conditions[i].re);
	}
	free(s->conditions);
	for (size_t i = 0; s->cocci && s->cocci[i].path; i++) {
		free(s->cocci[i].path);
		free(s->cocci[i].name);
		regex_free(s->cocci[i].files);
		sl_free(&s->cocci[i].in);
	}
	free(s->cocci);
	edits_free(s->edits);
	*s = (struct step){ 0 };
}
