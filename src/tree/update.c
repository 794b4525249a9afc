// SPDX-License-Identifier: GPL-2.0-only
#include "tree/update.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/spatch.h"
#include "host/tools.h"
#include "series/edits.h"
#include "series/pathspec.h"
#include "series/pattern.h"
#include "tree/apply.h"
#include "tree/semantic.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

/*
 * The files to audit: those with sections or pauses. The tests of the series
 * misuse sections on purpose.
 */
#define AUDIT_FILES "\\b(arch_(enter|leave)_lazy_mmu_mode|lazy_mmu_mode_[a-z]+)\\b"
#define AUDIT_IN "mm fs arch drivers include :!mm/tests"

static void free_audit(struct cocci *c)
{
	free(c->path);
	regex_free(c->files);
	sl_free(&c->in);
}

static int load_audit(struct cocci *c)
{
	*c = (struct cocci){
		.path = path_join(home_dir(), "audit/lazy_mmu.cocci"),
		.files = pattern_compile(__FILE__, __LINE__, AUDIT_FILES),
	};
	sl_split(&c->in, AUDIT_IN, " ");
	return c->files ? 0 : -EINVAL;
}

/* Bring the files that the patches of @step, those of @s and the audit may need. */
static int bring(struct work *w, const struct series *s, const struct step *step,
		 const struct cocci *audit)
{
	struct cocci *more = calloc(step->nr_cocci + 1, sizeof(*more));
	int err;

	if (!more)
		oom();
	memcpy(more, step->cocci, step->nr_cocci * sizeof(*more));
	more[step->nr_cocci] = *audit;
	err = apply_bring(w, s, more, step->nr_cocci + 1);
	free(more);
	return err;
}

/* The files that differ from those of the series as it was applied, if that is known. */
static int find_changed(struct work *w, const struct update *u,
			struct strlist *changed)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	int err;

	if (!u->since)
		return 0;
	err = git_ok(&w->g, &out, "diff-tree", "-r", "--name-only", "-z",
		     "--no-renames", u->since, w->commit);
	if (!err)
		sl_split_nul(changed, out.buf, out.len);
	return err;
}

/* Is the file one that the series brings? */
static bool is_own(const struct series *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct edits *e = s->steps[i].edits;

		for (size_t j = 0; e && j < e->n; j++) {
			if (e->v[j].verb == EDIT_NEW && !strcmp(e->v[j].paths.v[0], path))
				return true;
		}
	}
	return false;
}

/* The files that may hold code that came in: the others are the series' own work. */
static int find_foreign(struct work *w, const struct series *s,
			const struct update *u, struct strlist *foreign)
{
	struct strlist changed __cleanup(sl_free) = { 0 };
	int err = find_changed(w, u, &changed);

	for (size_t i = 0; i < w->files.n && !err; i++) {
		const char *path = w->files.v[i];

		if ((!u->since || sl_has(&changed, path)) && !is_own(s, path))
			sl_add(foreign, path);
	}
	return err;
}

/* Run a semantic patch on those of the files that it is for. */
static int run_patch(struct work *w, const struct step *s, const struct cocci *c,
		     const struct strlist *files, struct strlist *said)
{
	struct strlist in __cleanup(sl_free) = { 0 };
	struct cocci one = *c;

	for (size_t i = 0; i < files->n; i++) {
		if (pathspec_match(&c->in, files->v[i]))
			sl_add(&in, files->v[i]);
	}
	one.in = in;
	/* There may be nothing to convert. */
	one.expect = 0;
	return in.n ? semantic_apply(w, s, &one, said) : 0;
}

