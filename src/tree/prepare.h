/* SPDX-License-Identifier: GPL-2.0-only */
/* Preparing a kernel for a build: the series, or less, is put on it. */
#ifndef LAZYMMU_PREPARE_H
#define LAZYMMU_PREPARE_H

#include "series/series.h"
#include "tree/kernel.h"

/**
 * prepare_tree - make sure that a prepared tree exists
 * @k: the kernel
 * @variant: what is made of the kernel
 * @with: a semantic patch to put on top of the series, or NULL
 * @commit: set to the last commit's id
 *
 * The tree is kept in the cache (tree/store.h) and used again as long as neither
 * the kernel nor the series nor the content of @with changes. The commits have a
 * fixed author and date. A patch that changes nothing is refused.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int prepare_tree(const struct kernel *k, enum variant variant,
		 const char *with, char commit[65]);

#endif
