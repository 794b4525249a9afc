/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernel is meant, and whether the series can be put on it. Nothing of
 * the tree is ever run; git objects are read, not the checkout.
 */
#ifndef LAZYMMU_KERNEL_H
#define LAZYMMU_KERNEL_H

#include <stdbool.h>

#include "host/git.h"

struct version;

/**
 * struct kernel - a kernel git tree
 * @path: top of the work tree, or the bare repository; absolute
 * @git_dir: the repository; absolute
 * @objects: its object directory; absolute
 * @shallow: its list of cut-off commits; need not exist
 * @format: its object format, "sha1" or "sha256"
 * @head: the commit at HEAD
 * @tree: that commit's tree
 * @version: "6.12", from the Makefile
 * @release: "6.12.117"
 * @bare: there is no work tree
 * @fetched: it is our own, from 'lazymmu fetch'
 */
struct kernel {
	char *path;
	char *git_dir;
	char *objects;
	char *shallow;
	char *format;
	char *head;
	char *tree;
	char *version;
	char *release;
	bool bare;
	bool fetched;
};

/**
 * kernel_resolve - find the kernel a user means
 * @name: a version ("6.12": fetched if the cache has none), a path, or NULL for
 *	the default version
 * @k: set on success; to be released with kernel_free()
 *
 * Refuses, each with its exit code: what is no git tree, no kernel, a version
 * without a series, uncommitted changes, and what is converted already.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kernel_resolve(const char *name, struct kernel *k);

/**
 * kernel_open - the same for a path, without fetching
 * @path: the top of a kernel's work tree, or a bare repository
 * @fetched: it is our own: not looked at for uncommitted changes
 */
int kernel_open(const char *path, bool fetched, struct kernel *k);

/**
 * kernel_resolve_mainline - find mainline's kernel, which has a mode of its own
 * @v: its version: fetched if the cache has none
 * @k: set on success; only to be built and measured
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kernel_resolve_mainline(const struct version *v, struct kernel *k);

/** kernel_free - release what is in @k */
void kernel_free(struct kernel *k);

/**
 * kernel_git - the repository of @k, for reading and for the final fetch
 *
 * Return: valid as long as @k is.
 */
struct git kernel_git(const struct kernel *k);

#endif
