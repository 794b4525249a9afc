/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of the cache: their size, their last use, and their removal. An
 * entry is made and removed as a whole: a kernel source, a checkout, a build.
 * Files that only former versions of the command used are entries, too.
 *
 * Each process that uses an entry calls cache_use(). This leaves a stamp,
 * used/KIND,NAME in the cache. The time of the stamp is the time of the last
 * use; the process holds a shared lock on the stamp until the process ends. An
 * entry is removed only under the exclusive lock of its stamp, and under its
 * other locks.
 */
#ifndef LAZYMMU_CACHE_H
#define LAZYMMU_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/**
 * cache_use - record that this process uses an entry of the cache from now on
 * @path: the entry, or a path in it; a path outside of the cache is fine
 *
 * Call this before looking at the entry: if another process is removing the
 * entry, cache_use() waits until the entry is gone.
 *
 * If the use cannot be recorded, for example because the disk is full, a note
 * says so and 0 is returned.
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
 * @bytes: disk space of the entry and of the files that belong to it
 * @used: time of the last use
 * @in_use: a process holds one of the entry's locks
 * @superseded: a newer version of the same source, or of the command, has
 *	replaced the entry
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
 * cache_list - list the entries of the cache
 * @list: to be released with cache_list_free(), also after a failure
 * @sizes: also find @bytes and @in_use of each entry: this reads all
 *	directories
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int cache_list(struct cache_list *list, bool sizes);

/** cache_list_free - release the entries; the list is empty afterwards */
void cache_list_free(struct cache_list *list);

/**
 * enum cache_outcome - what became of an entry that was to be removed
 * @CACHE_REMOVED: the entry is gone
 * @CACHE_IN_USE: the entry stays, as a process uses it, or used it after the
 *	list was made
 * @CACHE_FAILED: the entry could not be removed, or only a part of it
 */
enum cache_outcome { CACHE_REMOVED, CACHE_IN_USE, CACHE_FAILED };

/**
 * cache_remove - remove an entry, unless it is in use
 * @entry: from cache_list()
 *
 * Return: the outcome, or a negative errno value if a signal arrived (failure
 * recorded).
 */
int cache_remove(const struct cache_entry *entry);

#endif
