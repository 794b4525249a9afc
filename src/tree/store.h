/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prepared trees in the cache. All kernels that share an object directory share
 * one bare repository, which borrows their objects and has a reference for each
 * tree that was prepared.
 */
#ifndef LAZYMMU_STORE_H
#define LAZYMMU_STORE_H

#include "host/git.h"
#include "tree/kernel.h"
#include "tree/work.h"

/**
 * store_key - a name for the object directory of @k, fit for a file name
 */
void store_key(const struct kernel *k, char key[17]);

/**
 * store_path - the repository in which trees prepared of @k are kept
 *
 * It need not exist.
 *
 * Return: the path, to be freed by the caller.
 */
char *store_path(const struct kernel *k);

/**
 * struct store - the repository, open for reading
 * @g: git, on this repository
 * @path: where it is
 * @lock: keeps it from being replaced
 */
struct store {
	struct git g;
	char *path;
	int lock;
};

#define STORE_INIT { .lock = -1 }

/**
 * store_open - begin to read the repository of @k
 * @s: STORE_INIT; to be released with store_close() in either case
 *
 * Until store_close(), no other process replaces the repository by a new one.
 * Do not prepare a tree in between: that would wait for this process itself.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_open(const struct kernel *k, struct store *s);

/** store_close - the end of it */
void store_close(struct store *s);

/**
 * store_lock - let no other process prepare trees of @k
 *
 * Return: a descriptor that holds the lock, or a negative errno value (failure
 * recorded).
 */
int store_lock(const struct kernel *k);

/**
 * store_has - is there a prepared tree?
 * @ref: its reference
 * @commit: set to the commit, if there is one
 *
 * Return: 1 if it is there, 0 if it is not, or a negative errno value (failure
 * recorded).
 */
int store_has(const struct kernel *k, const char *ref, char commit[65]);

/**
 * store_keep - keep the prepared tree of @w
 * @k: the kernel it was made of; the caller has store_lock()
 * @ref: the reference for it
 *
 * The repository is made if there is none. One that git says is damaged is
 * replaced; any other failure leaves it, and all trees in it, as they are.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_keep(const struct kernel *k, const struct work *w, const char *ref);

/**
 * store_add - keep the prepared tree of @w, which is based on one in the store
 * @k: the kernel that was the first base; the caller has store_lock()
 * @ref: the reference for it
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_add(const struct kernel *k, const struct work *w, const char *ref);

/**
 * store_drop - forget a prepared tree
 * @k: the caller has store_lock()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int store_drop(const struct kernel *k, const char *ref);

#endif
