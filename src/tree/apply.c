// SPDX-License-Identifier: GPL-2.0-only
#include "tree/apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/spatch.h"
#include "host/tools.h"
#include "series/edits.h"
#include "series/edits_apply.h"
#include "series/edits_there.h"
#include "series/loss.h"
#include "series/misfit.h"
#include "series/place.h"
#include "tree/blame.h"
#include "tree/identity.h"
#include "tree/semantic.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

/* --- the files that the steps need --- */

/*
 * struct search - files to be found
 * @in: where to look
 * @patterns: what to look for
 */
struct search {
	struct strlist in;
	struct strlist patterns;
};

/*
 * struct wanted - the files that the steps need
 * @paths: files that are named
 * @wide: what is looked for in "mm" or "drivers", ...
 * @narrow: ... and, which is most of it, only in directories below these. To look
 *	for all of it everywhere takes seconds.
 */
struct wanted {
	struct strlist paths;
	struct search wide, narrow;
};

static bool is_wide(const struct strlist *pathspecs)
{
	for (size_t i = 0; i < pathspecs->n; i++) {
		if (!strchr(pathspecs->v[i], '/'))
			return true;
	}
	return false;
}

static void want_pattern(struct wanted *wanted, const struct regex *re,
			 const struct strlist *pathspecs)
{
	struct search *s = is_wide(pathspecs) ? &wanted->wide : &wanted->narrow;

	if (!sl_has(&s->patterns, regex_text(re)))
		sl_add(&s->patterns, regex_text(re));
	for (size_t i = 0; i < pathspecs->n; i++) {
		/*
		 * Exclusions are dropped: a file that one step excludes may be
		 * needed by another.
		 */
		if (pathspecs->v[i][0] != ':' && !sl_has(&s->in, pathspecs->v[i]))
			sl_add(&s->in, pathspecs->v[i]);
	}
}

static void want_edit(struct wanted *wanted, const struct edit *e)
{
	if (e->verb == CHECK_ABSENT || e->verb == CHECK_PRESENT)
		want_pattern(wanted, e->re, &e->paths);
	else if (e->verb == EDIT_NEW)
		sl_add(&wanted->paths, e->paths.v[0]);
	else
		sl_add_all(&wanted->paths, &e->paths);
}

static void want_step(struct wanted *wanted, const struct step *st)
{
	for (size_t j = 0; j < st->nr_conditions; j++)
		sl_add_all(&wanted->paths, &st->conditions[j].paths);
	for (size_t j = 0; j < st->nr_cocci; j++)
		want_pattern(wanted, st->cocci[j].files, &st->cocci[j].in);
	for (size_t j = 0; st->edits && j < st->edits->n; j++)
		want_edit(wanted, &st->edits->v[j]);
}

static void search_free(struct search *s)
{
	sl_free(&s->in);
	sl_free(&s->patterns);
}

int apply_bring(struct work *w, const struct series *s)
{
	struct wanted wanted = { 0 };
	int err;

	for (size_t i = 0; i < s->n; i++)
		want_step(&wanted, &s->steps[i]);
	err = work_bring(w, &wanted.paths, &wanted.wide.patterns, &wanted.wide.in);
	if (!err)
		err = work_bring(w, &(struct strlist){ 0 }, &wanted.narrow.patterns,
				 &wanted.narrow.in);
	sl_free(&wanted.paths);
	search_free(&wanted.wide);
	search_free(&wanted.narrow);
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
	char *file __cleanup(str_free) = path_join(home_dir(), path);

	(void)arg;
	return read_file(file, out);
}

/* Does a line of the file match? 1, 0 (also if there is no such file), or an error. */
static int file_matches(struct work *w, const char *path, const struct regex *re)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	int ret = work_load(w, path, &sb);

	if (!ret)
		ret = regex_match_text(re, sb.buf, sb.len, path);
	return ret == -ENOENT ? 0 : ret;
}

