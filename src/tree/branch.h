/* SPDX-License-Identifier: GPL-2.0-only */
/* The branch that 'lazymmu apply' makes: whether it can be made, and making it. */
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
 * branch_place - can the branch be made, and is there space for it?
 * @k: the tree
 * @branch: the name, without refs/heads/
 * @replace: the branch may exist already
 * @dry_run: only the name is checked
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int branch_place(const struct kernel *k, const char *branch, bool replace,
		 bool dry_run);

/**
 * branch_exists - record the failure that the branch exists already
 *
 * Return: -EEXIST.
 */
int branch_exists(const struct kernel *k, const char *branch);

/**
 * enum branch_made - the result of branch_make()
 * @BRANCH_NEW: a new branch was made
 * @BRANCH_SAME: the branch existed, with the same commits
 * @BRANCH_AGAIN: the branch of an earlier run was replaced
 */
enum branch_made { BRANCH_NEW, BRANCH_SAME, BRANCH_AGAIN };

/**
 * branch_make - make a branch of the last commit of @w
 * @k: the tree
 * @w: the work on it
 * @branch: name of the branch
 * @replace: the branch may exist already (only in a fetched kernel). An equal
 *	branch is left; a branch of an earlier run is replaced if nobody has
 *	worked on it. Waits for other runs that do the same
 * @made: set on success
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int branch_make(const struct kernel *k, const struct work *w,
		const char *branch, bool replace, enum branch_made *made);

#endif
