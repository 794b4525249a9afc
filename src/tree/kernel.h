/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's git tree: its parts, its commit and its version. Nothing in the
 * tree is ever run. The git objects are read, not the checkout.
 */
#ifndef LAZYMMU_KERNEL_H
#define LAZYMMU_KERNEL_H

#include <stdbool.h>

#include "host/git.h"

/**
 * struct kernel - a kernel git tree
 * @what: while the tree is opened: its name in messages; else NULL
 * @path: top of the work tree, or the bare repository; absolute
 * @git_dir: the repository; absolute
 * @objects: object directory of the repository; absolute
 * @shallow: the repository's list of cut-off commits; need not exist
 * @format: object format of the repository, "sha1" or "sha256"
 * @head: the commit at HEAD
 * @tree: that commit's tree
 * @version: "6.12", from the Makefile
 * @release: "6.12.117"
 * @series: the series that is applied to it, once resolve.h has chosen one; NULL:
 *	none
 * @bare: the repository has no work tree
 * @fetched: the tree is our own, from 'lazymmu fetch'
 */
struct kernel {
	const char *what;
	char *path;
	char *git_dir;
	char *objects;
	char *shallow;
	char *format;
	char *head;
	char *tree;
	char *version;
	char *release;
	char *series;
	bool bare;
	bool fetched;
};

/**
 * kernel_open - examine a kernel tree
 * @path: the top of a kernel's work tree, or a bare repository
 * @fetched: the tree is our own; work starts from its branch main, not from
 *	HEAD
 * @k: set on success; to be released with kernel_free()
 *
 * Does not check whether the series can be applied: see resolve_tree().
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kernel_open(const char *path, bool fetched, struct kernel *k);

/**
 * kernel_open_as - kernel_open() for a tree of our own that is new
 * @path: the top of the tree
 * @what: the name of the tree in the message if it is no kernel, because the
 *	user does not know @path
 * @k: as for kernel_open()
 *
 * Return: as of kernel_open().
 */
int kernel_open_as(const char *path, const char *what, struct kernel *k);

/**
 * struct release - the numbers of a kernel's release
 * @version: 6 in 6.12.117
 * @patchlevel: 12
 * @sublevel: 117; -1 if the Makefile has none
 */
struct release {
	int version;
	int patchlevel;
	int sublevel;
};

/**
 * kernel_parse_makefile - read the numbers at the top of a kernel's Makefile
 * @makefile: text of the Makefile
 * @r: set to the numbers
 *
 * Return: false if there are no VERSION and PATCHLEVEL that are plain numbers.
 */
bool kernel_parse_makefile(const char *makefile, struct release *r);

/**
 * kernel_at - another commit of the repository of a kernel
 * @k: the kernel
 * @commit: the commit
 * @out: set on success, with @commit as its head; to be released with
 *	kernel_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kernel_at(const struct kernel *k, const char *commit, struct kernel *out);

/** kernel_free - release what is in @k */
void kernel_free(struct kernel *k);

/**
 * kernel_git - the repository of @k, for reading and for the final fetch
 *
 * Return: valid as long as @k is.
 */
struct git kernel_git(const struct kernel *k);

#endif