/* Does the tree meet the condition? If not, *@why is set to the reason. */
static int check_condition(struct work *w, const struct condition *c, char **why)
{
	struct strbuf names __cleanup(sb_free) = STRBUF_INIT;

	for (size_t i = 0; i < c->paths.n; i++) {
		int ret = file_matches(w, c->paths.v[i], c->re);

		if (ret < 0)
			return ret;
		if (ret && c->unless)
			*why = str_fmt("a line of %s matches '%s'",
				       c->paths.v[i], regex_text(c->re));
		if (ret)
			return 0;
		sb_addf(&names, "%s%s", i ? ", " : "", c->paths.v[i]);
	}
	if (!c->unless)
		*why = str_fmt("no line of %s matches '%s'", names.buf,
			       regex_text(c->re));
	return 0;
}

/* Check all conditions of the step. If one does not hold, *@why is set. */
static int check_conditions(struct work *w, const struct step *s, char **why)
{
	int err = 0;

	for (size_t i = 0; i < s->nr_conditions && !err && !*why; i++)
		err = check_condition(w, &s->conditions[i], why);
	return err;
}

/*
 * The first line of @path that matches, to be freed by the caller; *@number is
 * set to its number.
 */
static char *matching_line(struct work *w, const char *path,
			   const struct regex *re, size_t *number)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;

	*number = 1;
	if (work_load(w, path, &sb))
		return str_dup("");
	l = (struct lines)LINES(sb.buf, sb.len);
	while (lines_next(&l)) {
		/* The expression has matched before: it does not give up now. */
		if (regex_match(re, l.line, l.len) <= 0)
			continue;
		*number = l.number;
		return str_fmt("%.*s", (int)l.len, l.line);
	}
	return str_dup("");
}

/* A line is left over in @path. */
static int left_over(struct work *w, const struct step *s, const struct edit *e,
		     const char *path)
{
	struct misfit m = { .kind = MISFIT_LEFT, .re = e->re };
	size_t number;

	m.line = matching_line(w, path, e->re, &number);
	m.number = number;
	sl_add(&m.paths, path);
	return step_misfit(s, w->misfits, &m, "'%s' is left over in %s:%zu (%s:%zu)",
			   regex_text(e->re), path, number, s->edits->file,
			   e->line);
}

static int run_check(struct work *w, const struct step *s, const struct edit *e)
{
	struct strlist found __cleanup(sl_free) = { 0 };
	struct misfit m = { .kind = MISFIT_MISSING, .re = e->re };
	int ret = work_grep(w, e->re, &e->paths, &found);

	if (ret || (e->verb == CHECK_PRESENT && found.n))
		return ret;
	if (e->verb == CHECK_PRESENT) {
		sl_add_all(&m.paths, &e->paths);
		return step_misfit(s, w->misfits, &m,
				   "'%s' is missing from its result (%s:%zu)",
				   regex_text(e->re), s->edits->file, e->line);
	}
	/* Without a list of all misfits, the first is enough. */
	for (size_t i = 0; i < found.n && ret >= 0; i++)
		ret = left_over(w, s, e, found.v[i]);
	return ret;
}

/* Check the post-conditions of a step. Returns 0, 1 for collected misfits, or an error. */
static int run_checks(struct work *w, const struct step *s)
{
	int misfits = 0;

	for (size_t i = 0; s->edits && i < s->edits->n; i++) {
		const struct edit *e = &s->edits->v[i];
		int ret = 0;

		if (e->verb == CHECK_ABSENT || e->verb == CHECK_PRESENT)
			ret = run_check(w, s, e);
		if (ret < 0)
			return ret;
		misfits |= ret;
	}
	return misfits;
}

static struct edit_tree edits_in(struct work *w)
{
	return (struct edit_tree){
		.load = edit_load,
		.store = edit_store,
		.source = edit_source,
		.arg = w,
		.misfits = w->misfits,
	};
}

/*
 * Run the semantic patches @first to @last. Returns 0, 1 for collected misfits, or
 * an error.
 */
static int run_patches(struct work *w, const struct step *s, size_t first,
		       size_t last, struct strlist *said)
{
	int misfits = 0;

	for (size_t i = first; i < last; i++) {
		int ret = semantic_apply(w, s, &s->cocci[i], said);

		if (ret < 0)
			return ret;
		misfits |= ret;
	}
	return misfits;
}

