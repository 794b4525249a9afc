/* SPDX-License-Identifier: GPL-2.0-only */
/* Preparing a kernel for a build: applying the series, or a part of it. */
#ifndef LAZYMMU_PREPARE_H
#define LAZYMMU_PREPARE_H

#include "series/series.h"
#include "tree/kernel.h"

/**
 * prepare_check - check what the user asks for before anything else is done
 * @r: the recipe
 *
 * Without spatch, the rules of a semantic patch on top are not read: spatch is
 * not needed if the cache has all that is asked for.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_check(const struct recipe *r);

/**
 * prepare_tree - make a prepared tree, unless the cache has it
 * @k: the kernel
 * @r: what to do to it
 * @commit: set to the id of the last commit
 *
 * The tree is kept in the cache (tree/store.h), and used again while the kernel,
 * the chosen steps and the content of the patch on top stay the same. The commits
 * have a fixed author and date. A patch that changes nothing is refused.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_tree(const struct kernel *k, const struct recipe *r, char commit[65]);

#endif
