// SPDX-License-Identifier: GPL-2.0-only
#include "series/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/misfit.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/regex.h"
#include "util/words.h"

/* Messages name no more lines than this. */
#define LINES_SHOWN 5

static void split_file(struct file_lines *l)
{
	const char *p = l->text.buf;
	const char *end = p + l->text.len;
	size_t cap = 0;

	l->n = 0;
	for (;;) {
		GROW(l->at, l->n, cap);
		l->at[l->n] = p - l->text.buf;
		if (p == end)
			return;
		p = memchr(p, '\n', end - p);
		p = p ? p + 1 : end;
		l->n++;
	}
}

const char *place_line(const struct file_lines *l, size_t i, size_t *len)
{
	const char *line = l->text.buf + l->at[i];

	*len = l->at[i + 1] - l->at[i];
	if (*len && line[*len - 1] == '\n')
		--*len;
	return line;
}

static int line_matches(const struct file_lines *l, size_t i, const struct regex *re)
{
	size_t len;
	const char *line = place_line(l, i, &len);

	return regex_match(re, line, len);
}

/* --- messages --- */

/* Words of fewer letters say little about a line. */
#define WORD_MIN 3

/* The number of letters in the words that the line has. */
static size_t likeness(const char *line, size_t len, const struct strlist *words)
{
	size_t sum = 0;

	for (size_t i = 0; i < words->n; i++) {
		size_t n = strlen(words->v[i]);

		if (memmem(line, len, words->v[i], n))
			sum += n;
	}
	return sum;
}

/* The line in scope that has most of the words of the pattern, for a message. */
static char *nearest_line(const struct place *p, const struct regex *re)
{
	struct strlist words __cleanup(sl_free) = { 0 };
	size_t best = 0, all = 0, file = 0, at = 0, len;
	const char *line;

	words_add(regex_text(re), strlen(regex_text(re)), WORD_MIN, &words);
	for (size_t i = 0; i < words.n; i++)
		all += strlen(words.v[i]);
	for (size_t i = 0; i < p->n; i++) {
		for (size_t j = p->scope[i].first; j < p->scope[i].last; j++) {
			size_t like;

			line = place_line(&p->files[i], j, &len);
			like = likeness(line, len, &words);
			if (like <= best)
				continue;
			best = like;
			file = i;
			at = j;
		}
	}
	if (!best || best * 2 < all)
		return str_dup("");
	line = place_line(&p->files[file], at, &len);
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	return str_fmt("; the nearest line is %s:%zu, '%.*s'", p->files[file].path,
		       at + 1, (int)len, line);
}

static char *path_list(const struct place *p)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < p->n; i++) {
		sb_addf(&sb, "%s%s", i ? ", " : "", p->files[i].path);
		if (p->scope[i].first)
			sb_addf(&sb, " from line %zu", p->scope[i].first + 1);
	}
	return sb_detach(&sb);
}

/* Note the lines that match: the misfit keeps the first, and the message names some. */
static void note_matches(const struct place *p, const struct regex *re,
			 struct misfit *m, struct strbuf *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		for (size_t j = p->scope[i].first; j < p->scope[i].last; j++) {
			size_t len;
			const char *line = place_line(&p->files[i], j, &len);

			/* The expression has matched before: it does not give up now. */
			if (regex_match(re, line, len) <= 0)
				continue;
			if (!m->line)
				m->line = str_fmt("%.*s", (int)len, line);
			if (++n <= LINES_SHOWN)
				sb_addf(lines, "%s%s:%zu", n > 1 ? ", " : "",
					p->files[i].path, j + 1);
		}
	}
	if (n > LINES_SHOWN)
		sb_adds(lines, "...");
}

static int place_misfit(const struct seeker *s, const struct place *p,
			const char *what, const struct regex *re, size_t matches)
{
	char *paths __cleanup(str_free) = path_list(p);
	char *near __cleanup(str_free) = NULL;
	struct strbuf lines __cleanup(sb_free) = STRBUF_INIT;
	struct misfit m = { .kind = MISFIT_MISSING, .re = re, .edit = s->e };

	for (size_t i = 0; i < p->n; i++)
		sl_add(&m.paths, p->files[i].path);
	if (matches) {
		m.kind = MISFIT_LEFT;
		note_matches(p, re, &m, &lines);
		return misfit(s->tree->misfits, s->step, &m,
			      "in %s, %zu lines match the %s '%s' (%s:%zu), which must match exactly one: %s",
			      paths, matches, what, regex_text(re),
			      s->edits->file, s->e->line, lines.buf);
	}
	near = nearest_line(p, re);
	return misfit(s->tree->misfits, s->step, &m,
		      "in %s, no line matches the %s '%s' (%s:%zu)%s", paths, what,
		      regex_text(re), s->edits->file, s->e->line, near);
}