/* All patches of series/update, and those of the steps that are to be run again. */
static int convert(struct work *w, const struct series *s, const struct step *step,
		   struct update *u)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	int err = find_foreign(w, s, u, &files);

	for (size_t i = 0; i < step->nr_cocci && !err; i++)
		err = run_patch(w, step, &step->cocci[i], &files, &u->said);
	for (size_t i = 0; i < s->n && !err; i++) {
		const struct step *t = &s->steps[i];

		for (size_t j = 0; j < t->nr_cocci && !err; j++) {
			if (t->cocci[j].again)
				err = run_patch(w, t, &t->cocci[j], &files, &u->said);
		}
	}
	return err;
}

static int commit(struct work *w, const struct step *step,
		  const struct identity *who, struct update *u)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *message __cleanup(str_free) = identity_sign(who, step->message);
	char *tree __cleanup(str_free) = NULL;
	int err = work_write_tree(w, &tree);

	if (err || !strcmp(tree, w->tree))
		return err;
	err = git_ok(&w->g, &out, "diff-tree", "-r", "--numstat", "-z",
		     "--no-renames", w->tree, tree);
	if (err)
		return err;
	sl_split_nul(&u->numstat, out.buf, out.len);
	return work_commit(w, tree, message, who);
}

/* The files to audit, of those that have changed since the series was applied. */
static int choose_files(struct work *w, const struct cocci *audit,
			const struct update *u, struct strlist *files)
{
	struct strlist found __cleanup(sl_free) = { 0 };
	struct strlist changed __cleanup(sl_free) = { 0 };
	int err = work_grep(w, audit->files, &audit->in, &found);

	if (!err)
		err = find_changed(w, u, &changed);
	if (err)
		return err;
	for (size_t i = 0; i < found.n; i++) {
		const char *dot = strrchr(found.v[i], '.');

		if (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h")) &&
		    (!u->since || sl_has(&changed, found.v[i])))
			sl_add(files, found.v[i]);
	}
	return 0;
}

static int run_audit(struct work *w, const struct cocci *audit, struct update *u)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	const struct spatch s = {
		.cocci = audit->path, .dir = w->dir, .scratch = w->scratch.path,
		.files = &files, .who = "the audit: ",
	};
	int err = choose_files(w, audit, u, &files);

	return err || !files.n ? err : spatch_report(&s, &u->left);
}

static bool is_known(const struct misfits *known, const struct misfit *m)
{
	for (size_t i = 0; known && i < known->n; i++) {
		const struct misfit *k = &known->v[i];

		if (k->re == m->re && k->kind == m->kind &&
		    k->paths.n && m->paths.n && !strcmp(k->paths.v[0], m->paths.v[0]))
			return true;
	}
	return false;
}

/*
 * Post-conditions of the steps that do not hold any more. Without a ported tree to
 * compare with, it cannot be told which of them have to hold.
 */
static int check_steps(struct work *w, const struct series *s, struct update *u)
{
	struct misfits now __cleanup(misfits_free) = { 0 };
	int err = u->since ? apply_check(w, s, &now) : 0;

	for (size_t i = 0; i < now.n && !err; i++) {
		if (!is_known(u->known, &now.v[i]))
			sl_add(&u->left, now.v[i].what);
	}
	return err;
}

int update_convert(struct work *w, const struct series *s,
		   const struct identity *who, struct update *u)
{
	struct step step __cleanup(step_free) = { 0 };
	struct cocci audit __cleanup(free_audit) = { 0 };
	int err = spatch_seconds();

	err = err < 0 ? err : tools_need(ARGS("spatch"));
	if (!err)
		err = series_load_update(&step);
	if (!err)
		err = load_audit(&audit);
	if (!err)
		err = bring(w, s, &step, &audit);
	if (!err)
		err = convert(w, s, &step, u);
	if (!err)
		err = commit(w, &step, who, u);
	if (!err)
		err = run_audit(w, &audit, u);
	if (!err)
		err = check_steps(w, s, u);
	if (!err)
		err = git_ok(&w->g, NULL, "update-ref", "refs/heads/result",
			     w->commit);
	return err;
}

void update_free(struct update *u)
{
	sl_free(&u->numstat);
	sl_free(&u->said);
	sl_free(&u->left);
}
