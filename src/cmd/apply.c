// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu apply: put the series on a branch of a kernel tree. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "host/space.h"
#include "tree/apply.h"
#include "tree/identity.h"
#include "tree/install.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/scratch.h"
#include "util/strbuf.h"

/* What the new objects may take in the user's repository. */
#define BRANCH_BYTES (32ULL << 20)

struct arguments {
	const char *kernel;
	const char *branch;
	bool dry_run;
};

static const struct argp_option options[] = {
	{ "branch", 'b', "BRANCH", 0, "Branch to make (default: lazymmu/VERSION)", 0 },
	{ "dry-run", 'n', NULL, 0, "Show what each step does to which file; make no branch", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'b':
		a->branch = arg;
		return 0;
	case 'n':
		a->dry_run = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->kernel)
			argp_error(state, "one KERNEL only");
		a->kernel = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->kernel)
			argp_error(state, "which KERNEL? A version that 'lazymmu versions' lists, or the path of a git tree");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "KERNEL",
	.doc = "Put the series on a branch of KERNEL, one commit per step.\v"
	       "KERNEL is a version that 'lazymmu versions' lists (fetched into the cache) or the path of a "
	       "kernel git tree. The branch starts at the tree's HEAD. The checkout, "
	       "the index and all other branches stay as they are, also when this "
	       "fails or is killed. A branch that exists is refused; in the cache's own "
	       "tree, it is made again if the series has changed and nobody has worked "
	       "on it.",
	.help_filter = status_help,
};

struct progress {
	bool detail;
	size_t done;
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

/* Subjects are one column; those that do not fit end in dots. */
#define SUBJECT_WIDTH 60

static void cut_subject(const char *subject, char out[SUBJECT_WIDTH + 1])
{
	bool fits = strlen(subject) <= SUBJECT_WIDTH;

	snprintf(out, SUBJECT_WIDTH + 1, "%.*s%s",
		 fits ? SUBJECT_WIDTH : SUBJECT_WIDTH - 3, subject,
		 fits ? "" : "...");
}

static void report(void *arg, const struct step_result *r)
{
	char subject[SUBJECT_WIDTH + 1];
	struct progress *p = arg;

	if (r->skipped) {
		printf("%3zu/%zu  %s: skipped, %s\n", r->number, r->total,
		       r->step->name, r->skipped);
		return;
	}
	p->done++;
	cut_subject(r->step->subject, subject);
	printf("%3zu/%zu  %-*s %3zu file%s +%-4lu -%-4lu %5.1f s CPU %5.1f s\n",
	       r->number, r->total, SUBJECT_WIDTH, subject, r->files,
	       r->files == 1 ? " " : "s", r->added, r->removed, r->cpu_s,
	       r->wall_s);
	if (p->detail)
		print_files(r->numstat);
}

/* Can there be a new branch of that name? */
static int check_branch(const struct kernel *k, const char *branch, bool *there)
{
	struct git g = kernel_git(k);
	struct strbuf out = STRBUF_INIT;
	struct strlist refs = { 0 };
	char *ref = str_fmt("refs/heads/%s", branch);
	int ret;

	*there = false;
	ret = git_status(&g, NULL, "check-ref-format", ref);
	if (ret > 0 || *branch == '-') {
		ret = fail(EXIT_USAGE, EINVAL, "'%s' cannot be the name of a branch: give another one with -b",
			   branch);
		goto out;
	}
	ret = git_ok(&g, &out, "for-each-ref", "--format=%(refname)", "refs/heads");
	if (ret)
		goto out;
	sl_split(&refs, out.buf, "\n");
	for (size_t i = 0; i < refs.n && !ret && !*there; i++) {
		const char *old = refs.v[i];
		size_t a = strlen(old), b = strlen(ref);
		size_t n = a < b ? a : b;

		if (strncmp(old, ref, n))
			continue;
		if (a == b)
			*there = true;
		else if ((a < b ? ref : old)[n] == '/')
			ret = fail(EXIT_BRANCH_EXISTS, EEXIST,
				   "%s has the branch %s, next to which git allows none named %s: give another name with -b",
				   k->path, old + strlen("refs/heads/"), branch);
	}
out:
	sb_free(&out);
	sl_free(&refs);
	free(ref);
	return ret;
}

static int branch_exists(const struct kernel *k, const char *branch)
{
	return fail(EXIT_BRANCH_EXISTS, EEXIST,
		    "%s already has a branch %s: remove it with 'git -C %s branch -D %s', or give another name with -b",
		    k->path, branch, k->path, branch);
}

/* The trees and the messages from HEAD to @tip, oldest first. */
static int list_commits(const struct git *g, const char *head, const char *tip,
		      struct strbuf *out)
{
	char *range = str_fmt("%s..%s", head, tip);
	int err = git_ok(g, out, "log", "--reverse", "--format=%T%n%B", range);

