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
#include "series/stateless.h"
#include "tree/apply.h"
#include "tree/semantic.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

/* The files that are looked at: those with sections or pauses. */
#define USES "\\b(arch_(enter|leave)_lazy_mmu_mode|lazy_mmu_mode_[a-z]+)\\b"
/* The tests of the series misuse sections on purpose. */
#define AUDIT_IN PATHSPEC_EVERYWHERE " :!mm/tests"

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
		.files = pattern_compile(__FILE__, __LINE__, USES),
	};
	sl_split(&c->in, AUDIT_IN, " ");
	return c->files ? 0 : -EINVAL;
}

/*
 * Bring the files that the steps need, and from the whole tree those that may have
 * something to convert or to report.
 */
static int bring(struct work *w, const struct series *s, const struct step *step,
		 const struct cocci *audit)
{
	struct strlist patterns __cleanup(sl_free) = { 0 };
	struct strlist in __cleanup(sl_free) = { 0 };
	const struct strlist none = { 0 };
	int err = apply_bring(w, s);

	sl_split(&in, PATHSPEC_EVERYWHERE, " ");
	sl_add(&patterns, regex_text(audit->files));
	for (size_t i = 0; i < step->nr_cocci; i++)
		sl_add(&patterns, regex_text(step->cocci[i].files));
	for (size_t i = 0; i < s->n; i++) {
		const struct step *t = &s->steps[i];

		for (size_t j = 0; j < t->nr_cocci; j++) {
			if (t->cocci[j].again.n)
				sl_add(&patterns, regex_text(t->cocci[j].files));
		}
	}
	return err ? err : work_bring(w, &none, &patterns, &in);
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
	struct strlist in __cleanup(sl_free) = { 0 };
	int err = find_changed(w, u, &changed);

	sl_split(&in, PATHSPEC_EVERYWHERE, " ");
	for (size_t i = 0; i < w->files.n && !err; i++) {
		const char *path = w->files.v[i];

		if ((!u->since || sl_has(&changed, path)) && !is_own(s, path) &&
		    pathspec_match(&in, path))
			sl_add(foreign, path);
	}
	return err;
}

/* Run a semantic patch on those of the files that @where names. */
static int run_patch(struct work *w, const struct step *s, const struct cocci *c,
		     const struct strlist *where, const struct strlist *files,
		     struct strlist *said)
{
	struct strlist in __cleanup(sl_free) = { 0 };
	struct cocci one = *c;

	for (size_t i = 0; i < files->n; i++) {
		if (pathspec_match(where, files->v[i]))
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
		err = run_patch(w, step, &step->cocci[i], &step->cocci[i].in,
				&files, &u->said);
	for (size_t i = 0; i < s->n && !err; i++) {
		const struct step *t = &s->steps[i];

		for (size_t j = 0; j < t->nr_cocci && !err; j++) {
			const struct cocci *c = &t->cocci[j];

			if (c->again.n)
				err = run_patch(w, t, c, &c->again, &files, &u->said);
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

/* Something is left at @place, and nothing about it has been said yet. */
static void add_place(struct update *u, const char *place, const char *what)
{
	if (sl_has(&u->places, place))
		return;
	sl_add(&u->places, place);
	sl_add(&u->left, what);
}

/* The length of the "FILE:LINE" that a finding of the audit begins with. */
static size_t place_len(const char *line)
{
	/* The name of a file may have colons. */
	for (const char *p = strchr(line, ':'); p; p = strchr(p + 1, ':')) {
		size_t digits = strspn(p + 1, "0123456789");

		if (digits && p[1 + digits] == ':')
			return p + 1 + digits - line;
	}
	return strlen(line);
}

/* All findings of the audit are told, also if they are about the same line. */
static void add_finding(struct update *u, const char *line)
{
	char *place __cleanup(str_free) = str_fmt("%.*s", (int)place_len(line), line);

	if (!sl_has(&u->places, place))
		sl_add(&u->places, place);
	sl_add(&u->left, line);
}

static int run_audit(struct work *w, const struct cocci *audit, struct update *u)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	struct strlist found __cleanup(sl_free) = { 0 };
	const struct spatch s = {
		.cocci = audit->path, .dir = w->dir, .scratch = w->scratch.path,
		.files = &files, .who = "the audit: ",
	};
	int err = choose_files(w, audit, u, &files);

	if (!err && files.n)
		err = spatch_report(&s, &found);
	for (size_t i = 0; i < found.n && !err; i++)
		add_finding(u, found.v[i]);
	return err;
}

struct search {
	struct update *u;
	const char *path;
};

static void take_stateless(void *arg, size_t line, const char *what)
{
	const struct search *s = arg;
	char *place __cleanup(str_free) = str_fmt("%s:%zu", s->path, line);
	char *text __cleanup(str_free) = str_fmt("%s: %s", place, what);

	add_place(s->u, place, text);
}

/* Texts may name the functions in other ways than code does. */
static bool is_prose(const char *path)
{
	static const char *const ends[] = { ".rst", ".txt", ".md", ".cocci" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < ARRAY_SIZE(ends); i++) {
		if (!strcmp(dot, ends[i]))
			return true;
	}
	return false;
}

/*
 * What neither the patches nor the audit see: macros, other files than C, and
 * what was there when the series was applied.
 */
static int search_all(struct work *w, const struct series *s,
		      const struct cocci *audit, struct update *u)
{
	struct strlist in __cleanup(sl_free) = { 0 };
	struct strlist found __cleanup(sl_free) = { 0 };
	int err;

	sl_split(&in, PATHSPEC_EVERYWHERE, " ");
	err = work_grep(w, audit->files, &in, &found);
	for (size_t i = 0; i < found.n && !err; i++) {
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
		struct search search = { u, found.v[i] };

		if (is_prose(found.v[i]) || is_own(s, found.v[i]))
			continue;
		err = work_load(w, found.v[i], &text);
		if (!err)
			stateless_find(text.buf, text.len, take_stateless, &search);
	}
	return err;
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
		const struct misfit *m = &now.v[i];
		char *place __cleanup(str_free) = m->number ?
			str_fmt("%s:%zu", m->paths.v[0], m->number) : str_dup(m->what);

		if (!is_known(u->known, m))
			add_place(u, place, m->what);
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
		err = search_all(w, s, &audit, u);
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
	sl_free(&u->places);
}
