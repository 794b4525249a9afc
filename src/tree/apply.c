// SPDX-License-Identifier: GPL-2.0-only
#include "tree/apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "host/proc.h"
#include "host/tools.h"
#include "series/edits.h"
#include "tree/identity.h"
#include "tree/semantic.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

/* --- what the steps need of the tree --- */

static void want_pathspecs(struct strlist *in, const struct strlist *more)
{
	for (size_t i = 0; i < more->n; i++) {
		/* What one step excludes, another may want. */
		if (more->v[i][0] != ':' && !sl_has(in, more->v[i]))
			sl_add(in, more->v[i]);
	}
}

static void want_pattern(struct strlist *patterns, const struct regex *re)
{
	if (!sl_has(patterns, regex_text(re)))
		sl_add(patterns, regex_text(re));
}

static int bring_all(struct work *w, const struct series *s)
{
	struct strlist paths = { 0 }, patterns = { 0 }, in = { 0 };
	int err;

	for (size_t i = 0; i < s->n; i++) {
		const struct step *st = &s->steps[i];

		for (size_t j = 0; j < st->nr_conditions; j++)
			sl_add(&paths, st->conditions[j].path);
		for (size_t j = 0; j < st->nr_cocci; j++) {
			want_pattern(&patterns, st->cocci[j].files);
			want_pathspecs(&in, &st->cocci[j].in);
		}
		for (size_t j = 0; st->edits && j < st->edits->n; j++) {
			const struct edit *e = &st->edits->v[j];

			if (e->verb == CHECK_ABSENT || e->verb == CHECK_PRESENT) {
				want_pattern(&patterns, e->re);
				want_pathspecs(&in, &e->paths);
			} else if (e->verb == EDIT_NEW) {
				sl_add(&paths, e->paths.v[0]);
			} else {
				sl_add_all(&paths, &e->paths);
			}
		}
	}
	err = work_bring(w, &paths, &patterns, &in);
	sl_free(&paths);
	sl_free(&patterns);
	sl_free(&in);
	return err;
}

/* --- one step --- */

static int edit_load(void *arg, const char *path, struct strbuf *out)
{
	return work_load(arg, path, out);
}

static int edit_store(void *arg, const char *path, const struct strbuf *content)
{
	return work_store(arg, path, content);
}

static int edit_source(void *arg, const char *path, struct strbuf *out)
{
	char *file = path_join(home_dir(), path);
	int err = read_file(file, out);

	(void)arg;
	free(file);
	return err;
}

/* Why the step is not for this tree; NULL: it is. */
static int unmet_condition(struct work *w, const struct step *s, char **why)
{
	struct strbuf sb = STRBUF_INIT;
	int err = 0;

	for (size_t i = 0; i < s->nr_conditions && !err && !*why; i++) {
		const struct condition *c = &s->conditions[i];
		int is;

		sb_reset(&sb);
		err = work_load(w, c->path, &sb);
		if (err == -ENOENT) {
			*why = str_fmt("there is no %s", c->path);
			err = 0;
			continue;
		}
		is = err ? err : regex_match_text(c->re, sb.buf, sb.len, c->path);
		if (is < 0)
			err = is;
		else if (!is)
			*why = str_fmt("no line of %s matches '%s'", c->path,
				       regex_text(c->re));
	}
	sb_free(&sb);
	return err;
}

/* The first line of @path that matches, for the message. */
static size_t matching_line(struct work *w, const char *path,
			    const struct regex *re)
{
	struct strbuf sb = STRBUF_INIT;
	size_t line = 1;

	if (!work_load(w, path, &sb)) {
		for (char *p = sb.buf; *p; line++) {
			size_t len = strcspn(p, "\n");

			/* It has matched before: it does not give up now. */
			if (regex_match(re, p, len) > 0)
				break;
			p += len + (p[len] == '\n');
		}
	}
	sb_free(&sb);
	return line;
}

static int run_check(struct work *w, const struct step *s, const struct edit *e)
{
	struct strlist found = { 0 };
	int err = work_grep(w, e->re, &e->paths, &found);

	if (!err && e->verb == CHECK_ABSENT && found.n)
		err = step_misfit(s, "'%s' is left over in %s:%zu (%s:%zu)",
				  regex_text(e->re), found.v[0],
				  matching_line(w, found.v[0], e->re),
				  s->edits->file, e->line);
	if (!err && e->verb == CHECK_PRESENT && !found.n)
		err = step_misfit(s, "'%s' is missing from its result (%s:%zu)",
				  regex_text(e->re), s->edits->file, e->line);
	sl_free(&found);
	return err;
}

