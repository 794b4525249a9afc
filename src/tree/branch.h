/* SPDX-License-Identifier: GPL-2.0-only */
/* The branch that 'lazymmu apply' makes: may it be made, and made again? */
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
 * Return: 0 if there can be, 1 if there is one, or a negative errno value
 * (failure recorded: no such name is possible, or not next to the others).
 */
int branch_check(const struct kernel *k, const char *branch);

/**
 * branch_exists - record that the branch is there, and stays as it is
 *
 * Return: -EEXIST.
 */
int branch_exists(const struct kernel *k, const char *branch);

/**
 * enum branch_made - what branch_make() did
 * @BRANCH_NEW: it made a new branch
 * @BRANCH_SAME: the branch was there, with the same commits
 * @BRANCH_AGAIN: it replaced what an earlier run had made
 */
enum branch_made { BRANCH_NEW, BRANCH_SAME, BRANCH_AGAIN };

/**
 * branch_make - make the last commit of @w a branch
 * @k: the tree
 * @w: the work on it
 * @branch: its name
 * @replace: the branch may exist already (only in a fetched kernel): it is left
 *	if it is the same, and made anew if nobody has worked on it since an
 *	earlier run. Others who do this at the same time are waited for
 * @made: set on success
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int branch_make(const struct kernel *k, const struct work *w,
		const char *branch, bool replace, enum branch_made *made);

#endif