/* --- finding --- */

/* Find the one line in all files that matches @re. */
static int find_one(const struct seeker *s, struct place *p, const char *what,
		    const struct regex *re, size_t *line)
{
	size_t matches = 0;

	for (size_t i = 0; i < p->n; i++) {
		for (size_t j = p->scope[i].first; j < p->scope[i].last; j++) {
			int is = line_matches(&p->files[i], j, re);

			if (is < 0)
				return is;
			if (!is)
				continue;
			if (!matches++) {
				p->file = i;
				*line = j;
			}
		}
	}
	return matches == 1 ? 0 : place_misfit(s, p, what, re, matches);
}

/* Limit the place to the lines from @first of the file that was found. */
static void limit(struct place *p, size_t first)
{
	for (size_t i = 0; i < p->n; i++) {
		if (i != p->file)
			p->scope[i] = (struct range){ 0, 0 };
	}
	p->scope[p->file].first = first;
}

/* Find the first line from there that matches @re. Messages call the pattern @what. */
static int find_first(const struct seeker *s, struct place *p, const char *what,
		      const struct regex *re, size_t *line)
{
	struct range r = p->scope[p->file];

	for (size_t i = r.first; i < r.last; i++) {
		int is = line_matches(&p->files[p->file], i, re);

		if (is < 0)
			return is;
		if (is) {
			*line = i;
			return 0;
		}
	}
	return place_misfit(s, p, what, re, 0);
}

static int read_files(const struct seeker *s, struct place *p)
{
	const struct strlist *paths = &s->e->paths;

	p->files = calloc(paths->n, sizeof(*p->files));
	p->scope = calloc(paths->n, sizeof(*p->scope));
	if (!p->files || !p->scope)
		oom();
	for (size_t i = 0; i < paths->n; i++) {
		struct file_lines *l = &p->files[p->n];
		int err;

		l->text = (struct strbuf)STRBUF_INIT;
		err = s->tree->load(s->tree->arg, paths->v[i], &l->text);
		if (err)
			sb_free(&l->text);
		if (err == -ENOENT)
			continue;
		if (err)
			return err;
		l->path = paths->v[i];
		split_file(l);
		p->scope[p->n++] = (struct range){ 0, l->n };
	}
	return 0;
}

int place_open(const struct seeker *s, struct place *p)
{
	const struct edit *e = s->e;
	struct misfit m = { .kind = MISFIT_MISSING, .edit = e };
	size_t line = 0;
	int ret;

	*p = (struct place){ 0 };
	ret = read_files(s, p);
	if (!ret && !p->n) {
		sl_add_all(&m.paths, &e->paths);
		return misfit(s->tree->misfits, s->step, &m,
			      "the tree has no file %s (%s:%zu)", e->paths.v[0],
			      s->edits->file, e->line);
	}
	if (!ret && e->under) {
		ret = find_one(s, p, "scope", e->under, &line);
		if (!ret)
			limit(p, line + 1);
	}
	if (!ret && e->under && e->until) {
		ret = find_first(s, p, "end of the scope", e->until, &line);
		if (!ret)
			p->scope[p->file].last = line + 1;
	}
	return ret;
}

int place_find(const struct seeker *s, struct place *p)
{
	const struct edit *e = s->e;
	size_t line = 0;
	int ret = find_one(s, p, "anchor", e->re, &line);

	if (ret)
		return ret;
	p->hit = (struct range){ line, line + 1 };
	if (e->through) {
		limit(p, line + 1);
		ret = find_first(s, p, "end of the range", e->through, &line);
		if (ret)
			return ret;
		p->hit.last = line + 1;
	}
	if (e->verb == EDIT_AFTER)
		p->hit.first = p->hit.last;
	else if (e->verb == EDIT_BEFORE)
		p->hit.last = p->hit.first;
	return 0;
}

int place_count(const struct seeker *s, const struct place *p, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < p->n; i++) {
		for (size_t j = p->scope[i].first; j < p->scope[i].last; j++) {
			int is = line_matches(&p->files[i], j, s->e->re);

			if (is < 0)
				return is;
			*n += is;
		}
	}
	return 0;
}

void place_free(struct place *p)
{
	for (size_t i = 0; i < p->n; i++) {
		sb_free(&p->files[i].text);
		free(p->files[i].at);
	}
	free(p->files);
	free(p->scope);
	*p = (struct place){ 0 };
}
