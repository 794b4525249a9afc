/* SPDX-License-Identifier: GPL-2.0-only */
/* Making the branch: the one thing that changes the user's repository. */
#ifndef LAZYMMU_INSTALL_H
#define LAZYMMU_INSTALL_H

#include "tree/kernel.h"
#include "tree/work.h"

/* In a fetched kernel: what a branch was when it was made, without refs/heads/. */
#define INSTALL_MARK	"refs/lazymmu/"

/**
 * install_branch - make what is in @w the branch @branch of the user's tree
 * @old: what the branch is, in a fetched kernel, where it is made anew; NULL:
 *	there must be none
 *
 * First come the objects, which nothing refers to yet, then the branch, at
 * once or not at all. Killed at any moment, this leaves a repository that is
 * as good as before; what it does leave, scratch_sweep() removes.
 *
 * Return: 0, -EEXIST if the branch is something else by now (no failure
 * recorded), or another negative errno value (failure recorded).
 */
int install_branch(const struct kernel *k, const struct work *w,
		   const char *branch, const char *old);

#endif
