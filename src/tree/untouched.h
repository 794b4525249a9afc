/* SPDX-License-Identifier: GPL-2.0-only */
/* Has somebody worked in a kernel of the cache? */
#ifndef LAZYMMU_UNTOUCHED_H
#define LAZYMMU_UNTOUCHED_H

/**
 * untouched_kernel - is everything in a fetched kernel lazymmu's own work?
 * @dir: the work tree
 *
 * A kernel is untouched if it has no commits but the pristine one and those of
 * "lazymmu apply", and if its files are those of a commit, without any other
 * file, even one that git ignores. Only an untouched kernel can be removed and
 * made again without a loss.
 *
 * Return: 1 or 0, or a negative errno value if the question cannot be answered
 * (failure recorded).
 */
int untouched_kernel(const char *dir);

#endif