static int change_files(struct work *w, const struct step *s)
{
	const struct edit_tree tree = {
		.load = edit_load,
		.store = edit_store,
		.source = edit_source,
		.arg = w,
	};
	int err = 0;

	for (size_t i = 0; i < s->nr_first && !err; i++)
		err = semantic_apply(w, s, &s->cocci[i]);
	if (!err && s->edits)
		err = edits_apply(s->edits, s->name, &tree);
	for (size_t i = s->nr_first; i < s->nr_cocci && !err; i++)
		err = semantic_apply(w, s, &s->cocci[i]);
	for (size_t i = 0; s->edits && i < s->edits->n && !err; i++) {
		const struct edit *e = &s->edits->v[i];

		if (e->verb == CHECK_ABSENT || e->verb == CHECK_PRESENT)
			err = run_check(w, s, e);
	}
	return err;
}

/*
 * Does git find white space errors or conflict markers in the change? It says so
 * with status 2 and a list; any other status is not about the change.
 */
static int check_diff(struct work *w, const struct step *s, const char *tree)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	int ret = git_try(&w->g, NULL, 0, &out, &err,
			  ARGS("diff-tree", "--check", "-r", w->tree, tree));

	if (ret <= 0)
		return ret;
	if (ret == 2 && out.len)
		return step_misfit(s, "git diff --check: %.*s",
				   (int)strcspn(out.buf, "\n"), out.buf);
	return git_failed(&w->g, "diff-tree", ret, err.buf);
}

static int count_changes(struct work *w, const char *tree, struct step_result *r,
			 struct strlist *numstat)
{
	struct strbuf out = STRBUF_INIT;
	int err;

	err = git_ok(&w->g, &out, "diff-tree", "-r", "--numstat", "-z",
		     "--no-renames", w->tree, tree);
	if (!err)
		sl_split_nul(numstat, out.buf, out.len);
	for (size_t i = 0; i < numstat->n; i++) {
		unsigned long added = 0, removed = 0;

		sscanf(numstat->v[i], "%lu\t%lu", &added, &removed);
		r->added += added;
		r->removed += removed;
		r->files++;
	}
	sb_free(&out);
	return err;
}

static bool is_trailer(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && (line[n] == '-' || (line[n] >= 'a' && line[n] <= 'z') ||
			   (line[n] >= 'A' && line[n] <= 'Z')))
		n++;
	return n && n + 1 < len && line[n] == ':' && line[n + 1] == ' ';
}

/* Does the message end with a block of trailers ("Fixes: ...")? */
static bool has_trailers(const char *message)
{
	const char *block = NULL, *p = message;

	while ((p = strstr(p, "\n\n"))) {
		p += 2;
		block = p;
	}
	for (p = block; p && *p; p += strspn(p, "\n")) {
		size_t len = strcspn(p, "\n");

		if (!is_trailer(p, len))
			return false;
		p += len;
	}
	return block != NULL;
}

static char *sign(const char *message, const struct identity *who)
{
	char *line = str_fmt("Signed-off-by: %s <%s>\n", who->name, who->email);
	char *signed_message;

	if (strstr(message, line))
		signed_message = str_dup(message);
	else
		signed_message = str_fmt("%s%s%s", message,
					 has_trailers(message) ? "" : "\n", line);
	free(line);
	return signed_message;
}

static int do_step(struct work *w, const struct step *s,
		   const struct identity *who, struct step_result *r,
		   struct strlist *numstat)
{
	char *message = NULL, *tree = NULL;
	int err;

	err = change_files(w, s);
	if (!err)
		err = work_write_tree(w, &tree);
	if (!err && !strcmp(tree, w->tree))
		err = step_misfit(s, "it changes nothing");
	if (!err)
		err = check_diff(w, s, tree);
	if (!err)
		err = count_changes(w, tree, r, numstat);
	if (!err) {
		message = sign(s->message, who);
		err = work_commit(w, tree, message, who);
	}
	free(message);
	free(tree);
	return err;
}

/* What the last step needs is better missed before the first. */
static int need_programs(const struct series *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->steps[i].nr_cocci)
			return tools_need(ARGS("spatch"));
	}
	return 0;
}

int apply_steps(struct work *w, const struct series *s,
		const struct identity *who,
		void (*report)(void *arg, const struct step_result *r),
		void *arg)
{
	int err = need_programs(s);

	if (!err)
		err = bring_all(w, s);
	for (size_t i = 0; i < s->n && !err; i++) {
		struct strlist numstat = { 0 };
		struct step_result r = {
			.step = &s->steps[i],
			.number = i + 1,
			.total = s->n,
			.numstat = &numstat,
		};
		double start = clock_cpu(), wall = clock_wall();
		char *skipped = NULL;

		err = unmet_condition(w, r.step, &skipped);
		if (!err && !skipped)
			err = do_step(w, r.step, who, &r, &numstat);
		r.skipped = skipped;
		r.cpu_s = clock_cpu() - start;
		r.wall_s = clock_wall() - wall;
		if (!err && report)
			report(arg, &r);
		free(skipped);
		sl_free(&numstat);
	}
	if (!err)
		err = git_ok(&w->g, NULL, "update-ref", "refs/heads/result",
			     w->commit);
	return err;
}
