/* SPDX-License-Identifier: GPL-2.0-only */
/* Has somebody worked in a kernel of the cache? */
#ifndef LAZYMMU_UNTOUCHED_H
#define LAZYMMU_UNTOUCHED_H

/**
 * untouched_kernel - is everything in a fetched kernel what lazymmu put there?
 * @dir: the work tree
 *
 * A kernel is untouched if all its commits are the pristine one or those of
 * "lazymmu apply", and its files are those of a commit. Only then can it be made
 * again when it was removed.
 *
 * Return: 1 or 0, or a negative errno value if that cannot be found out (failure
 * recorded).
 */
int untouched_kernel(const char *dir);

#endif
