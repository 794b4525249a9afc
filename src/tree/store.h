/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prepared trees in the cache. All kernels that share an object directory share
 * one bare repository, which borrows their objects and has a reference for each
 * prepared tree.
 */
#ifndef LAZYMMU_STORE_H
#define LAZYMMU_STORE_H

#include "host/git.h"
#include "tree/kernel.h"
#include "tree/work.h"

/**
 * store_key - a key for the object directory of @k, to be used in file names
 */
void store_key(const struct kernel *k, char key[17]);

/**
 * store_path - the path of the repository that keeps the prepared trees of @k
 *
 * The repository need not exist.
 *
 * Return: the path, to be freed by the caller.
 */
char *store_path(const struct kernel *k);

/**
 * struct store - the repository, open for reading
 * @g: git, with this repository
 * @path: path of the repository
 * @lock: keeps other processes from replacing the repository
 */
struct store {
	struct git g;
	char *path;
	int lock;
};

#define STORE_INIT { .lock = -1 }

/**
 * store_open - begin to read the repository of @k
 * @s: STORE_INIT; to be released with store_close(), also after a failure
 *
 * Until store_close(), no other process replaces the repository by a new one.
 * The caller must not prepare a tree in between: this process would wait for
 * itself.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_open(const struct kernel *k, struct store *s);

/** store_close - end reading the repository */
void store_close(struct store *s);

/**
 * store_lock - keep other processes from preparing trees of @k
 *
 * Return: a descriptor that holds the lock, or a negative errno value (failure
 * recorded).
 */
int store_lock(const struct kernel *k);

/**
 * store_has - does the cache have a prepared tree?
 * @ref: reference of the tree
 * @commit: set to the tree's commit, if the cache has it
 *
 * Return: 1 if the cache has the tree, 0 if not, or a negative errno value
 * (failure recorded).
 */
int store_has(const struct kernel *k, const char *ref, char commit[65]);

/**
 * store_keep - keep the prepared tree of @w
 * @k: the kernel that the tree was made from; the caller has store_lock()
 * @ref: the reference for the tree
 *
 * The repository is made if it does not exist. If git reports that it is
 * damaged, it is replaced; any other failure leaves it, and all trees in it, as
 * they are.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_keep(const struct kernel *k, const struct work *w, const char *ref);

/**
 * store_add - keep the prepared tree of @w, which is based on a tree in the
 * store
 * @k: the kernel that the first tree was made from; the caller has store_lock()
 * @ref: the reference for the tree
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_add(const struct kernel *k, const struct work *w, const char *ref);

/**
 * store_drop - delete the reference of a prepared tree
 * @k: the caller has store_lock()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_drop(const struct kernel *k, const char *ref);

#endif
