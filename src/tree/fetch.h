/* SPDX-License-Identifier: GPL-2.0-only */
/* The source of a kernel version, as a git repository in the cache. */
#ifndef LAZYMMU_FETCH_H
#define LAZYMMU_FETCH_H

struct version;

/**
 * fetch_kernel - make sure that the cache has the newest source of a kernel
 * @v: the record of the kernel's version, which says where the source is: in a
 *	package of Debian, or in git (see clone_tag()). A suite in the record is
 *	read from the system's mirror, even if the system does not use the suite
 * @path: set to the top of its git work tree, to be freed by the caller
 *
 * Two processes at once wait for each other. The next run removes the files
 * that an interrupted run leaves.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int fetch_kernel(const struct version *v, char **path);

#endif
