// SPDX-License-Identifier: GPL-2.0-only
#include "tree/revert.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/names.h"
#include "series/pathspec.h"
#include "series/ported.h"
#include "series/versions.h"
#include "tree/mode.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Make a commit that no branch will have, for a merge. */
static int make_commit(const struct work *w, const char *tree, const char *parent,
		       char **commit)
{
	struct git g = w->g;
	struct identity nobody = {
		.name = "lazymmu", .email = "lazymmu@localhost.localdomain",
		.date = "1000000000 +0000",
	};
	int err;

	g.env = (struct strlist){ 0 };
	identity_env(&nobody, &g.env);
	err = parent ? git_line(&g, commit, ARGS("commit-tree", tree, "-m", "x", "-p", parent)) :
		       git_line(&g, commit, ARGS("commit-tree", tree, "-m", "x"));
	git_free(&g);
	return err;
}

static int in_the_way(const struct kernel *k, const struct strlist *files)
{
	char *names __cleanup(str_free) = sl_join(files, ", ");

	return fail(EXIT_BY_HAND, EBUSY,
		    "the series cannot be taken out of %s: what came after it has changed the same lines of %s; take these changes back first, or resolve 'git revert' by hand",
		    k->path, names);
}

/*
 * Merge. The output of git is the tree, and after conflicts the files, each with
 * a NUL after it, and an empty name at their end.
 */
static int merge(const struct work *w, const struct kernel *k, const char *ours,
		 const char *theirs, char **tree)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct strlist files __cleanup(sl_free) = { 0 };
	int ret = git_try(&w->g, NULL, 0, &out, &err,
			  ARGS("merge-tree", "--write-tree", "-z", "--name-only",
			       "--no-messages", ours, theirs));
	const char *p, *end = out.buf + out.len;

	if (ret < 0)
		return ret;
	if (ret > 1 || !out.len)
		return git_failed(&w->g, "merge-tree", ret, err.buf);
	free(*tree);
	*tree = str_dup(out.buf);
	if (!ret)
		return 0;
	for (p = out.buf + strlen(out.buf) + 1; p < end && *p; p += strlen(p) + 1)
		sl_add(&files, p);
	return in_the_way(k, &files);
}

/* Take the run back from *@tree. */
static int revert_run(const struct work *w, const struct kernel *k,
		      const struct run *r, char **tree)
{
	char *tip __cleanup(str_free) = str_fmt("%s^{tree}", run_tip(r));
	char *base __cleanup(str_free) = str_fmt("%s^{tree}", r->base);
	char *tip_tree __cleanup(str_free) = NULL, *base_tree __cleanup(str_free) = NULL;
	char *root __cleanup(str_free) = NULL;
	char *ours __cleanup(str_free) = NULL, *theirs __cleanup(str_free) = NULL;
	int err = git_line(&w->g, &tip_tree, ARGS("rev-parse", "--verify", "-q", tip));

	if (!err)
		err = git_line(&w->g, &base_tree,
			       ARGS("rev-parse", "--verify", "-q", base));
	if (!err)
		err = make_commit(w, tip_tree, NULL, &root);
	if (!err)
		err = make_commit(w, *tree, root, &ours);
	if (!err)
		err = make_commit(w, base_tree, root, &theirs);
	return err ? err : merge(w, k, ours, theirs, tree);
}

/*
 * By which lines would code show that it needs the series? Mainline's functions
 * have the names of ours, but belong to the series only in kernels that do not
 * have them already: there, a section without a state stays what it was.
 */
static int find_signs(const struct kernel *k, struct strlist *signs)
{
	struct ported p __cleanup(ported_free) = { 0 };
	const char *dialect = NULL;
	int err = ported_load(&p);

	if (!err)
		err = versions_dialect_of(k->version, &dialect);
	if (err)
		return err;
	if (!names_is_main(k->series)) {
		ported_lines_of(&p, k->series, signs);
		return 0;
	}
	sl_add_all(signs, &p.lines);
	sl_add_all(signs, &p.states);
	if (!dialect || strcmp(dialect, versions_dialect_name(DIALECT_COUNTERS)))
		sl_add_all(signs, &p.mainline);
	return 0;
}

/* Files of @tree with lines that need the series, and that @base does not have there. */
static int find_left(const struct work *w, const struct kernel *k, const char *tree,
		     const char *base, struct strlist *left)
{
	struct strlist signs __cleanup(sl_free) = { 0 };
	struct strlist in __cleanup(sl_free) = { 0 };
	struct strlist now __cleanup(sl_free) = { 0 };
	struct strlist then __cleanup(sl_free) = { 0 };
	int err = find_signs(k, &signs);

	if (err || !signs.n)
		return err;
	sl_split(&in, PATHSPEC_EVERYWHERE, " ");
	err = mode_grep(&w->g, tree, &signs, &in, &now);
	if (!err)
		err = mode_grep(&w->g, base, &signs, &in, &then);
	for (size_t i = 0; i < now.n && !err; i++) {
		if (!sl_has(&then, now.v[i]))
			sl_add(left, now.v[i]);
	}
	return err;
}

static int check_left(const struct work *w, const struct kernel *k,
		      const char *tree, const char *base)
{
	struct strlist left __cleanup(sl_free) = { 0 };
	char *names __cleanup(str_free) = NULL;
	int err = find_left(w, k, tree, base, &left);

	if (err || !left.n)
		return err;
	names = sl_join(&left, ", ");
	return fail(EXIT_BY_HAND, EBUSY,
		    "the series cannot be taken out of %s: code that is not of the commits found uses its interface in %s; take that out first",
		    k->path, names);
}

/* The message: the commits that are taken back, newest first. */
static char *message_of(const struct history *h)
{
	struct strbuf sb = STRBUF_INIT;

	sb_adds(&sb, HISTORY_REVERT "\n\n"
		"Give the code outside of these commits back what it had, and keep what\n"
		"came after them:\n\n");
	for (size_t i = 0; i < h->n; i++) {
		for (size_t j = 0; j < h->v[i].commits.n; j++)
			sb_addf(&sb, "  %.*s (\"%s\")\n", HISTORY_ID,
				h->v[i].commits.v[j], h->v[i].subjects.v[j]);
	}
	return sb_detach(&sb);
}

int revert_series(struct work *w, const struct kernel *k,
		  const struct history *h, const struct identity *who)
{
	const struct run *series = history_series(h);
	char *message __cleanup(str_free) = NULL, *signed_off __cleanup(str_free) = NULL;
	char *tree __cleanup(str_free) = str_dup(w->tree);
	int err = 0;

	if (!series)
		return fail(EXIT_BY_HAND, ENOENT,
			    "%s has the series at HEAD, but no commit of its history has the subject of a step: it came in as something else, and cannot be told from the rest",
			    k->path);
	for (size_t i = 0; i < h->n && !err; i++)
		err = revert_run(w, k, &h->v[i], &tree);
	if (!err)
		err = check_left(w, k, tree, series->base);
	if (err)
		return err;
	if (h->n == 1 && !strcmp(run_tip(series), k->head)) {
		free(w->commit);
		w->commit = str_dup(series->base);
		return 0;
	}
	message = message_of(h);
	signed_off = identity_sign(who, message);
	return work_commit(w, tree, signed_off, who);
}
