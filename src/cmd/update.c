// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/update.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/former.h"
#include "series/names.h"
#include "tree/apply.h"
#include "tree/branch.h"
#include "tree/history.h"
#include "tree/identity.h"
#include "tree/resolve.h"
#include "tree/update.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/shell.h"
#include "util/strbuf.h"

/*
 * struct job - an update
 * @o: what the user wants
 * @k: the ported tree
 * @branch: name of the branch to make
 * @old: what becomes of one of this name. The default is that of every update, and
 *	the last one has been merged
 * @history: the commits of the series in it
 * @run: those that applied the series, or NULL if they cannot be told
 * @series: the series as it is now
 * @who: the committer
 * @base: the tree that the series was applied to
 * @again: the series as it is now, applied to that
 * @known: its post-conditions that do not hold at its end
 * @lost: lines that it removes although it was not made for them, for people
 * @lost_sum: their number
 */
struct job {
	const struct update_options *o;
	struct kernel k;
	char *branch;
	enum branch_old old;
	struct history history;
	const struct run *run;
	struct series series;
	struct identity who;
	struct kernel base;
	struct work again;
	struct misfits known;
	struct strlist lost;
	struct loss_sum lost_sum;
};

static void free_job(struct job *j)
{
	work_close(&j->again);
	misfits_free(&j->known);
	sl_free(&j->lost);
	kernel_free(&j->base);
	identity_free(&j->who);
	series_free(&j->series);
	history_free(&j->history);
	free(j->branch);
	kernel_free(&j->k);
}

/* The commits that applied the series, if they follow each other. */
static void find_run(struct job *j)
{
	size_t n = 0;

	j->run = history_series(&j->history);
	for (size_t i = 0; i < j->history.n; i++)
		n += !j->history.v[i].is_update;
	if (n == 1)
		return;
	note(n ? "the commits of the series do not follow each other: its version is not compared" :
		 "no commit of the history has the subject of a step: the version of the series is not compared");
	j->run = NULL;
}

/* The parts of the series of which the tree has no step. */
static int find_parts(const struct job *j, struct strlist *without)
{
	struct series all __cleanup(series_free) = { 0 };
	struct former former __cleanup(former_free) = { 0 };
	struct strlist there __cleanup(sl_free) = { 0 };
	int err = series_load_all(&all);

	if (!err)
		err = former_load(&former);
	for (size_t i = 0; i < all.n && !err; i++) {
		if (all.steps[i].part && sl_has(&all.steps[i].series, j->k.series) &&
		    former_is_in(&former, &all.steps[i], &j->run->subjects))
			sl_add(&there, all.steps[i].part);
	}
	for (size_t i = 0; i < all.n && !err; i++) {
		const char *part = all.steps[i].part;

		if (!part || !sl_has(&all.steps[i].series, j->k.series) ||
		    sl_has(&there, part) || sl_has(without, part))
			continue;
		note("without the part '%s', which the tree does not have", part);
		sl_add(without, part);
	}
	sl_sort(without);
	return err;
}

static int load_series(struct job *j)
{
	struct strlist without __cleanup(sl_free) = { 0 };
	int err = 0;

	sl_add_all(&without, j->o->without);
	if (!without.n && j->run)
		err = find_parts(j, &without);
	return err ? err : series_load(j->k.series, j->k.version, PORTED,
				       &without, &j->series);
}

static void note_step(void *arg, const struct step_result *r)
{
	struct job *j = arg;

	note("  %zu/%zu  %s", r->number, r->total, r->step->subject);
	/* The user is told if the tree gets this series. */
	losses_describe(r->losses, j->o->dry_run ? NULL : r->commit, &j->lost);
	losses_sum_up(&j->lost_sum, r->losses);
}

/* Apply the series as it is now to the commit that it was applied to. */
static int apply_again(struct job *j)
{
	int err = kernel_at(&j->k, j->run->base, &j->base);

	if (err)
		return err;
	note("applying the series to %.12s, from which the one in the tree started",
	     j->run->base);
	err = work_open(&j->base, &j->again);
	if (!err)
		err = apply_steps(&j->again, &j->series, &j->who, note_step, j);
	return err ? err : apply_check(&j->again, &j->series, &j->known);
}

/* Is the series in the tree the present one? 1, 0 or an error. */
static int is_present(const struct job *j)
{
	char *spec __cleanup(str_free) = str_fmt("%s^{tree}", run_tip(j->run));
	char *tree __cleanup(str_free) = NULL;
	int err = git_line(&j->again.g, &tree, ARGS("rev-parse", "--verify", "-q", spec));

	return err ? err : !strcmp(tree, j->again.tree);
}

/* --- an older series --- */

static int print_range_diff(const struct job *j)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *old __cleanup(str_free) = str_fmt("%s..%s", j->run->base, run_tip(j->run));
	char *new __cleanup(str_free) = str_fmt("%s..%s", j->run->base, j->again.commit);
	int err = git_ok(&j->again.g, &out, "range-diff", "--no-color",
			 "--no-ext-diff", old, new);

	fputs(out.buf, stdout);
	return err;
}

static int print_rest(const struct job *j)
{
	char *range __cleanup(str_free) = str_fmt("%s..%s", run_tip(j->run), j->k.head);
	char *count __cleanup(str_free) = NULL, *word __cleanup(str_free) = NULL;
	int err = git_line(&j->again.g, &count,
			   ARGS("rev-list", "--count", "--first-parent", range));

	if (err || !strcmp(count, "0"))
		return err;
	word = shell_word(j->branch);
	printf("%s %s after the series; to bring %s along: git rebase --rebase-merges --onto %s %.12s%s\n",
	       count, strcmp(count, "1") ? "commits came" : "commit came",
	       strcmp(count, "1") ? "them" : "it", word, run_tip(j->run),
	       names_is_main(j->k.series) ? ", and then this command again" : "");
	return 0;
}

