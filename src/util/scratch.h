/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scratch directories in the cache. Each is locked while its process lives, so
 * that the next run can find and remove the directories of dead processes.
 */
#ifndef LAZYMMU_SCRATCH_H
#define LAZYMMU_SCRATCH_H

#include "util/strlist.h"

/**
 * struct scratch - a directory of our own
 * @path: absolute
 * @lock: descriptor that holds the lock
 */
struct scratch {
	char *path;
	int lock;
};

/**
 * scratch_make - make a scratch directory, and remove those of dead processes
 * @what: first part of its name: small letters
 * @s: set on success; zeroed, with @lock -1, otherwise
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int scratch_make(const char *what, struct scratch *s);

/**
 * scratch_remove - remove the directory and all that is in it; does nothing if
 * @s is zeroed
 */
void scratch_remove(struct scratch *s);

/**
 * scratch_sweep - remove the scratch directories of dead processes, and the
 * things that these processes left outside of them
 *
 * If the global lock of the scratch directories cannot be taken, a note says
 * why, and a later run removes the directories.
 *
 * Return: 0, or a negative errno value if there is no cache, or if a signal ended
 * the waiting for the lock (failure recorded).
 */
int scratch_sweep(void);

/**
 * scratch_outside - record things that this run makes outside of @s
 * @s: the scratch directory
 * @things: see util/outside.h; this list replaces the previous one
 *
 * The things are removed with the scratch directory: by scratch_remove(), or by
 * the next run if this one is killed.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int scratch_outside(const struct scratch *s, const struct strlist *things);

#endif
