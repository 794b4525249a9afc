/* SPDX-License-Identifier: GPL-2.0-only */
/* Preparing a kernel for a build: applying the series, or a part of it. */
#ifndef LAZYMMU_PREPARE_H
#define LAZYMMU_PREPARE_H

#include "series/series.h"
#include "tree/kernel.h"

/**
 * prepare_check - check a semantic patch before anything else is done
 * @with: path of the patch, or NULL
 *
 * Without spatch, its rules are not read: it is not needed if the cache has all
 * that is asked for.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_check(const char *with);

/**
 * prepare_tree - make a prepared tree, unless the cache has it
 * @k: the kernel
 * @variant: the variant to prepare
 * @with: a semantic patch to apply on top of the series, or NULL
 * @commit: set to the id of the last commit
 *
 * The tree is kept in the cache (tree/store.h), and used again while the
 * kernel, the series and the content of @with stay the same. The commits have a
 * fixed author and date. A patch that changes nothing is refused.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_tree(const struct kernel *k, enum variant variant,
		 const char *with, char commit[65]);

#endif
