/* SPDX-License-Identifier: GPL-2.0-only */
/* Debian's kernel source packages, as git repositories in the cache. */
#ifndef LAZYMMU_FETCH_H
#define LAZYMMU_FETCH_H

struct version;

/**
 * fetch_kernel - make sure the cache has the newest source of a kernel
 * @v: its version. A suite that is named in its record is read from the mirror
 *	that the system uses, whether or not the system itself uses that suite
 * @path: set to the top of its git work tree, to be freed by the caller
 *
 * Two at once wait for each other; what an interrupted one leaves is removed
 * by the next.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int fetch_kernel(const struct version *v, char **path);

#endif
