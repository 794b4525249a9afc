/* SPDX-License-Identifier: GPL-2.0-only */
/* Finished kernel trees, kept in the cache, and their files to build from. */
#ifndef LAZYMMU_PREPARE_H
#define LAZYMMU_PREPARE_H

#include <stdbool.h>

#include "series/series.h"
#include "tree/kernel.h"

/**
 * prepare_tree - make sure that the finished tree exists
 * @k: the kernel
 * @variant: what is made of the kernel
 * @with: a semantic patch to put on top of the series, or NULL
 * @commit: set to the last commit's id
 *
 * Kept in the cache and used again as long as neither the kernel nor the
 * series nor the content of @with changes. The commits have a fixed author and
 * date. A patch that changes nothing is refused.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_tree(const struct kernel *k, enum variant variant,
		  const char *with, char commit[65]);

/**
 * prepare_repo - the cache's repository in which prepare_tree() keeps its result
 *
 * Return: the path, to be freed by the caller.
 */
char *prepare_repo(const struct kernel *k);

/**
 * checkout_update - all files of a finished tree, to build from
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
 * checkout_refresh - files of a checkout have been given other times
 * @k: the kernel
 * @commit: what has been checked out
 * @name: as for checkout_update()
 *
 * To git, a file whose time is not the one it has noted has been changed: the
 * next checkout_update() would write it again, and make would compile all that
 * includes it.
 */
void checkout_refresh(const struct kernel *k, const char *commit,
			    const char *name);

#endif
