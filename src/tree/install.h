/* SPDX-License-Identifier: GPL-2.0-only */
/* Making the branch. Nothing else changes the user's repository. */
#ifndef LAZYMMU_INSTALL_H
#define LAZYMMU_INSTALL_H

#include "tree/kernel.h"
#include "tree/work.h"

/*
 * In a fetched kernel, refs/lazymmu/BRANCH keeps the commit with which
 * refs/heads/BRANCH was made.
 */
#define INSTALL_MARK	"refs/lazymmu/"

/**
 * install_branch - make the last commit of @w the branch @branch of the tree
 * @k: the tree
 * @w: the work on it
 * @branch: name of the branch, without refs/heads/
 * @old: the present commit of the branch, which is replaced; NULL: there must be
 *	no such branch
 *
 * The objects are written first, when nothing refers to them yet; then the
 * branch is made in one atomic step. If the process is killed at any moment,
 * the repository is as good as before; scratch_sweep() removes the files that
 * are left.
 *
 * Return: 0, or 1 if the branch is not at @old (nothing was changed, no failure
 * recorded), or a negative errno value (failure recorded).
 */
int install_branch(const struct kernel *k, const struct work *w,
		   const char *branch, const char *old);

/**
 * install_check_free - may the branch be changed, as nobody has it checked out?
 * @k: the tree
 * @branch: name of the branch, which exists, without refs/heads/
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int install_check_free(const struct kernel *k, const char *branch);

#endif
