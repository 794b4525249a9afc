/* SPDX-License-Identifier: GPL-2.0-only */
/* Does every commit of the series build? */
#ifndef LAZYMMU_EACH_COMMIT_H
#define LAZYMMU_EACH_COMMIT_H

#include <stdbool.h>

#include "build/target.h"
#include "tree/kernel.h"

struct strlist;

/**
 * each_commit_build - build the series commit by commit
 * @k: the kernel to put it on
 * @flavour: of the kernels
 * @v: for which targets
 * @n: their number
 *
 * For each target the directories that hold what the series touches are built,
 * after every commit, in order, so that only what a commit changes is compiled.
 * A warning about a file that the series touches is a failure. Prints a line
 * per commit and target, and their numbers at the end.
 *
 * Return: 0, EXIT_BUILD if something does not build, or a negative errno value
 * (failure recorded).
 */
int each_commit_build(const struct kernel *k, const char *flavour,
		      const struct target *const *v, int n);

/**
 * each_commit_goals - the directories to build
 * @touched: all files that the series touches
 * @srcarch: the architecture's directory in arch/
 * @goals: gets them, in make's words
 */
void each_commit_goals(const struct strlist *touched, const char *srcarch,
		       struct strlist *goals);

/**
 * each_commit_concerns - can the change of these files make a difference?
 * @files: changed by a commit
 * @srcarch: the architecture's directory in arch/
 */
bool each_commit_concerns(const struct strlist *files, const char *srcarch);

#endif
