/* SPDX-License-Identifier: GPL-2.0-only */
/* The branch that a command makes: whether it can be made, and making it. */
#ifndef LAZYMMU_BRANCH_H
#define LAZYMMU_BRANCH_H

#include <stdbool.h>

#include "tree/kernel.h"
#include "tree/work.h"

/**
 * branch_check - can there be a branch of this name?
 * @k: the tree
 * @branch: the name, without refs/heads/
 *
 * Return: 0 if the branch can be made, 1 if it exists, or a negative errno
 * value (failure recorded: git does not allow the name, or not next to another
 * branch).
 */
int branch_check(const struct kernel *k, const char *branch);

/**
 * enum branch_old - what becomes of a branch that exists already
 * @BRANCH_KEEP: it stays, and the command fails
 * @BRANCH_REMAKE: only in a fetched kernel: an equal branch is left; a branch of an
 *	earlier run is replaced if nobody has worked on it. Waits for other runs that
 *	do the same
 * @BRANCH_MOVE: it is moved if HEAD has all its commits, so that none gets lost
 */
enum branch_old { BRANCH_KEEP, BRANCH_REMAKE, BRANCH_MOVE };

/**
 * branch_place - can the branch be made, and is there space for it?
 * @k: the tree
 * @branch: the name, without refs/heads/
 * @old: what becomes of the branch if it exists
 * @dry_run: only the name is checked
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int branch_place(const struct kernel *k, const char *branch, enum branch_old old,
		 bool dry_run);

/**
 * enum branch_made - the result of branch_make()
 * @BRANCH_NEW: a new branch was made
 * @BRANCH_SAME: the branch existed, with the same commits
 * @BRANCH_AGAIN: the branch of an earlier run was replaced or moved
 */
enum branch_made { BRANCH_NEW, BRANCH_SAME, BRANCH_AGAIN };

/**
 * branch_make - make a branch of the last commit of @w
 * @k: the tree
 * @w: the work on it
 * @branch: name of the branch
 * @old: what becomes of the branch if it exists
 * @made: set on success
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int branch_make(const struct kernel *k, const struct work *w,
		const char *branch, enum branch_old old, enum branch_made *made);

#endif
