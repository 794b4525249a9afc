// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply: put the series on a branch of a kernel tree. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/port.h"
#include "cmd/status.h"
#include "cmd/update.h"
#include "series/names.h"
#include "tree/apply.h"
#include "tree/branch.h"
#include "tree/identity.h"
#include "tree/resolve.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/scratch.h"
#include "util/strbuf.h"

struct arguments {
	struct port port;
	const char *branch;
	bool dry_run;
	bool keep_going;
	bool update;
};

enum {
	OPT_KEEP_GOING = 256,
	OPT_UPDATE,
};

static const struct argp_option options[] = {
	{ "branch", 'b', "BRANCH", 0, "Branch to make (default: lazymmu/VERSION, or lazymmu/VERSION-SERIES for other series than stateful)", 0 },
	{ "dry-run", 'n', NULL, 0, "Show what each step does to which file; make no branch", 0 },
	{ "keep-going", OPT_KEEP_GOING, NULL, 0, "With -n: leave out steps that do not fit, and list all misfits of the tree", 0 },
	{ "update", OPT_UPDATE, NULL, 0, "KERNEL is ported: convert what came in since, or renew an older series", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->port;
		return 0;
	case 'b':
		a->branch = arg;
		return 0;
	case 'n':
		a->dry_run = true;
		return 0;
	case OPT_KEEP_GOING:
		a->keep_going = true;
		return 0;
	case OPT_UPDATE:
		a->update = true;
		return 0;
	case ARGP_KEY_END:
		if (a->keep_going && a->update)
			argp_error(state, "--keep-going and --update cannot be used together");
		if (a->keep_going && !a->dry_run)
			argp_error(state, "--keep-going leaves steps out, so it needs -n: there is no branch to make of a part of the series");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &port_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(EXIT_BRANCH_EXISTS, EXIT_NOT_PORTED, EXIT_BY_HAND, STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "KERNEL",
	.doc = "Put the series on a branch of KERNEL, one commit per step.\v"
	       "KERNEL is a version that 'lazymmu versions' lists (fetched into the cache) or the path of a "
	       "kernel git tree. The branch starts at the tree's HEAD. The checkout, "
	       "the index and all other branches stay as they are, even if this "
	       "fails or is killed. A branch that exists is refused; in a fetched "
	       "kernel, it is made again if the series has changed and nobody has worked "
	       "on it.\n\n"
	       "With --update, the tree has a series at HEAD. If the series has changed, a "
	       "branch from the same base gets the present one, and a range-diff shows the "
	       "difference. If not, and the series is stateful, one commit on top converts the "
	       "code that came in since, by a merge or a fix, and that opens sections without a "
	       "state, or as mainline does; what could not be converted is listed. The branch is "
	       "lazymmu/VERSION-update; that of the last update is moved if HEAD has all its "
	       "commits.",
	.help_filter = status_help,
};

/*
 * struct progress - what has been done
 * @detail: show what each step does to which file
 * @lost: lines that are removed although the steps were not made for them
 * @part: the part of the last step, or NULL
 * @done: number of commits
 * @unfit: number of steps that do not fit, and ...
 * @unfit_alone: ... of those that do not only follow from others
 * @misfits: number of misfits, and ...
 * @misfits_alone: ... of those that do not follow from others
 * @cpu_s: processor time in seconds
 * @wall_s: duration in seconds
 */
struct progress {
	bool detail;
	struct loss_sum lost;
	const char *part;
	size_t done;
	size_t unfit, unfit_alone;
	size_t misfits, misfits_alone;
	double cpu_s;
	double wall_s;
};

static void print_files(const struct strlist *numstat)
{
	for (size_t i = 0; i < numstat->n; i++) {
		char added[24], removed[24];
		int at = 0;

		if (sscanf(numstat->v[i], "%23[0-9-]\t%23[0-9-]\t%n", added,
			   removed, &at) == 2 && at)
			printf("          +%-4s -%-4s %s\n", added, removed,
			       numstat->v[i] + at);
	}
}

/* Width of the column of subjects; longer subjects end in dots. */
#define SUBJECT_WIDTH 60

static void cut_subject(const char *subject, char out[SUBJECT_WIDTH + 1])
{
	bool fits = strlen(subject) <= SUBJECT_WIDTH;

	snprintf(out, SUBJECT_WIDTH + 1, "%.*s%s",
		 fits ? SUBJECT_WIDTH : SUBJECT_WIDTH - 3, subject,
		 fits ? "" : "...");
}

/* A line before the first step of each part. */
static void print_part(struct progress *p, const char *part)
{
	if (part && (!p->part || strcmp(part, p->part)))
		printf("part '%s' (--without=%s leaves it out):\n", part, part);
	p->part = part;
}

static void print_omitted(const struct series *s)
{
	for (size_t i = 0; i < s->omitted.n; i++)
		printf("  left out: %s\n", s->omitted.v[i]);
}

/* Lines that the step removes although it was not made for them. */
static void print_losses(struct progress *p, const struct step_result *r)
{
	struct strlist text __cleanup(sl_free) = { 0 };

	/* A dry run leaves no commit to look at. */
	losses_describe(r->losses, p->detail ? NULL : r->commit, &text);
	for (size_t i = 0; i < text.n; i++)
		printf("          %s\n", text.v[i]);
	losses_sum_up(&p->lost, r->losses);
}

static void print_loss_sum(const struct progress *p)
{
	char *text __cleanup(str_free) = losses_sum_text(&p->lost);

	if (text)
		puts(text);
}

/* A step that does not fit: why, and whether other misfits are the reason. */
static void print_misfits(struct progress *p, const struct step_result *r)
{
	size_t alone = 0;

	for (size_t i = 0; i < r->nr_misfits; i++)
		alone += !r->misfits[i].because;
	printf("%3zu/%zu  %s: does not fit%s\n", r->number, r->total, r->step->name,
	       alone ? "" : ", as a consequence");
	for (size_t i = 0; i < r->nr_misfits; i++) {
		const struct misfit *m = &r->misfits[i];

		printf("          %s%s%s\n", m->what, m->because ? "\n            " : "",
		       m->because ? m->because : "");
	}
	print_losses(p, r);
	p->unfit++;
	p->unfit_alone += alone > 0;
	p->misfits += r->nr_misfits;
	p->misfits_alone += alone;
}

static void print_step(void *arg, const struct step_result *r)
{
	char subject[SUBJECT_WIDTH + 1];
	struct progress *p = arg;

	print_part(p, r->step->part);
	if (r->skipped) {
		printf("%3zu/%zu  %s: skipped, %s\n", r->number, r->total,
		       r->step->name, r->skipped);
		return;
	}
	if (r->nr_misfits) {
		print_misfits(p, r);
		return;
	}
	p->done++;
	cut_subject(r->step->subject, subject);
	printf("%3zu/%zu  %-*s %3zu file%s +%-4lu -%-4lu %5.1f s CPU %5.1f s\n",
	       r->number, r->total, SUBJECT_WIDTH, subject, r->files,
	       r->files == 1 ? " " : "s", r->added, r->removed, r->cpu_s,
	       r->wall_s);
	for (size_t i = 0; i < r->said->n; i++)
		printf("          %s\n", r->said->v[i]);
	if (p->detail)
		print_files(r->numstat);
	print_losses(p, r);
}

static int make_branch(const struct kernel *k, const struct work *w,
		       const char *branch, enum branch_old old,
		       const struct progress *p)
{
	static const char *const how[] = {
		[BRANCH_NEW] = "branch",
		[BRANCH_SAME] = "already there, the same, as branch",
		[BRANCH_AGAIN] = "the series has changed since; new branch",
	};
	enum branch_made made;
	int err = branch_make(k, w, branch, old, &made);

	if (err)
		return err;
	printf("%zu commits (%.1f s CPU, %.1f s in all): %s %s of %s, on top of Linux %s\n",
	       p->done, p->cpu_s, p->wall_s, how[made], branch, k->path,
	       k->release);
	print_loss_sum(p);
	return 0;
}

/* Apply the series to @k in the scratch directory of @w, and measure the time. */
static int put_series(const struct kernel *k, const struct arguments *a,
		      struct work *w, struct misfits *misfits, struct progress *p)
{
	struct identity who __cleanup(identity_free) = { 0 };
	struct series s __cleanup(series_free) = { 0 };
	double start, wall;
	int err = series_load(k->series, k->version, PORTED, &a->port.without, &s);

	if (!err)
		err = identity_of_user(k, &who);
	start = clock_cpu();
	wall = clock_wall();
	if (!err)
		err = work_open(k, w);
	if (a->keep_going)
		w->misfits = misfits;
	if (!err)
		err = apply_steps(w, &s, &who, print_step, p);
	if (!err)
		print_omitted(&s);
	/* The name is a step's. */
	p->part = NULL;
	p->cpu_s = clock_cpu() - start;
	p->wall_s = clock_wall() - wall;
	return err;
}

/* The end of a run with --keep-going. */
static int judge_misfits(const struct kernel *k, const struct progress *p)
{
	if (!p->unfit)
		return 0;
	return fail(EXIT_STEP, EINVAL,
		    "%zu steps do not fit Linux %s in %s, in %zu places, and %zu more only as a consequence, in %zu: see docs/add-a-step.md; nothing was changed",
		    p->unfit_alone, k->release, k->path, p->misfits_alone,
		    p->unfit - p->unfit_alone, p->misfits - p->misfits_alone);
}

static int apply(const struct kernel *k, const struct arguments *a,
		 const char *branch)
{
	struct misfits misfits __cleanup(misfits_free) = { 0 };
	/* In a fetched tree the default branch is our own, and can be replaced. */
	enum branch_old old = k->fetched && !a->branch ? BRANCH_REMAKE : BRANCH_KEEP;
	struct progress p = { .detail = a->dry_run };
	struct work w __cleanup(work_close) = WORK_INIT;
	int err = branch_place(k, branch, old, a->dry_run);

	if (!err)
		err = put_series(k, a, &w, &misfits, &p);
	if (err)
		return err;
	if (!a->dry_run)
		return make_branch(k, &w, branch, old, &p);
	printf("%zu commits (%.1f s CPU, %.1f s in all); no branch was made\n",
	       p.done, p.cpu_s, p.wall_s);
	print_loss_sum(&p);
	return judge_misfits(k, &p);
}

static char *default_branch(const struct kernel *k)
{
	bool is_main = names_is_main(k->series);

	return str_fmt("lazymmu/%s%s%s", k->version, is_main ? "" : "-",
		       is_main ? "" : k->series);
}

int cmd_apply(int argc, char **argv)
{
	struct kernel k __cleanup(kernel_free) = { 0 };
	char *branch __cleanup(str_free) = NULL;
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	err = series_need_parts(&a.port.without);
	/* A killed run may have left files in the tree. */
	if (!err)
		err = scratch_sweep();
	if (!err && a.update) {
		const struct update_options o = {
			.tree = a.port.kernel, .series = a.port.series,
			.branch = a.branch,
			.dry_run = a.dry_run, .without = &a.port.without,
		};

		err = update_tree(&o);
		port_free(&a.port);
		return err;
	}
	if (!err)
		err = resolve_kernel(a.port.kernel, a.port.series, &k);
	if (!err) {
		branch = a.branch ? str_dup(a.branch) : default_branch(&k);
		err = apply(&k, &a, branch);
	}
	port_free(&a.port);
	return err;
}
