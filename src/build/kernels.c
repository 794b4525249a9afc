// SPDX-License-Identifier: GPL-2.0-only
#include "build/kernels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/cpus.h"
#include "host/memory.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Fewest processors for each of several builds. */
#define BUILD_JOBS	4

/* Memory that a compiler needs. */
#define COMPILER_BYTES	(256ULL << 20)

ssize_t kernels_find(const struct kernels *ks, const struct target *t)
{
	for (size_t i = 0; i < ks->n; i++) {
		if (!strcmp(ks->rq[i].target->kernel, t->kernel))
			return i;
	}
	return -1;
}

int kernels_add(struct kernels *ks, const struct kbuild_request *like)
{
	const char *kernel = like->target->kernel;
	struct kbuild_request rq = *like;
	int ret;

	if (kernels_find(ks, like->target) >= 0 || sl_has(&ks->found, kernel))
		return 0;
	rq.quiet = false;
	ret = kbuild_check(&rq);
	if (ret == -EINTR)
		return ret;
	if (ret > 0) {
		sl_add(&ks->found, kernel);
		return 0;
	}
	fail_clear();
	GROW(ks->rq, ks->n, ks->cap);
	ks->rq[ks->n++] = rq;
	return 0;
}

int kernels_limits(size_t n, int jobs, struct workers_limits *limits)
{
	size_t builds;

	if (!jobs)
		jobs = cpus_usable();
	builds = jobs / BUILD_JOBS;
	if (builds > n)
		builds = n;
	if (builds < 1)
		builds = 1;
	*limits = (struct workers_limits){
		.jobs = jobs, .heavy = builds, .memory = memory_available(),
	};
	return jobs / builds;
}

uint64_t kernels_memory(int jobs)
{
	return jobs * COMPILER_BYTES;
}

void kernels_share(struct kernels *ks, int jobs, struct workers_limits *limits)
{
	int each = kernels_limits(ks->n, jobs, limits);

	for (size_t i = 0; i < ks->n; i++)
		ks->rq[i].jobs = each;
}

static int build_kernel(void *arg, struct strbuf *report)
{
	struct kbuild b;
	int err = kbuild_run(arg, &b);

	if (err)
		return err;
	if (b.image)
		sb_adds(report, b.image);
	kbuild_free(&b);
	return 0;
}

struct worker kernels_worker(struct kbuild_request *rq)
{
	return (struct worker){
		.name = rq->target->kernel, .run = build_kernel, .arg = rq,
		.heavy = true, .memory = kernels_memory(rq->jobs),
	};
}

void kernels_free(struct kernels *ks)
{
	free(ks->rq);
	sl_free(&ks->found);
	*ks = (struct kernels){ 0 };
}
