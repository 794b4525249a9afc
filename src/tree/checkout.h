/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a prepared tree, to build from. */
#ifndef LAZYMMU_CHECKOUT_H
#define LAZYMMU_CHECKOUT_H

#include "tree/kernel.h"

/**
 * checkout_update - check out a prepared tree in a directory of the cache
 * @k: the kernel
 * @commit: from prepare_tree()
 * @name: part of the directory's name; trees with the same name take turns in
 *	  one directory and share their builds
 * @srcdir: set to the directory, to be freed by the caller
 *
 * The directory stays in the cache. Only files that differ are written, so that
 * make compiles only what changed. While the caller uses the directory, it has
 * to keep other processes out by a lock of its own.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int checkout_update(const struct kernel *k, const char *commit, const char *name,
		    char **srcdir);

/**
 * checkout_refresh - update git's index after files of a checkout got other
 * times
 * @k: the kernel
 * @commit: the commit that is checked out
 * @name: as for checkout_update()
 *
 * git takes a file whose time is not that in the index for changed. The next
 * checkout_update() would write the file again, and make would compile
 * everything that includes it.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int checkout_refresh(const struct kernel *k, const char *commit,
		     const char *name);

#endif
