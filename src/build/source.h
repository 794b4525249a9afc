/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The source directory of a variant of a kernel, which the builds of all
 * targets share. Builds of one commit can use it at the same time; meanwhile no
 * process can check out another commit there.
 */
#ifndef LAZYMMU_SOURCE_H
#define LAZYMMU_SOURCE_H

#include "tree/kernel.h"

/**
 * source_share - check out a commit, to build from it
 * @name: name for the locks, different for every source directory
 * @k: the kernel
 * @commit: from prepare_tree()
 * @label: part of the directory's name, as of checkout_update()
 * @srcdir: set to the directory, to be freed by the caller
 *
 * Waits for builds of other commits to end.
 *
 * Return: a descriptor that keeps the directory as it is until it is closed, or
 * a negative errno value (failure recorded).
 */
int source_share(const char *name, const struct kernel *k, const char *commit,
		 const char *label, char **srcdir);

/**
 * source_own - use the directory exclusively, so that any commit can be checked
 * out
 * @name: as for source_share()
 *
 * Waits for all builds from this directory to end.
 *
 * Return: a descriptor that keeps all others out until it is closed, or a
 * negative errno value (failure recorded).
 */
int source_own(const char *name);

#endif
