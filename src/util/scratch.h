/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scratch directories in the cache. Each is locked while its process lives, so
 * that the next run can tell the dead ones and remove them.
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
 * @what: first part of its name
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int scratch_make(const char *what, struct scratch *s);

/**
 * scratch_remove - remove the directory and all that is in it; fine if @s was
 * never made (zeroed)
 */
void scratch_remove(struct scratch *s);

/**
 * scratch_sweep - remove the scratch directories of dead processes, and what
 * they have left elsewhere
 */
void scratch_sweep(void);

/**
 * scratch_outside - what is ours outside of the scratch directory, too
 * @outside: of each thing what it is, its path, and by what to know it:
 *	"tree", PATH, "": a directory and all that is in it;
 *	"file", PATH, CONTENT: a file with this content, or with none yet;
 *	"link", PATH, OTHER: another name of the file OTHER.
 *	What had been told before is forgotten.
 *
 * It is removed with the scratch directory, in this order: also by the next run
 * if we are killed.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int scratch_outside(const struct scratch *s, const struct strlist *outside);

#endif
