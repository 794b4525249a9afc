/* SPDX-License-Identifier: GPL-2.0-only */
/* The source of a kernel version, as a git repository in the cache. */
#ifndef LAZYMMU_FETCH_H
#define LAZYMMU_FETCH_H

struct version;

/**
 * fetch_kernel - make sure the cache has the newest source of a kernel
 * @v: its version; its record says where the source is: in a package of Debian,
 *	or in git (see clone_tag()). A suite that is named there is read from the
 *	mirror that the system uses, whether or not the system uses that suite
 * @path: set to the top of its git work tree, to be freed by the caller
 *
 * Two at once wait for each other; the files that an interrupted one leaves are
 * removed by the next.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int fetch_kernel(const struct version *v, char **path);

#endif
