/* SPDX-License-Identifier: GPL-2.0-only */
/* The files in which two commits of a prepared kernel differ. */
#ifndef LAZYMMU_CHANGES_H
#define LAZYMMU_CHANGES_H

#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * changes_between - list the files in which two commits differ
 * @k: the kernel; its prepared repository has both commits
 * @from: a commit
 * @to: another commit
 * @files: their paths are appended
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int changes_between(const struct kernel *k, const char *from, const char *to,
		    struct strlist *files);

#endif
