/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a prepared tree, to build from. */
#ifndef LAZYMMU_CHECKOUT_H
#define LAZYMMU_CHECKOUT_H

#include "tree/kernel.h"

/**
 * checkout_update - have all files of a prepared tree in a directory
 * @k: the kernel
 * @commit: from prepare_tree()
 * @name: part of the directory's name: trees that take turns in one directory
 *	  share their builds
 * @srcdir: set to the directory, to be freed by the caller
 *
 * The directory stays. Only files that differ are written, so that make builds
 * only what has to be. While it is used, the caller keeps others out with
 * lock_take() on a file of its own.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int checkout_update(const struct kernel *k, const char *commit, const char *name,
		    char **srcdir);

/**
 * checkout_refresh - tell git that files of a checkout were given other times
 * @k: the kernel
 * @commit: what has been checked out
 * @name: as for checkout_update()
 *
 * To git, a file whose time is not the one it has noted has been changed: the
 * next checkout_update() would write it again, and make would compile all that
 * includes it.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int checkout_refresh(const struct kernel *k, const char *commit,
		     const char *name);

#endif
