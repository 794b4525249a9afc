/* SPDX-License-Identifier: GPL-2.0-only */
/* The commits of the series in the history of a ported tree. */
#ifndef LAZYMMU_HISTORY_H
#define LAZYMMU_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "tree/kernel.h"
#include "util/strlist.h"

/** HISTORY_REVERT - the subject of a commit that takes the series back */
#define HISTORY_REVERT "mm: take the series for the lazy MMU mode back"

/** HISTORY_ID - digits of a commit's id in the message of such a commit */
#define HISTORY_ID 16

/**
 * struct run - commits of the series, each of them the only parent of the next
 * @base: the parent of the first commit
 * @commits: the commits, newest first
 * @subjects: their subjects
 * @is_update: these are only commits of "lazymmu apply --update"
 */
struct run {
	char *base;
	struct strlist commits;
	struct strlist subjects;
	bool is_update;
};

/**
 * struct history - the runs of a history
 * @v: the runs, newest first
 * @n: number of runs
 * @room: number of runs for which there is memory
 */
struct history {
	struct run *v;
	size_t n;
	size_t room;
};

/**
 * history_find - find the commits of the series at the HEAD of a tree
 * @k: the tree
 * @h: set, to be released with history_free(), also after a failure
 *
 * A commit belongs to the series if its subject is, or was in an earlier version
 * of the series, that of a step, for any version, or is that of an update, if it has one parent, and if no commit after it took
 * it back. Merges and other commits may be in between.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int history_find(const struct kernel *k, struct history *h);

/** history_series - the newest run with steps in it, or NULL */
const struct run *history_series(const struct history *h);

/** run_tip - the newest commit of the run */
const char *run_tip(const struct run *r);

/** history_free - release what is in @h */
void history_free(struct history *h);

#endif
