/* SPDX-License-Identifier: GPL-2.0-only */
/* Debian's kernel source packages, as git repositories in the cache. */
#ifndef LAZYMMU_FETCH_H
#define LAZYMMU_FETCH_H

/**
 * fetch_kernel - make sure the cache has the newest source of a kernel
 * @version: "6.12"
 * @suite: of Debian, "trixie-backports": it is read from the mirror that the
 *	   system uses, whether or not the system itself uses that suite. NULL:
 *	   from what the system uses
 * @path: set to the top of its git work tree, to be freed by the caller
 *
 * Two at once wait for each other; what an interrupted one leaves is removed
 * by the next.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int fetch_kernel(const char *version, const char *suite, char **path);

#endif
