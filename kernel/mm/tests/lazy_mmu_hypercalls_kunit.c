// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: how many hypercalls a section costs a Xen
 * PV guest. Counts, unlike times, are the same in each run.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>
#include <linux/vmalloc.h>

#include <trace/events/xen.h>

#include <xen/interface/xen.h>

#include "lazy_mmu_kunit.h"

/*
 * struct hypercalls - what a task asks the hypervisor for
 * @task: Who is watched.
 * @flushes: Hypercalls that issue what was queued.
 * @empty: Flushes with nothing to issue.
 * @longest: The most bytes of arguments that one of them had.
 */
struct hypercalls {
	struct task_struct *task;
	unsigned int flushes, empty, longest;
};

static void flushed(void *data, unsigned int calls, unsigned int args,
		    unsigned int callbacks)
{
	struct hypercalls *h = data;

	if (current != h->task)
		return;
	if (!calls && !callbacks)
		h->empty++;
	if (calls)
		h->flushes++;
	h->longest = max(h->longest, args);
}

static void skip_unless_counted(struct kunit *test)
{
	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
	if (!IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "the kernel was built without TRACEPOINTS");
}

static void count_begin(struct kunit *test, struct hypercalls *h)
{
	h->task = current;
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_flush(flushed, h), 0);
}

static void count_end(struct hypercalls *h)
{
	unregister_trace_xen_mc_flush(flushed, h);
	tracepoint_synchronize_unregister();
}

/*
 * The hypercalls of @updates in a section at @depth, with a nested section in
 * it every @every updates. No interrupt may flush and no other task may run in
 * between.
 */
static unsigned int cost(struct hypercalls *h, struct entries *e,
			 unsigned int updates, unsigned int every)
{
	lazy_mmu_state_t outer, inner;
	unsigned int i, flushes;
	unsigned long flags;

	local_irq_save(flags);
	h->flushes = 0;
	outer = lazy_mmu_mode_enable();
	for (i = 0; i < updates; i++) {
		make_readonly(e, i % e->nr);
		if ((i + 1) % every)
			continue;
		inner = lazy_mmu_mode_enable();
		lazy_mmu_mode_disable(inner);
	}
	lazy_mmu_mode_disable(outer);
	/* What waits for interrupts flushes in the name of this task. */
	flushes = h->flushes;
	local_irq_restore(flags);

	return flushes;
}

static void empty_section(struct kunit *test)
{
	lazy_mmu_state_t outer, middle, inner;
	unsigned int flushes, empty;
	struct hypercalls h = { 0 };
	unsigned long flags;

	skip_unless_counted(test);
	count_begin(test, &h);
	local_irq_save(flags);
	h.flushes = 0;
	h.empty = 0;
	outer = lazy_mmu_mode_enable();
	middle = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(middle);
	inner = lazy_mmu_mode_pause();
	lazy_mmu_mode_resume(inner);
	lazy_mmu_mode_disable(outer);
	flushes = h.flushes;
	empty = h.empty;
	local_irq_restore(flags);
	count_end(&h);

	KUNIT_EXPECT_EQ(test, flushes, 0);
	KUNIT_EXPECT_EQ(test, empty, 0);
}

/*
 * The bound of a flush is a compromise between the number of hypercalls and the
 * time for which interrupts are disabled. Whatever it is, each flush is full.
 */
static void full_section(struct kunit *test)
{
	static const unsigned int updates[] = { 1, 31, 64, 512, 4096 };
	unsigned int calls[ARRAY_SIZE(updates)], i, bound;
	struct hypercalls h = { 0 };
	struct entries e;

	skip_unless_counted(test);
	lazy_mmu_test_map(test, &e, 64);
	count_begin(test, &h);
	for (i = 0; i < ARRAY_SIZE(updates); i++) {
		h.longest = 0;
		calls[i] = cost(&h, &e, updates[i], UINT_MAX);
	}
	bound = h.longest / sizeof(struct mmu_update);
	count_end(&h);
	lazy_mmu_test_unmap(&e);

	KUNIT_ASSERT_GE(test, bound, 64);
	KUNIT_EXPECT_LE(test, bound, 256);
	for (i = 0; i < ARRAY_SIZE(updates); i++)
		KUNIT_EXPECT_EQ(test, calls[i], DIV_ROUND_UP(updates[i], bound));
}

