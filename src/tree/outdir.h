/* SPDX-License-Identifier: GPL-2.0-only */
/* The directory that the series is written to: it gets all of the patches or none. */
#ifndef LAZYMMU_OUTDIR_H
#define LAZYMMU_OUTDIR_H

#include "tree/identity.h"
#include "tree/kernel.h"
#include "tree/patches.h"
#include "tree/work.h"
#include "util/strlist.h"

/**
 * enum outdir_state - what the directory is before the patches are written
 * @OUTDIR_NEW: the directory does not exist, and is made
 * @OUTDIR_EMPTY: the directory is empty; it stays the same directory, as it may be
 *	the user's working directory
 * @OUTDIR_PACKAGE: the directory holds an unpacked source package, which the
 *	patches are added to
 */
enum outdir_state { OUTDIR_NEW, OUTDIR_EMPTY, OUTDIR_PACKAGE };

/**
 * struct outdir - the output directory
 * @dir: its absolute path
 * @format: what is written
 * @state: what is there
 */
struct outdir {
	char *dir;
	enum patch_format format;
	enum outdir_state state;
};

/**
 * outdir_check - before the work begins, refuse a directory that cannot be used
 * @path: its path; need not exist
 * @format: what is going to be written
 * @o: to be released with outdir_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int outdir_check(const char *path, enum patch_format format, struct outdir *o);

/**
 * outdir_fits - refuse a kernel whose patches are not for this directory
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int outdir_fits(const struct outdir *o, const struct kernel *k);

/**
 * outdir_write - write the series
 * @o: checked by outdir_check() and outdir_fits()
 * @k: the tree
 * @w: the work, with all steps applied
 * @who: the committer
 * @paths: the absolute paths of what was written are appended
 *
 * If the run fails or is killed, the directory is as before.
 *
 * Return: the number of patches, or a negative errno value (failure recorded).
 */
int outdir_write(const struct outdir *o, const struct kernel *k,
		 const struct work *w, const struct identity *who,
		 struct strlist *paths);

/** outdir_free - release what is in @o */
void outdir_free(struct outdir *o);

#endif