static void print_losses(const struct job *j)
{
	char *text __cleanup(str_free) = losses_sum_text(&j->lost_sum);

	for (size_t i = 0; i < j->lost.n; i++)
		printf("  %s\n", j->lost.v[i]);
	if (text)
		puts(text);
}

static int renew(struct job *j)
{
	enum branch_made made;
	int err = print_range_diff(j);

	if (!err && !j->o->dry_run)
		err = branch_make(&j->k, &j->again, j->branch, j->old, &made);
	if (err)
		return err;
	if (j->o->dry_run)
		puts("the tree has another version of the series; no branch was made");
	else
		printf("the tree has another version of the series: branch %s of %s has the present one, from the same base %.12s\n",
		       j->branch, j->k.path, j->run->base);
	print_losses(j);
	return print_rest(j);
}

/* --- the present series --- */

static int judge(const struct job *j, const struct update *u)
{
	for (size_t i = 0; i < u->left.n; i++)
		printf("  %s\n", u->left.v[i]);
	if (!u->left.n)
		return 0;
	return fail(EXIT_BY_HAND, EINVAL,
		    "%zu %s of %s could not be converted, and %s to be changed by hand: see the list%s",
		    u->places.n, u->places.n == 1 ? "place" : "places", j->k.path,
		    u->places.n == 1 ? "has" : "have",
		    u->numstat.n && !j->o->dry_run ? "; the branch has the rest" : "");
}

static int convert_in(const struct job *j, struct work *w, struct update *u)
{
	enum branch_made made;
	int err = work_open(&j->k, w);

	if (!err)
		err = update_convert(w, &j->series, &j->who, u);
	if (!err && u->numstat.n && !j->o->dry_run)
		err = branch_make(&j->k, w, j->branch, j->old, &made);
	return err;
}

static int convert(const struct job *j)
{
	struct work w __cleanup(work_close) = WORK_INIT;
	struct update u __cleanup(update_free) = {
		.since = j->run ? run_tip(j->run) : NULL, .known = &j->known,
	};
	char *word __cleanup(str_free) = shell_word(j->branch);
	int err = convert_in(j, &w, &u);

	if (err)
		return err;
	for (size_t i = 0; i < u.said.n; i++)
		printf("  %s\n", u.said.v[i]);
	for (size_t i = 0; i < u.numstat.n; i++)
		printf("  %s\n", strrchr(u.numstat.v[i], '\t') + 1);
	if (!u.numstat.n)
		puts("there is nothing to convert");
	else if (j->o->dry_run)
		printf("%zu %s would be converted; no branch was made\n", u.numstat.n,
		       u.numstat.n == 1 ? "file" : "files");
	else
		printf("%zu %s converted: branch %s of %s, one commit on top of HEAD; 'git merge --ff-only %s' takes it\n",
		       u.numstat.n, u.numstat.n == 1 ? "file was" : "files were",
		       j->branch, j->k.path, word);
	return judge(j, &u);
}

/* --- any other series --- */

/* Other series have nothing to convert, but may have an older version. */
static int fail_unknown(const struct job *j)
{
	char *path __cleanup(str_free) = shell_word(j->k.path);

	return fail(EXIT_BY_HAND, ENOENT,
		    "the commits of the series %s cannot be told from the rest of %s, so that their version is not known: take them back, with 'lazymmu revert %s' if it finds them, and apply the series again with --series=%s",
		    j->k.series, j->k.path, path, j->k.series);
}

static int leave(const struct job *j)
{
	printf("%s has the present version of the series %s, which converts nothing: there is nothing to do\n",
	       j->k.path, j->k.series);
	return 0;
}

static int do_job(struct job *j)
{
	bool is_main = names_is_main(j->k.series);
	int ret = history_find(&j->k, &j->history);

	if (ret)
		return ret;
	find_run(j);
	if (!j->run && !is_main)
		return fail_unknown(j);
	ret = load_series(j);
	if (!ret)
		ret = identity_of_user(&j->k, &j->who);
	if (ret || !j->run)
		return ret ? ret : convert(j);
	ret = apply_again(j);
	if (!ret)
		ret = is_present(j);
	if (ret < 0)
		return ret;
	if (!ret)
		return renew(j);
	return is_main ? convert(j) : leave(j);
}

/* The tree says which series it has; the user may say so, too. */
static int check_series(const struct job *j)
{
	const char *wanted = j->o->series;
	int err = wanted ? names_need(wanted) : 0;

	if (!err && wanted && strcmp(wanted, j->k.series))
		err = fail(EXIT_USAGE, EINVAL,
			   "%s has the series %s, and not %s: --update keeps the series that a tree has",
			   j->k.path, j->k.series, wanted);
	return err;
}

int update_tree(const struct update_options *o)
{
	struct job j = { .o = o, .again = WORK_INIT };
	int err = resolve_ported(o->tree, &j.k);

	if (!err)
		err = check_series(&j);
	if (!err) {
		j.branch = o->branch ? str_dup(o->branch) :
				       str_fmt("lazymmu/%s-update", j.k.version);
		j.old = o->branch ? BRANCH_KEEP : BRANCH_MOVE;
		err = branch_place(&j.k, j.branch, j.old, o->dry_run);
	}
	if (!err)
		err = do_job(&j);
	free_job(&j);
	return err;
}
