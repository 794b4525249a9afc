// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu revert: a branch with the tree without the series. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "tree/branch.h"
#include "tree/history.h"
#include "tree/identity.h"
#include "tree/resolve.h"
#include "tree/revert.h"
#include "util/cleanup.h"
#include "util/scratch.h"
#include "util/strbuf.h"

struct arguments {
	const char *tree;
	const char *branch;
	bool dry_run;
};

static const struct argp_option options[] = {
	{ "branch", 'b', "BRANCH", 0, "Branch to make (default: lazymmu/VERSION-reverted, which is moved if HEAD has all its commits)", 0 },
	{ "dry-run", 'n', NULL, 0, "Show which files would change; make no branch", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
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
		if (a->tree)
			argp_error(state, "more than one TREE was given");
		a->tree = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->tree)
			argp_error(state, "TREE is missing: give the path of a git tree");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

STATUS_HELP(EXIT_NOT_KERNEL, EXIT_NO_SERIES, EXIT_NOT_GIT, EXIT_BRANCH_EXISTS,
	    EXIT_NO_SPACE, EXIT_MISSING_TOOL, EXIT_DIRTY, EXIT_NOT_PORTED,
	    EXIT_BY_HAND, EXIT_INTERRUPTED)

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "TREE",
	.doc = "Make a branch with the kernel git tree TREE as it is at HEAD, without the series.\v"
	       "If nothing came after the series, the branch is at the commit that the "
	       "series started from; else it is HEAD and one commit that takes the series "
	       "back, with its updates, and keeps what came after it, merges as well. The "
	       "checkout, the index and all other branches stay as they are, even if this "
	       "fails or is killed. If what came later has changed the same lines, or uses "
	       "the interface of the series, the files are named and nothing is done.",
	.help_filter = status_help,
};

/* Print how the result differs from HEAD. */
static int print_changes(const struct kernel *k, const struct work *w)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	int err = git_ok(&w->g, &out, "diff-tree", "-r", "--no-ext-diff",
			 "--no-textconv", "--no-color", "--stat=79", k->head,
			 w->commit);

	fputs(out.buf, stdout);
	return err;
}

static int revert(const struct kernel *k, const struct arguments *a,
		  const char *branch)
{
	struct history h __cleanup(history_free) = { 0 };
	struct identity who __cleanup(identity_free) = { 0 };
	struct work w __cleanup(work_close) = WORK_INIT;
	/* The default branch may be one of an earlier run, whose work is merged. */
	enum branch_old old = a->branch ? BRANCH_KEEP : BRANCH_MOVE;
	enum branch_made made;
	size_t commits = 0;
	int err = branch_place(k, branch, old, a->dry_run);

	if (!err)
		err = history_find(k, &h);
	if (!err)
		err = identity_of_user(k, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = revert_series(&w, k, &h, &who);
	if (!err && a->dry_run)
		err = print_changes(k, &w);
	if (!err && !a->dry_run)
		err = branch_make(k, &w, branch, old, &made);
	if (err)
		return err;
	for (size_t i = 0; i < h.n; i++)
		commits += h.v[i].commits.n;
	printf("%zu commits are taken back: ", commits);
	if (a->dry_run)
		puts("no branch was made");
	else
		printf("branch %s of %s, %s %.12s\n", branch, k->path,
		       strcmp(w.commit, history_series(&h)->base) ?
		       "one commit on top of HEAD," : "at the commit that the series started from,",
		       w.commit);
	return 0;
}

int cmd_revert(int argc, char **argv)
{
	struct kernel k __cleanup(kernel_free) = { 0 };
	char *branch __cleanup(str_free) = NULL;
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	/* A killed run may have left files in the tree. */
	err = scratch_sweep();
	if (!err)
		err = resolve_ported(a.tree, &k);
	if (err)
		return err;
	branch = a.branch ? str_dup(a.branch) : str_fmt("lazymmu/%s-reverted", k.version);
	return revert(&k, &a, branch);
}
