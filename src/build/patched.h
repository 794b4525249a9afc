/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Building a variation of a kernel in the place of the kernel itself, so that
 * make compiles only what differs. The kernel's own build is kept meanwhile and
 * put back before the next build; the files of its source get their times back,
 * so that neither it nor the builds of other targets have to be made again.
 */
#ifndef LAZYMMU_PATCHED_H
#define LAZYMMU_PATCHED_H

#include <time.h>

#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct patched - the kernel whose place is used
 * @kernel: the kernel
 * @variant: name of its source directory, as of checkout_update()
 * @base: the commit that is built there otherwise
 * @srcdir: its source directory
 * @files: the files in which the variation differs
 * @mtimes: when each of them was written; {0} for a file that is not there
 *
 * Private, but for zeroing it at the beginning.
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
 * @p: zeroed; to be released with patched_free() in any case
 * @k: the kernel; stays valid
 * @variant: name of the source directory, as of checkout_update(); stays valid
 * @outdir: the output directory; what is built there from now on is gone after
 *	    patched_restore()
 * @base: the commit that has been built; stays valid
 * @commit: the variation that will be built
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patched_begin(struct patched *p, const struct kernel *k, const char *variant,
		  const char *outdir, const char *base, const char *commit);

/**
 * patched_end - the variation has been built, or not: put the source back
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patched_end(const struct patched *p);

/** patched_free - release what is in @p */
void patched_free(struct patched *p);

/**
 * patched_restore - if a build is kept for @outdir, put it back
 *
 * Return: 1 if there was one, 0, or a negative errno value (failure recorded).
 */
int patched_restore(const char *outdir);

#endif