/* A nested section issues what is queued; the outer one goes on queueing. */
static void section_with_nested(struct kunit *test)
{
	struct hypercalls h = { 0 };
	unsigned int calls, odd;
	struct entries e;

	skip_unless_counted(test);
	lazy_mmu_test_map(test, &e, 64);
	count_begin(test, &h);
	calls = cost(&h, &e, 512, 8);
	odd = cost(&h, &e, 20, 8);
	count_end(&h);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, calls, 512 / 8);
	KUNIT_EXPECT_EQ(test, odd, 3);
}

/*
 * struct pte_writes - what a task writes with set_pte()
 * @task: Who is watched. Its handlers are not.
 * @pfn: Only entries of this page count, and those that are cleared.
 * @queued: In a section.
 * @direct: Elsewhere: each of them is a hypercall.
 */
struct pte_writes {
	struct task_struct *task;
	unsigned long pfn;
	unsigned int queued, direct;
};

static void pte_set(void *data, pte_t *ptep, pte_t pte)
{
	struct pte_writes *w = data;

	if (current != w->task || !in_task())
		return;
	if (!pte_none(pte) && pte_pfn(pte) != w->pfn)
		return;
	if (is_lazy_mmu_mode_active())
		w->queued++;
	else
		w->direct++;
}

/*
 * Tracepoints are patched into the code, which writes entries, too: look away
 * until all of them are there, and before they go.
 */
static void watch_begin(struct kunit *test, struct pte_writes *w)
{
	w->task = NULL;
	KUNIT_ASSERT_EQ(test, register_trace_xen_mmu_set_pte(pte_set, w), 0);
}

static void watch_end(struct pte_writes *w)
{
	w->task = NULL;
	unregister_trace_xen_mmu_set_pte(pte_set, w);
	tracepoint_synchronize_unregister();
}

/* Mapping and unmapping a page table's worth of pages is batched. */
static void vmap_and_vunmap(struct kunit *test)
{
	unsigned int i, flushes, nr = PTRS_PER_PTE;
	struct pte_writes w = { 0 };
	struct hypercalls h = { 0 };
	struct page **pages, *page;
	void *mapped;

	skip_unless_counted(test);
	/* KASAN maps a shadow besides. */
	if (IS_ENABLED(CONFIG_KASAN_VMALLOC))
		kunit_skip(test, "vmap() does more than that with KASAN");

	pages = kunit_kcalloc(test, nr, sizeof(*pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (i = 0; i < nr; i++)
		pages[i] = page;
	w.pfn = page_to_pfn(page);

	watch_begin(test, &w);
	count_begin(test, &h);
	h.flushes = 0;
	w.task = current;
	mapped = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
	if (mapped)
		vunmap(mapped);
	w.task = NULL;
	flushes = h.flushes;
	count_end(&h);
	watch_end(&w);
	__free_page(page);

	KUNIT_EXPECT_NOT_NULL(test, mapped);
	/* vunmap() clears the entry of the guard page, too. */
	KUNIT_EXPECT_EQ(test, w.queued, nr + cleared_by_set_pte(nr + 1));
	KUNIT_EXPECT_EQ(test, w.direct, 0);
	/*
	 * About ten, if a flush takes 128 entries, some to make page tables,
	 * and those of context switches.
	 */
	KUNIT_EXPECT_LE(test, flushes, 32);
}

static struct kunit_case lazy_mmu_hypercalls_test_cases[] = {
	KUNIT_CASE(empty_section),
	KUNIT_CASE(full_section),
	KUNIT_CASE(section_with_nested),
	KUNIT_CASE(vmap_and_vunmap),
	{}
};

static struct kunit_suite lazy_mmu_hypercalls_test_suite = {
	.name = "lazy_mmu_hypercalls",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_hypercalls_test_cases,
};

kunit_test_suite(lazy_mmu_hypercalls_test_suite);
