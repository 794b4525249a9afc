/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel that a user means, and whether the series can be put on it. */
#ifndef LAZYMMU_RESOLVE_H
#define LAZYMMU_RESOLVE_H

#include <stdbool.h>

#include "tree/kernel.h"

struct version;

/**
 * resolve_kernel - find the kernel that a user means
 * @name: a version ("6.12": fetched if the cache has none), a path, or NULL for
 *	the default version
 * @k: set on success; to be released with kernel_free()
 *
 * Refuses, each with its exit code: a path that is no git tree or no kernel, a
 * version without a series, uncommitted changes, and a tree that is ported
 * already.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_kernel(const char *name, struct kernel *k);

/**
 * resolve_tree - open a tree, and refuse it like resolve_kernel()
 * @path: the top of a kernel's work tree, or a bare repository
 * @fetched: the tree is our own: not looked at for uncommitted changes
 * @k: set on success; to be released with kernel_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_tree(const char *path, bool fetched, struct kernel *k);

/**
 * resolve_mainline - find mainline's kernel, which has a mode of its own
 * @v: its version: fetched if the cache has none
 * @k: set on success; only to be built and measured
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int resolve_mainline(const struct version *v, struct kernel *k);

#endif
