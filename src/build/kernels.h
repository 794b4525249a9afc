/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernels of several targets, built by workers. Targets that boot the same
 * kernel have it built once.
 */
#ifndef LAZYMMU_KERNELS_H
#define LAZYMMU_KERNELS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "build/kbuild.h"
#include "build/target.h"
#include "host/workers.h"
#include "util/strlist.h"

/**
 * struct kernels - the kernels that are to be built
 * @rq: how each is built; allocated
 * @n: their number
 * @cap: private
 * @found: those that need not be built; private
 */
struct kernels {
	struct kbuild_request *rq;
	size_t n;
	size_t cap;
	struct strlist found;
};

/**
 * kernels_add - add the kernel of a target, unless it is there or is up to date
 * @like: how it would be built
 *
 * A failure that building it would meet is left to the worker that builds it.
 *
 * Return: 0 or a negative errno value (failure recorded: interrupted).
 */
int kernels_add(struct kernels *ks, const struct kbuild_request *like);

/**
 * kernels_find - the kernel that a target boots
 *
 * Return: its number in @ks, or -1 if it need not be built.
 */
ssize_t kernels_find(const struct kernels *ks, const struct target *t);

/**
 * kernels_limits - how many builds there are at once
 * @n: number of kernels that are to be built
 * @jobs: at most so many workers; 0: as many as there are processors
 * @limits: set
 *
 * A build keeps several processors busy, but not all the time. So there are more
 * builds at once only if each has some processors.
 *
 * Return: the number of jobs for each build.
 */
int kernels_limits(size_t n, int jobs, struct workers_limits *limits);

/** kernels_memory - bytes that a build with so many jobs needs, about */
uint64_t kernels_memory(int jobs);

/**
 * kernels_share - share the processors and the memory among the workers
 * @ks: the kernels; the number of jobs of each build is set
 * @jobs: at most so many workers; 0: as many as there are processors
 * @limits: set as by kernels_limits()
 */
void kernels_share(struct kernels *ks, int jobs, struct workers_limits *limits);

/**
 * kernels_worker - the worker that builds one of the kernels
 * @rq: the kernel, from @ks; stays where it is
 *
 * It reports the path of the image, or nothing if the kernel is only compiled.
 */
struct worker kernels_worker(struct kbuild_request *rq);

/** kernels_free - release what is in @ks */
void kernels_free(struct kernels *ks);

#endif
