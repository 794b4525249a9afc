/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernels of several targets, built by workers. A kernel that several
 * targets boot is built once.
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
 * struct kernels - the kernels that have to be built
 * @rq: a request for each kernel; allocated
 * @n: number of kernels
 * @cap: private
 * @found: the kernels that need not be built; private
 */
struct kernels {
	struct kbuild_request *rq;
	size_t n;
	size_t cap;
	struct strlist found;
};

/**
 * kernels_add - add the kernel of a target, unless it was added before or is up
 * to date
 * @like: the request for the kernel
 *
 * Failures are not reported here: the worker that builds the kernel meets them
 * again.
 *
 * Return: 0 or a negative errno value (failure recorded: interrupted).
 */
int kernels_add(struct kernels *ks, const struct kbuild_request *like);

/**
 * kernels_find - the kernel that a target boots
 *
 * Return: the index of the kernel in @ks, or -1 if it need not be built.
 */
ssize_t kernels_find(const struct kernels *ks, const struct target *t);

/**
 * kernels_limits - how many builds run at once
 * @n: number of kernels to build
 * @jobs: most workers at once; 0: one for each usable processor
 * @limits: set to the limits for the workers
 *
 * A build keeps several processors busy, but not all the time. So several
 * builds run at once only if each gets some processors.
 *
 * Return: the number of jobs for each build.
 */
int kernels_limits(size_t n, int jobs, struct workers_limits *limits);

/** kernels_memory - bytes of memory that a build with @jobs jobs needs, about */
uint64_t kernels_memory(int jobs);

/**
 * kernels_share - divide the processors and the memory among the workers
 * @ks: the kernels; the number of jobs of each build is set
 * @jobs: most workers at once; 0: one for each usable processor
 * @limits: set as by kernels_limits()
 */
void kernels_share(struct kernels *ks, int jobs, struct workers_limits *limits);

/**
 * kernels_worker - the worker that builds one of the kernels
 * @rq: request for the kernel, from struct kernels; must stay valid
 *
 * The worker reports the path of the image, or nothing if the kernel is only
 * compiled.
 */
struct worker kernels_worker(struct kbuild_request *rq);

/** kernels_free - release what is in @ks */
void kernels_free(struct kernels *ks);

#endif