/*
 * Make the changes of a step. The post-conditions are not checked behind a
 * misfit, of which they would only be consequences. Returns 0, 1 for collected
 * misfits, or an error.
 */
static int change_files(struct work *w, const struct step *s,
			struct strlist *said, struct losses *losses)
{
	struct edit_tree tree = edits_in(w);
	int misfits = run_patches(w, s, 0, s->nr_first, said), ret = 0;

	tree.removed = s->removed;
	tree.losses = losses;
	if (misfits < 0)
		return misfits;
	if (s->edits)
		ret = edits_apply(s->edits, s->name, &tree);
	if (ret < 0)
		return ret;
	misfits |= ret;
	ret = run_patches(w, s, s->nr_first, s->nr_cocci, said);
	if (ret < 0)
		return ret;
	misfits |= ret;
	return misfits ? misfits : run_checks(w, s);
}

/*
 * Does the tree have the content of the step already? All edits must have been
 * made, the semantic patches must have nothing to change, and the
 * post-conditions must hold. A step without edits says by "Lazymmu-unless:" what
 * it brings.
 */
static int content_there(struct work *w, const struct step *s)
{
	struct misfits misfits __cleanup(misfits_free) = { 0 };
	struct misfits *real = w->misfits;
	struct strlist said __cleanup(sl_free) = { 0 };
	const struct edit_tree tree = edits_in(w);
	int err = 0, ret = 0;

	if (s->edits && !s->trial)
		ret = edits_there(s->edits, s->name, &tree);
	if (ret <= 0)
		return ret;
	/* A semantic patch that finds nothing to change is as it should be here. */
	w->misfits = &misfits;
	ret = run_patches(w, s, 0, s->nr_cocci, &said);
	if (ret >= 0)
		ret = run_checks(w, s);
	w->misfits = real;
	if (ret >= 0 && w->touched.n) {
		err = work_undo(w);
		ret = 1;
	}
	return err ? err : ret < 0 ? ret : !ret;
}

/*
 * Does git find white space errors or conflict markers in the change? If so,
 * git prints a list and exits with 2. Any other status except 0 says nothing
 * about the change.
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
		return step_misfit(s, w->misfits, NULL, "git diff --check: %.*s",
				   (int)strcspn(out.buf, "\n"), out.buf);
	return git_failed(&w->g, "diff-tree", ret, err.buf);
}

static int count_changes(struct work *w, const char *tree, struct step_result *r,
			 struct strlist *numstat)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	int err = git_ok(&w->g, &out, "diff-tree", "-r", "--numstat", "-z",
			 "--no-renames", w->tree, tree);

	if (err)
		return err;
	sl_split_nul(numstat, out.buf, out.len);
	for (size_t i = 0; i < numstat->n; i++) {
		unsigned long added = 0, removed = 0;

		sscanf(numstat->v[i], "%lu\t%lu", &added, &removed);
		r->added += added;
		r->removed += removed;
		r->files++;
	}
	return 0;
}

/* Returns 0, 1 for collected misfits, or an error. */
static int commit_step(struct work *w, const struct step *s,
		       const struct identity *who, struct step_result *r,
		       struct strlist *numstat, struct strlist *said,
		       struct losses *losses)
{
	char *message __cleanup(str_free) = NULL;
	char *tree __cleanup(str_free) = NULL;
	int err = change_files(w, s, said, losses);

	if (!err)
		err = work_write_tree(w, &tree);
	if (!err && !strcmp(tree, w->tree))
		err = step_misfit(s, w->misfits, NULL, "it changes nothing");
	if (!err)
		err = check_diff(w, s, tree);
	if (!err)
		err = count_changes(w, tree, r, numstat);
	if (err)
		return err;
	message = identity_sign(who, s->message);
	err = work_commit(w, tree, message, who);
	r->commit = w->commit;
	return err;
}

