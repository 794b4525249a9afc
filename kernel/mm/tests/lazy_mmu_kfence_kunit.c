// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: KFENCE, which changes the entries of its
 * objects when slab memory is allocated and freed, also in the middle of
 * sections that others have opened.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kfence.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "lazy_mmu_kunit.h"

#if defined(CONFIG_KFENCE) && defined(CONFIG_TRACEPOINTS) && \
	defined(CONFIG_ARCH_HAS_SET_DIRECT_MAP)

#include <trace/events/error_report.h>

#define OBJECT_SIZE	64

/* KFENCE has to run. Interrupts are disabled while memory is allocated and freed. */
static void skip_unless_usable(struct kunit *test)
{
	if (!kfence_sample_interval)
		kunit_skip(test, "KFENCE is off without kfence.sample_interval=");
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "no slab memory with interrupts disabled on PREEMPT_RT");
}

/*
 * Allocate an object of KFENCE's, in any context. It is the next allocation's
 * turn, whenever that is, unless another CPU is faster.
 */
static void *kfence_object(void)
{
	unsigned int tries;
	void *p;

	for (tries = 0; tries < 1000; tries++) {
		atomic_set(&kfence_allocation_gate, 0);
		p = kmalloc(OBJECT_SIZE, GFP_ATOMIC);
		if (is_kfence_address(p))
			return p;
		kfree(p);
	}

	return NULL;
}

/*
 * KFENCE takes the object that has been free for longest. When there were as
 * many allocations as objects, each free object is one that was freed, and is
 * protected.
 */
static void recycle(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < CONFIG_KFENCE_NUM_OBJECTS; i++) {
		void *p = kfence_object();

		KUNIT_ASSERT_NOT_NULL_MSG(test, p, "all objects are in use");
		kfree(p);
	}
}

static bool present(void *p)
{
	return kernel_page_present(virt_to_page(p));
}

/*
 * struct reports - what KFENCE has reported
 * @nr: How many accesses.
 */
struct reports {
	unsigned int nr;
};

static void reported(void *data, enum error_detector detector,
		     unsigned long id)
{
	struct reports *r = data;

	if (detector != ERROR_DETECTOR_KFENCE)
		return;
	r->nr++;
	/* If it goes on because of what is queued, this is enough of it. */
	arch_flush_lazy_mmu_mode();
}

/*
 * struct object - what has become of an object
 * @p: The object.
 * @allocated: It was present as soon as it was allocated ...
 * @freed: ... and when it was freed.
 */
struct object {
	void *p;
	bool allocated, freed;
};

/* Allocate, use and free an object in the innermost of @depth sections. */
static void use_object(struct object *o, int depth)
{
	lazy_mmu_state_t state;

	if (depth) {
		state = lazy_mmu_mode_enable();
		use_object(o, depth - 1);
		lazy_mmu_mode_disable(state);
		return;
	}

	o->p = kfence_object();
	if (!o->p)
		return;
	o->allocated = present(o->p);
	memset(o->p, 0x5a, OBJECT_SIZE);
	kfree(o->p);
	o->freed = present(o->p);
}

/*
 * An object is accessible when it was allocated, and is not when it was freed,
 * whatever section that is done in. Interrupts are disabled, or one of them
 * might issue what is queued.
 */
static void objects(struct kunit *test)
{
	struct object found[3] = {};
	struct reports reports = {};
	unsigned long flags;
	int depth;

	skip_unless_usable(test);
	recycle(test);
	KUNIT_ASSERT_EQ(test,
			register_trace_error_report_end(reported, &reports), 0);
	for (depth = 0; depth < ARRAY_SIZE(found); depth++) {
		local_irq_save(flags);
		use_object(&found[depth], depth);
		local_irq_restore(flags);
	}
	unregister_trace_error_report_end(reported, &reports);
	tracepoint_synchronize_unregister();

	for (depth = 0; depth < ARRAY_SIZE(found); depth++) {
		KUNIT_EXPECT_NOT_NULL(test, found[depth].p);
		KUNIT_EXPECT_TRUE_MSG(test, found[depth].allocated,
				      "depth %d", depth);
		KUNIT_EXPECT_FALSE_MSG(test, found[depth].freed,
				       "depth %d", depth);
	}
	KUNIT_EXPECT_EQ(test, reports.nr, 0);
}

#else

static void objects(struct kunit *test)
{
	kunit_skip(test, "no KFENCE, TRACEPOINTS or ARCH_HAS_SET_DIRECT_MAP");
}

#endif

static struct kunit_case lazy_mmu_kfence_test_cases[] = {
	KUNIT_CASE(objects),
	{}
};

static struct kunit_suite lazy_mmu_kfence_test_suite = {
	.name = "lazy_mmu_kfence",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_kfence_test_cases,
};

kunit_test_suite(lazy_mmu_kfence_test_suite);
