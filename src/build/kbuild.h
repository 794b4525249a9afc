/* SPDX-License-Identifier: GPL-2.0-only */
/* Building kernels: out of tree, incrementally, and not at all if it is done. */
#ifndef LAZYMMU_KBUILD_H
#define LAZYMMU_KBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target.h"
#include "series/series.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct kbuild_commit - a commit on the way to the finished tree
 * @id: from prepare_tree()'s repository
 * @number: its place in the series, from 1
 * @goals: directories to build: those that are there
 * @touched: the files of the series: a compiler's warning about one of them is
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
 * @flavour: which of the flavours, see build_options.h
 * @variant: what is made of the kernel
 * @with: a semantic patch to put on top of the ported one, or NULL
 * @commit: not the finished tree but this, in a place of its own; or NULL
 */
struct kbuild_request {
	const struct kernel *kernel;
	const struct target *target;
	const char *flavour;
	enum variant variant;
	const char *with;
	const struct kbuild_commit *commit;
};

/**
 * struct kbuild - what was built
 * @image: path of the image; NULL if it is only compiled
 * @outdir: the output directory
 * @commit: the commit it was built from
 * @reused: it was up to date
 * @objects: compiled now
 * @warnings: the compiler's warnings when it was built
 * @seconds: it took
 * @lock: nobody else builds in the same place until kbuild_free(): what is
 *	  booted meanwhile is what was built
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
 *
 * Return: 0, or a negative errno value with the failure recorded; symbols that
 * did not stick and the compiler's errors have been shown then.
 */
int kbuild_run(const struct kbuild_request *rq, struct kbuild *b);

/** kbuild_free - release what is in @b */
void kbuild_free(struct kbuild *b);

#endif