	free(range);
	return err;
}

/* Is the branch that exists what we would have made? */
static int same_branch(const struct kernel *k, const struct work *w,
		       const char *branch, bool *same)
{
	struct strbuf old = STRBUF_INIT, new = STRBUF_INIT;
	struct git g = kernel_git(k);
	char *ref = str_fmt("refs/heads/%s", branch);
	int err;

	err = list_commits(&g, k->head, ref, &old);
	if (!err)
		err = list_commits(&w->g, k->head, w->commit, &new);
	*same = !err && !strcmp(old.buf, new.buf);
	sb_free(&old);
	sb_free(&new);
	free(ref);
	return err;
}

/*
 * Is the branch what an earlier run has left, and nobody has changed since? Then
 * @tip becomes that, to be freed by the caller.
 */
static int untouched_branch(const struct kernel *k, const char *branch,
			    char **tip)
{
	struct strbuf tips = STRBUF_INIT;
	struct git g = kernel_git(k);
	char *ref = str_fmt("refs/heads/%s", branch);
	char *mark = str_fmt(INSTALL_MARK "%s", branch);
	struct strlist v = { 0 };
	int err;

	err = git_ok(&g, &tips, "for-each-ref", "--format=%(objectname)", ref, mark);
	if (!err)
		sl_split(&v, tips.buf, "\n");
	if (v.n == 2 && !strcmp(v.v[0], v.v[1]))
		*tip = str_dup(v.v[0]);
	sl_free(&v);
	sb_free(&tips);
	free(ref);
	free(mark);
	return err;
}

/*
 * The branch is there, in a tree of ours: leave it, or make it anew. -EEXIST if
 * somebody has worked on it, or if another run is in between: git changes one
 * reference after the other.
 */
static int make_again(const struct kernel *k, const struct work *w,
		      const char *branch, const char **how)
{
	char *old = NULL;
	bool same;
	int err;

	err = same_branch(k, w, branch, &same);
	if (!err && same) {
		*how = "already there, the same, as branch";
		return 0;
	}
	if (!err)
		err = untouched_branch(k, branch, &old);
	if (!err && !old)
		err = -EEXIST;
	if (!err)
		err = install_branch(k, w, branch, old);
	*how = "the series has changed since; new branch";
	free(old);
	return err;
}

static int finish(const struct kernel *k, const struct work *w,
		  const char *branch, bool there, const struct arguments *a,
		  const struct progress *p)
{
	const char *how = "branch";
	int err;

	if (a->dry_run) {
		printf("%zu commits (%.1f s CPU, %.1f s in all); no branch was made\n",
		       p->done, p->cpu_s, p->wall_s);
		return 0;
	}
	err = there ? make_again(k, w, branch, &how) :
		      install_branch(k, w, branch, NULL);
	/* Others may be at it, too; they do not go on for ever. */
	for (int i = 0; i < 9 && err == -EEXIST && !fail_message(); i++) {
		if (!k->fetched || a->branch)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
		err = make_again(k, w, branch, &how);
	}
	if (err == -EEXIST && !fail_message())
		err = branch_exists(k, branch);
	if (!err)
		printf("%zu commits (%.1f s CPU, %.1f s in all): %s %s of %s, on top of Linux %s\n",
		       p->done, p->cpu_s, p->wall_s, how, branch, k->path, k->release);
	return err;
}

static int apply(const struct kernel *k, const struct arguments *a,
		 const char *branch)
{
	struct progress p = { .detail = a->dry_run };
	struct work w = WORK_INIT;
	struct series s = { 0 };
	struct identity who = { 0 };
	double start, wall;
	bool there;
	int err;

	err = check_branch(k, branch, &there);
	/* Only in a tree of ours is a branch that exists looked at. */
	if (!err && there && !a->dry_run && (!k->fetched || a->branch))
		err = branch_exists(k, branch);
	if (!err && !a->dry_run)
		err = space_need(k->objects, BRANCH_BYTES, "the branch",
				     "free some there");
	if (!err)
		err = series_load(k->version, PORTED, &s);
	if (!err)
		err = identity_of_user(k, &who);
	start = clock_cpu();
	wall = clock_wall();
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, &s, &who, report, &p);
	p.cpu_s = clock_cpu() - start;
	p.wall_s = clock_wall() - wall;
	if (!err)
		err = finish(k, &w, branch, there, a, &p);
	work_close(&w);
	identity_free(&who);
	series_free(&s);
	return err;
}

int cmd_apply(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct kernel k;
	char *branch;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	/* A run that was killed may have left something in the very tree. */
	err = scratch_sweep();
	if (!err)
		err = kernel_resolve(a.kernel, &k);
	if (err)
		return err;
	branch = a.branch ? str_dup(a.branch) : str_fmt("lazymmu/%s", k.version);
	err = apply(&k, &a, branch);
	free(branch);
	kernel_free(&k);
	return err;
}