/* Check for programs and their settings now, not after twenty steps. */
static int need_programs(const struct series *s)
{
	size_t i;
	int err;

	for (i = 0; i < s->n; i++) {
		if (s->steps[i].nr_cocci)
			break;
	}
	if (i == s->n)
		return 0;
	err = spatch_seconds();
	return err < 0 ? err : tools_need(ARGS("spatch"));
}

/* Add a failure that is about the step, such as one of spatch, to the misfits. */
static int collect_failure(struct work *w, const struct step *s, int err)
{
	struct failure f;

	if (fail_code() != EXIT_STEP)
		return err;
	fail_take(&f);
	err = misfit(w->misfits, s->name, NULL, "%s", f.message);
	failure_free(&f);
	return err;
}

/*
 * Make the commit of a step. If misfits are collected, a step that has one is
 * skipped, and they are those behind the first @r->nr_misfits.
 */
static int try_step(struct work *w, const struct identity *who,
		    struct suspects *failed, struct step_result *r,
		    struct strlist *numstat, struct strlist *said,
		    struct losses *losses)
{
	size_t before = w->misfits ? w->misfits->n : 0;
	int ret = commit_step(w, r->step, who, r, numstat, said, losses);

	if (ret < 0 && w->misfits)
		ret = collect_failure(w, r->step, ret);
	if (ret <= 0)
		return ret;
	ret = work_undo(w);
	if (ret)
		return ret;
	r->misfits = w->misfits->v + before;
	r->nr_misfits = w->misfits->n - before;
	ret = blame_misfits(w, failed, w->misfits->v + before, r->nr_misfits);
	GROW(failed->v, failed->n, failed->room);
	failed->v[failed->n++] = r->step;
	return ret;
}

/* Is the step not for this tree? If so, *@why is set to the reason. */
static int check_step(struct work *w, const struct step *s, char **why)
{
	int ret = check_conditions(w, s, why);

	if (!ret && !*why) {
		ret = content_there(w, s);
		if (ret > 0)
			*why = str_dup("the tree has its content already");
	}
	return ret < 0 ? ret : 0;
}

/* Apply step number @i if it is for this tree, and report the result. */
static int apply_step(struct work *w, const struct series *s, size_t i,
		      const struct identity *who, struct suspects *failed,
		      void (*report)(void *arg, const struct step_result *r),
		      void *arg)
{
	struct strlist numstat __cleanup(sl_free) = { 0 };
	struct strlist said __cleanup(sl_free) = { 0 };
	struct losses losses __cleanup(losses_free) = { 0 };
	char *skipped __cleanup(str_free) = NULL;
	double cpu = clock_cpu(), wall = clock_wall();
	struct step_result r = {
		.step = &s->steps[i],
		.number = i + 1,
		.total = s->n,
		.numstat = &numstat,
		.said = &said,
		.losses = &losses,
	};
	int err = check_step(w, r.step, &skipped);

	if (!err && !skipped)
		err = try_step(w, who, failed, &r, &numstat, &said, &losses);
	if (err)
		return err;
	r.skipped = skipped;
	r.cpu_s = clock_cpu() - cpu;
	r.wall_s = clock_wall() - wall;
	if (report)
		report(arg, &r);
	return 0;
}

int apply_check(struct work *w, const struct series *s, struct misfits *misfits)
{
	struct misfits *real = w->misfits;
	int ret = 0;

	w->misfits = misfits;
	for (size_t i = 0; i < s->n && ret >= 0; i++)
		ret = run_checks(w, &s->steps[i]);
	w->misfits = real;
	return ret < 0 ? ret : 0;
}

int apply_steps(struct work *w, const struct series *s,
		const struct identity *who,
		void (*report)(void *arg, const struct step_result *r),
		void *arg)
{
	struct suspects failed = { 0 };
	int err = need_programs(s);

	if (!err)
		err = apply_bring(w, s);
	for (size_t i = 0; i < s->n && !err; i++)
		err = apply_step(w, s, i, who, &failed, report, arg);
	free(failed.v);
	if (!err)
		err = git_ok(&w->g, NULL, "update-ref", "refs/heads/result",
			     w->commit);
	return err;
}
