// SPDX-License-Identifier: GPL-2.0-only
#include "tree/blame.h"

#include <errno.h>
#include <string.h>

#include "series/edits.h"
#include "series/misfit.h"
#include "series/pathspec.h"
#include "series/step.h"
#include "tree/work.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"
#include "util/words.h"

/* Shorter words are no names that only the series has. */
#define NAME_MIN 5

static int read_own(const char *path, struct strbuf *out)
{
	int err = read_file(path, out);

	return err ? fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			  strerror(-err)) : 0;
}

/* --- what a step adds --- */

/* Does a line of @text match? Each line begins with @mark; other lines are skipped. */
static int match_lines(const char *text, const char *mark, const struct regex *re)
{
	struct lines l = LINES(text, strlen(text));
	size_t n = strlen(mark);

	while (lines_next(&l)) {
		int ret;

		if (l.len < n || memcmp(l.line, mark, n))
			continue;
		ret = regex_match(re, l.line + n, l.len - n);
		if (ret)
			return ret;
	}
	return 0;
}

/* Does the edit add a line to one of the files @in that matches? */
static int edit_adds(const struct edit *e, const struct strlist *in,
		     const struct regex *re)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char *source __cleanup(str_free) = NULL;
	bool there = false;
	int err;

	if (e->verb == EDIT_NEW) {
		if (!pathspec_match(in, e->paths.v[0]))
			return 0;
		source = path_join(home_dir(), e->paths.v[1]);
		err = read_own(source, &text);
		return err ? err : match_lines(text.buf, "", re);
	}
	for (size_t i = 0; i < e->paths.n; i++)
		there |= pathspec_match(in, e->paths.v[i]);
	return there && e->text ? match_lines(e->text, "", re) : 0;
}

/* Does the step add a line to one of the files @in that matches? */
static int step_adds(const struct step *s, const struct strlist *in,
		     const struct regex *re)
{
	int ret = 0;

	for (size_t i = 0; s->edits && i < s->edits->n && !ret; i++)
		ret = edit_adds(&s->edits->v[i], in, re);
	for (size_t i = 0; i < s->nr_cocci && !ret; i++) {
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;

		ret = read_own(s->cocci[i].path, &text);
		if (!ret)
			ret = match_lines(text.buf, "+", re);
	}
	return ret;
}

static int step_makes_file(const struct step *s, const struct strlist *in)
{
	for (size_t i = 0; s->edits && i < s->edits->n; i++) {
		const struct edit *e = &s->edits->v[i];

		if (e->verb == EDIT_NEW && sl_has(in, e->paths.v[0]))
			return 1;
	}
	return 0;
}

/* Would the step have removed or changed the line, which is in one of @paths? */
static int step_removes(const struct step *s, const struct strlist *paths,
			const char *line)
{
	int ret = 0;

	for (size_t i = 0; s->edits && i < s->edits->n && !ret; i++) {
		const struct edit *e = &s->edits->v[i];

		if (e->verb != EDIT_DELETE && e->verb != EDIT_REPLACE)
			continue;
		for (size_t j = 0; j < paths->n && !ret; j++) {
			if (sl_has(&e->paths, paths->v[j]))
				ret = regex_match(e->re, line, strlen(line));
		}
	}
	for (size_t i = 0; i < s->nr_cocci && !ret; i++) {
		for (size_t j = 0; j < paths->n && !ret; j++) {
			if (pathspec_match(&s->cocci[i].in, paths->v[j]))
				ret = regex_match(s->cocci[i].files, line,
						  strlen(line));
		}
	}
	return ret;
}

/* --- names that a step brings in --- */

/* The words in the code that a semantic patch looks for. */
static int patch_words(const char *cocci, struct strlist *words)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	int err = read_own(cocci, &text);

	l = (struct lines)LINES(text.buf, text.len);
	while (!err && lines_next(&l)) {
		if (l.len && !strchr("+/@", *l.line))
			words_add(l.line, l.len, NAME_MIN, words);
	}
	return err;
}

/* Is @word a name that the step brings in, and that the tree does not have? */
static int brings_name(struct work *w, const struct step *s, const char *word)
{
	char *pattern __cleanup(str_free) = str_fmt("\\b%s\\b", word);
	struct strlist everywhere __cleanup(sl_free) = { 0 };
	struct strlist found __cleanup(sl_free) = { 0 };
	char *why __cleanup(str_free) = NULL;
	struct regex *re = regex_compile(pattern, NULL, &why);
	int ret;

	sl_add(&everywhere, ".");
	if (!re)
		return fail(EXIT_TOOL, EINVAL, "'%s' is no pattern: %s", pattern, why);
	ret = step_adds(s, &everywhere, re);
	if (ret > 0) {
		ret = work_grep(w, re, &everywhere, &found);
		if (!ret)
			ret = !found.n;
	}
	regex_free(re);
	return ret;
}

/* Does the misfit look for a name that @s brings in? */
static int wants_name(struct work *w, const struct step *s, const struct misfit *m)
{
	struct strlist words __cleanup(sl_free) = { 0 };
	int ret = 0;

	if (m->kind == MISFIT_PATCH)
		ret = patch_words(m->cocci, &words);
	else
		words_add(regex_text(m->re), strlen(regex_text(m->re)), NAME_MIN,
			  &words);
	sl_sort(&words);
	sl_unique(&words);
	for (size_t i = 0; i < words.n && !ret; i++)
		ret = brings_name(w, s, words.v[i]);
	return ret;
}

/* --- one misfit --- */

/* Does the misfit follow from the fact that @s was skipped? */
static int follows(struct work *w, const struct step *s, const struct misfit *m)
{
	int ret = 0;

	if (m->kind == MISFIT_LEFT)
		return step_removes(s, &m->paths, m->line);
	if (m->kind == MISFIT_MISSING && !m->re)
		return step_makes_file(s, &m->paths);
	if (m->kind == MISFIT_MISSING)
		ret = step_adds(s, &m->paths, m->re);
	if (!ret && m->kind != MISFIT_OTHER)
		ret = wants_name(w, s, m);
	return ret;
}

/* Does the misfit follow from an earlier one of the same step? */
static int follows_edit(const struct misfit *m, const struct misfit *earlier)
{
	if (m->kind != MISFIT_MISSING || !m->re || !earlier->edit)
		return 0;
	return edit_adds(earlier->edit, &m->paths, m->re);
}

int blame_misfits(struct work *w, const struct suspects *failed,
		  struct misfit *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int ret = 0;

		for (size_t j = 0; j < i && !ret; j++) {
			ret = follows_edit(&m[i], &m[j]);
			if (ret > 0)
				m[i].because = str_fmt("because the edit in line %zu of this step did not fit",
						       m[j].edit->line);
		}
		for (size_t j = 0; j < failed->n && !ret; j++) {
			ret = follows(w, failed->v[j], &m[i]);
			if (ret > 0)
				m[i].because = str_fmt("because step %s did not fit",
						       failed->v[j]->name);
		}
		if (ret < 0)
			return ret;
	}
	return 0;
}
