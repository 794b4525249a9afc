/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the kernel that the user means, and checking that the series can be applied. */
#ifndef LAZYMMU_RESOLVE_H
#define LAZYMMU_RESOLVE_H

#include <stdbool.h>

#include "tree/kernel.h"

struct version;

/**
 * resolve_kernel - find the kernel that a user means
 * @name: a version ("6.12", which is fetched if the cache lacks it), a path, or
 *	NULL for the default version
 * @series: the series to be applied; NULL: the first one of the version
 * @k: set on success; to be released with kernel_free()
 *
 * Refuses, each with its own exit status: a path that is not a git tree or not
 * a kernel, a version without a series, uncommitted changes, and a tree that is
 * ported already.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_kernel(const char *name, const char *series, struct kernel *k);

/**
 * resolve_tree - open a tree, with the checks of resolve_kernel()
 * @path: the top of a kernel's work tree, or a bare repository
 * @fetched: the tree is our own, and is not checked for uncommitted changes
 * @series: as for resolve_kernel()
 * @k: set on success; to be released with kernel_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_tree(const char *path, bool fetched, const char *series,
		 struct kernel *k);

/**
 * resolve_ported - open a tree that has the series
 * @path: the top of a kernel's work tree, or a bare repository; its HEAD counts
 * @k: set on success; to be released with kernel_free()
 *
 * Refuses, each with its own exit status: a path that is not a git tree or not
 * a kernel, a version without a series, a tree without the series, and
 * uncommitted changes.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_ported(const char *path, struct kernel *k);

/**
 * resolve_mainline - find mainline's kernel, which has its own mode
 * @v: the version, which is fetched if the cache lacks it
 * @k: set on success; for building and measuring only
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_mainline(const struct version *v, struct kernel *k);

#endif
