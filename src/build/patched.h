/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A build that is tried out in the place of another one, and is taken away
 * again, so that make finds the other one as it was.
 */
#ifndef LAZYMMU_OUTDIR_H
#define LAZYMMU_OUTDIR_H

#include "util/strlist.h"

struct timespec;

/**
 * patched_save - keep a copy of the output directory @dir
 *
 * Whatever is built there from now on is gone after patched_restore().
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patched_save(const char *dir);

/**
 * patched_restore - if there is a copy of @dir, put it back
 *
 * Return: 1 if there was one, 0, or a negative errno value (failure recorded).
 */
int patched_restore(const char *dir);

/**
 * patched_mtimes_read - when files were written last
 * @dir: where they are
 * @files: their paths below that
 *
 * Return: one for each of them, {0} for what is not there; to be freed by the
 * caller.
 */
struct timespec *patched_mtimes_read(const char *dir, const struct strlist *files);

/**
 * patched_mtimes_restore - the files have been given their contents of then again
 * @mtimes: from patched_mtimes_read()
 */
void patched_mtimes_restore(const char *dir, const struct strlist *files,
		    const struct timespec *mtimes);

#endif
