/* SPDX-License-Identifier: GPL-2.0-only */
/* Building kernels: out of tree, incrementally, and only what is out of date. */
#ifndef LAZYMMU_KBUILD_H
#define LAZYMMU_KBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target.h"
#include "series/series.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct kbuild_commit - a commit of the series that is built by itself
 * @id: id of the commit in the repository of prepared trees
 * @number: place of the commit in the series, from 1
 * @goals: directories to build, if the commit has them
 * @touched: the files of the series; a compiler warning about one of these
 *	     files is a failure
 */
struct kbuild_commit {
	const char *id;
	size_t number;
	const struct strlist *goals;
	const struct strlist *touched;
};

/**
 * struct kbuild_request - what to build
 * @kernel: the kernel
 * @target: the machine
 * @flavour: name of the flavour, see build/flavour.h
 * @recipe: what is done to the kernel's source
 * @commit: build this commit, in directories of its own, instead of the whole
 *	    series; or NULL
 * @jobs: most programs that make runs at the same time; 0: one for each usable
 *	  processor
 * @quiet: do not print that the build is up to date, as it has just been built
 */
struct kbuild_request {
	const struct kernel *kernel;
	const struct target *target;
	const char *flavour;
	struct recipe recipe;
	const struct kbuild_commit *commit;
	int jobs;
	bool quiet;
};

/**
 * struct kbuild - a build
 * @image: path of the image; NULL if the target is only compiled
 * @outdir: the output directory
 * @modules: paths of the modules that the guest loads
 * @commit: the commit that was built
 * @reused: the build was up to date
 * @objects: number of objects that were compiled now
 * @warnings: number of compiler warnings at the time of the build
 * @seconds: how long building took
 * @lock: a shared lock that keeps others from building in the same place until
 *	  kbuild_free(), so that the image stays the one that was built; others
 *	  can boot it at the same time
 */
struct kbuild {
	char *image;
	char *outdir;
	struct strlist modules;
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
 * Several processes can call this at once, also forked ones.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int kbuild_run(const struct kbuild_request *rq, struct kbuild *out);

/**
 * kbuild_check - is the build up to date, so that kbuild_run() would not build?
 *
 * A build that another process is changing is not up to date.
 *
 * Return: 1 or 0, or a negative errno value (failure recorded).
 */
int kbuild_check(const struct kbuild_request *rq);

/** kbuild_free - release what is in @b */
void kbuild_free(struct kbuild *b);

#endif
