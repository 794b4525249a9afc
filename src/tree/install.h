/* SPDX-License-Identifier: GPL-2.0-only */
/* Making the branch: the one thing that changes the user's repository. */
#ifndef LAZYMMU_INSTALL_H
#define LAZYMMU_INSTALL_H

#include "tree/kernel.h"
#include "tree/work.h"

/*
 * In a fetched kernel, refs/lazymmu/BRANCH is what refs/heads/BRANCH was when it
 * was made.
 */
#define INSTALL_MARK	"refs/lazymmu/"

/**
 * install_branch - make the last commit of @w the branch @branch of the tree
 * @k: the tree
 * @w: the work on it
 * @branch: its name, without refs/heads/
 * @old: the commit that the branch is now, in a fetched kernel, where it may be
 *	replaced; NULL: there must be no such branch
 *
 * First come the objects, which nothing refers to yet, then the branch, at
 * once or not at all. Killed at any moment, this leaves a repository that is
 * as good as before; the files that are left behind are removed by
 * scratch_sweep().
 *
 * Return: 0, or 1 if the branch is not what @old says (nothing was changed, no
 * failure recorded), or a negative errno value (failure recorded).
 */
int install_branch(const struct kernel *k, const struct work *w,
		   const char *branch, const char *old);

#endif
