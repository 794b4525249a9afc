// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: KASAN, which maps and unmaps its shadow of
 * vmalloc space in the middle of sections that others have opened.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/tracepoint.h>
#include <linux/vmalloc.h>

#include "lazy_mmu_kunit.h"

#if defined(CONFIG_KASAN_VMALLOC) && defined(CONFIG_LOCKDEP) && \
	defined(CONFIG_TRACEPOINTS)

#include <trace/events/lock.h>

/*
 * struct releases - how often a task has released init_mm.page_table_lock
 * @task: Who is watched. Its handlers are not.
 * @off: With the mode off: what was written is there.
 * @on: In a section: others may not see yet what was written.
 */
struct releases {
	struct task_struct *task;
	unsigned int off, on;
};

static void released(void *data, struct lockdep_map *lock, unsigned long ip)
{
	struct releases *r = data;

	if (lock != &init_mm.page_table_lock.dep_map || current != r->task ||
	    !in_task())
		return;
	if (is_lazy_mmu_mode_active())
		r->on++;
	else
		r->off++;
}

/*
 * The shadow's entries must be there, or be gone, when their lock is released:
 * another CPU may map the same shadow, and a page is freed.
 */
static void pauses(struct kunit *test)
{
	unsigned int mapped, unmapped;
	struct releases r = { .task = current };
	struct vm_struct *area;

	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "the mode is always off here");

	KUNIT_ASSERT_EQ(test, register_trace_lock_release(released, &r), 0);
	/* Address space only: the shadow is all that is mapped. */
	area = get_vm_area(SZ_16M, VM_ALLOC);
	mapped = r.off + r.on;
	if (area)
		free_vm_area(area);
	/* Address space that is free keeps its shadow until then. */
	vm_unmap_aliases();
	unmapped = r.off + r.on - mapped;
	unregister_trace_lock_release(released, &r);
	tracepoint_synchronize_unregister();

	KUNIT_EXPECT_NOT_NULL(test, area);
	KUNIT_EXPECT_GT(test, mapped, 0);
	KUNIT_EXPECT_GT(test, unmapped, 0);
	KUNIT_EXPECT_EQ(test, r.on, 0);
}

#else

static void pauses(struct kunit *test)
{
	kunit_skip(test, "the kernel was built without KASAN_VMALLOC, LOCKDEP or TRACEPOINTS");
}

#endif

static struct kunit_case lazy_mmu_kasan_test_cases[] = {
	KUNIT_CASE(pauses),
	{}
};

static struct kunit_suite lazy_mmu_kasan_test_suite = {
	.name = "lazy_mmu_kasan",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_kasan_test_cases,
};

kunit_test_suite(lazy_mmu_kasan_test_suite);
