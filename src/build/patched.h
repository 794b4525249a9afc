/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Building a variation of a kernel in the place of the kernel itself, so that
 * make compiles only what differs. The kernel's own build is kept aside and put
 * back before the next build. The source files get their times back, so that no
 * build, of this target or another, has to be made again.
 */
#ifndef LAZYMMU_PATCHED_H
#define LAZYMMU_PATCHED_H

#include <time.h>

#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct patched - the kernel whose directories are used
 * @kernel: the kernel
 * @variant: name of the source directory, as of checkout_update()
 * @base: the kernel's own commit
 * @srcdir: the source directory
 * @files: the files in which the variation differs
 * @mtimes: modification times of these files; {0} for a file that does not
 *	exist
 *
 * The caller zeroes the struct; the members are private.
 */
struct patched {
	const struct kernel *kernel;
	const char *variant;
	const char *base;
	char *srcdir;
	struct strlist files;
	struct timespec *mtimes;
};

/**
 * patched_begin - keep the build in @outdir, and remember the times of its source
 * @p: zeroed; to be released with patched_free(), also after a failure
 * @k: the kernel; must stay valid
 * @variant: name of the source directory, as of checkout_update(); must stay
 *	valid
 * @outdir: the output directory; patched_restore() removes everything that is
 *	    built there from now on
 * @base: the commit that has been built; must stay valid
 * @commit: the variation that will be built
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patched_begin(struct patched *p, const struct kernel *k, const char *variant,
		  const char *outdir, const char *base, const char *commit);

/**
 * patched_end - put the source back after the build of the variation,
 * successful or not
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patched_end(const struct patched *p);

/** patched_free - release what is in @p */
void patched_free(struct patched *p);

/**
 * patched_restore - put back the build that is kept for @outdir, if there is
 * one
 *
 * Return: 1 if a build was put back, 0 if there was none, or a negative errno
 * value (failure recorded).
 */
int patched_restore(const char *outdir);

#endif
