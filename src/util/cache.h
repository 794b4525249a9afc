/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in the cache: its entries, their size, when they were last used, and
 * how they are removed. An entry is what is made and removed as a whole: a
 * kernel source, a checkout, a build.
 *
 * Each process that uses an entry says so with cache_use(). This leaves a stamp,
 * used/KIND,NAME in the cache, whose time is that of the last use, and on which
 * the process holds a shared lock until it ends. An entry is removed only under
 * the exclusive lock of its stamp, and under its other locks.
 */
#ifndef LAZYMMU_CACHE_H
#define LAZYMMU_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/**
 * cache_use - this process uses an entry of the cache from now on
 * @path: the entry, or a path in it; a path outside of the cache is fine
 *
 * To be called before the entry is looked at: if another process is removing the
 * entry, this waits until it is gone.
 *
 * If the use cannot be recorded, because the disk is full for example, this is
 * noted, and the caller goes on.
 *
 * Return: 0, or a negative errno value if there is no cache or a signal ended the
 * waiting (failure recorded).
 */
int cache_use(const char *path);

/**
 * struct cache_entry - an entry
 * @kind: what it is, in a few words
 * @name: its path in the cache
 * @path: its absolute path
 * @bytes: the disk space of it and of the files that belong to it
 * @used: when it was last used
 * @in_use: a process has one of its locks
 * @superseded: a newer one of the same has taken its place
 */
struct cache_entry {
	const char *kind;
	char *name;
	char *path;
	uint64_t bytes;
	time_t used;
	bool in_use;
	bool superseded;
};

/**
 * struct cache_list - all entries, the last used one at the end
 * @v: the entries
 * @n: number of entries
 * @cap: room for entries
 * @bytes: the disk space of all of them
 */
struct cache_list {
	struct cache_entry *v;
	size_t n;
	size_t cap;
	uint64_t bytes;
};

/**
 * cache_list - find the entries
 * @list: to be released with cache_list_free(), also after a failure
 * @details: find out @bytes and @in_use, too: this reads all directories
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int cache_list(struct cache_list *list, bool sizes);

/** cache_list_free - release the entries; the list is empty afterwards */
void cache_list_free(struct cache_list *list);

/**
 * enum cache_outcome - what became of an entry that was to be removed
 * @CACHE_REMOVED: it is gone
 * @CACHE_IN_USE: it is used by a process, or was used just now, and stays
 * @CACHE_FAILED: it could not be removed, or not wholly
 */
enum cache_outcome { CACHE_REMOVED, CACHE_IN_USE, CACHE_FAILED };

/**
 * cache_remove - remove an entry, unless it is in use
 * @entry: from cache_list()
 *
 * Return: the outcome, or a negative errno value if a signal came (failure
 * recorded).
 */
int cache_remove(const struct cache_entry *entry);

#endif
