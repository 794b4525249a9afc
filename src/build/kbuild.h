/* SPDX-License-Identifier: GPL-2.0-only */
/* Building kernels: out of tree, incrementally, and only if they are out of date. */
#ifndef LAZYMMU_KBUILD_H
#define LAZYMMU_KBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target.h"
#include "series/series.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct kbuild_commit - a commit of the series, to be built by itself
 * @id: a commit in the store
 * @number: its place in the series, from 1
 * @goals: directories to build, if the commit has them
 * @touched: the files of the series; a compiler's warning about one of them is
 *	     a failure
 */
struct kbuild_commit {
	const char *id;
	size_t number;
	const struct strlist *goals;
	const struct strlist *touched;
};

/**
 * struct kbuild_request - what to build
 * @kernel: from which kernel
 * @target: for which machine
 * @flavour: one of the flavours, see build/flavour.h
 * @variant: what is made of the kernel
 * @with: a semantic patch to put on top of the ported kernel, or NULL
 * @commit: build this commit, in a place of its own, instead of the whole
 *	    series; or NULL
 * @jobs: how many programs make runs at the same time; 0: as many as there are
 *	  processors that may be used
 * @quiet: it has just been built, so that nobody wants to read that it is up to
 *	   date
 */
struct kbuild_request {
	const struct kernel *kernel;
	const struct target *target;
	const char *flavour;
	enum variant variant;
	const char *with;
	const struct kbuild_commit *commit;
	int jobs;
	bool quiet;
};

/**
 * struct kbuild - a build
 * @image: path of the image; NULL if the target is only compiled
 * @outdir: the output directory
 * @commit: the commit it was built from
 * @reused: it was up to date
 * @objects: number of objects that were compiled now
 * @warnings: number of the compiler's warnings when it was built
 * @seconds: how long it took
 * @lock: keeps others from building in the same place until kbuild_free(), so
 *	  that what is booted meanwhile is what was built; others may boot it at
 *	  the same time
 */
struct kbuild {
	char *image;
	char *outdir;
	char *commit;
	bool reused;
	size_t objects;
	size_t warnings;
	double seconds;
	int lock;
};

/**
 * kbuild_run - build, showing progress on stderr
 * @rq: what to build
 * @out: set to the build; to be released with kbuild_free() on success
 *
 * Symbols that did not stick and the compiler's errors are shown on stderr. A
 * kernel that does not build, or lacks a symbol, is a failure with EXIT_BUILD;
 * nothing else has that code.
 *
 * May be called in several processes at once, also forked ones.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kbuild_run(const struct kbuild_request *rq, struct kbuild *out);

/**
 * kbuild_check - is the build there, so that kbuild_run() need not build?
 *
 * A build that somebody is changing just now is not.
 *
 * Return: 1 or 0, or a negative errno value (failure recorded).
 */
int kbuild_check(const struct kbuild_request *rq);

/** kbuild_free - release what is in @b */
void kbuild_free(struct kbuild *b);

#endif
