// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: vmalloc's mappings, which are made and
 * removed in sections. The tests read through the mapping: each page says which
 * one it is.
 */
#include <kunit/resource.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "../internal.h"
#include "lazy_mmu_kunit.h"

/* More than one page table's worth. */
#define NR_PAGES	(PTRS_PER_PTE + 8)

static void free_page_array(void *data)
{
	struct page **pages = data;
	unsigned int i;

	for (i = 0; i < NR_PAGES && pages[i]; i++)
		__free_page(pages[i]);
}

/* Pages that contain their index. */
static struct page **numbered_pages(struct kunit *test)
{
	struct page **pages;
	unsigned int i;

	pages = kunit_kcalloc(test, NR_PAGES, sizeof(*pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	KUNIT_ASSERT_EQ(test,
			kunit_add_action_or_reset(test, free_page_array, pages),
			0);
	for (i = 0; i < NR_PAGES; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		*(unsigned long *)page_address(pages[i]) = i;
	}

	return pages;
}

/* Of the pages that should be at @addr, how many are not? */
static unsigned int wrong_pages(const void *addr)
{
	unsigned int i, wrong = 0;
	unsigned long found;

	for (i = 0; i < NR_PAGES; i++)
		wrong += copy_from_kernel_nofault(&found, addr + i * PAGE_SIZE,
						  sizeof(found)) ||
			 found != i;

	return wrong;
}

/* How many pages can be read at @addr, where there should be none? */
static unsigned int readable_pages(const void *addr)
{
	unsigned int i, readable = 0;
	unsigned long found;

	for (i = 0; i < NR_PAGES; i++)
		readable += !copy_from_kernel_nofault(&found,
						      addr + i * PAGE_SIZE,
						      sizeof(found));

	return readable;
}

static void expect_as_before(struct kunit *test)
{
	expect_off(test);
	KUNIT_EXPECT_EQ(test, preempt_count(),
			lazy_mmu_test_preempt_count(test));
}

/*
 * Map @pages at @addr in the innermost of @depth sections. vmalloc's own
 * section must leave them open.
 */
static int map_at_depth(struct kunit *test, unsigned long addr,
			struct page **pages, int depth)
{
	lazy_mmu_state_t state;
	int err;

	if (!depth)
		return vmap_pages_range_noflush(addr,
						addr + NR_PAGES * PAGE_SIZE,
						PAGE_KERNEL, pages, PAGE_SHIFT);

	state = lazy_mmu_mode_enable();
	err = map_at_depth(test, addr, pages, depth - 1);
	expect_on(test);
	lazy_mmu_mode_disable(state);

	return err;
}

/*
 * What is mapped in sections is all there when the outermost one is over. The
 * first round, outside of all sections, allocates the page tables.
 */
static void mapped_in_sections(struct kunit *test)
{
	struct page **pages = numbered_pages(test);
	struct vm_struct *area;
	unsigned long addr;
	int depth;

	area = get_vm_area(NR_PAGES * PAGE_SIZE, VM_MAP);
	KUNIT_ASSERT_NOT_NULL(test, area);
	addr = (unsigned long)area->addr;

	for (depth = 0; depth <= 3; depth++) {
		int err = map_at_depth(test, addr, pages, depth);

		flush_cache_vmap(addr, addr + NR_PAGES * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_EQ(test, wrong_pages(area->addr), 0);
		expect_as_before(test);

		vunmap_range(addr, addr + NR_PAGES * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, readable_pages(area->addr), 0);
		expect_as_before(test);
	}

	free_vm_area(area);
}

/* In a pause, a mapping is there, and is gone, when the call returns. */
static void mapped_in_pause(struct kunit *test)
{
	unsigned int wrong = NR_PAGES, readable = NR_PAGES;
	struct page **pages = numbered_pages(test);
	lazy_mmu_state_t outer, inner, paused;
	void *addr;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	paused = lazy_mmu_mode_pause();
	addr = vmap(pages, NR_PAGES, VM_MAP, PAGE_KERNEL);
	expect_off(test);
	if (addr) {
		wrong = wrong_pages(addr);
		vunmap(addr);
		/* Only with DEBUG_PAGEALLOC does vunmap() flush the TLB itself. */
		vm_unmap_aliases();
		readable = readable_pages(addr);
		expect_off(test);
	}
	lazy_mmu_mode_resume(paused);
	expect_on(test);
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	expect_as_before(test);

	KUNIT_EXPECT_NOT_NULL(test, addr);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, readable, 0);
}

/*
 * An array with a hole cannot be mapped, and there is a warning. The section in
 * which that is found ends all the same.
 */
static void hole(struct kunit *test)
{
	struct page **pages = numbered_pages(test), *page;
	void *addr;

	page = pages[NR_PAGES / 2];
	pages[NR_PAGES / 2] = NULL;
	addr = vmap(pages, NR_PAGES, VM_MAP, PAGE_KERNEL);
	pages[NR_PAGES / 2] = page;
	expect_as_before(test);
	KUNIT_EXPECT_NULL(test, addr);
	vunmap(addr);
}

#if defined(CONFIG_XEN_PV) && defined(CONFIG_TRACEPOINTS)

#include <trace/events/xen.h>

/*
 * struct io_writes - what a task writes with set_pte()
 * @task: Who is watched. Its handlers are not.
 * @pfn: Only entries of the page frames from here on count, and those that are
 *	cleared.
 * @nr: The number of these page frames.
 * @queued: In a section.
 * @direct: Elsewhere: each of them is a hypercall.
 */
struct io_writes {
	struct task_struct *task;
	unsigned long pfn, nr;
	unsigned int queued, direct;
};

static void pte_set(void *data, pte_t *ptep, pte_t pte)
{
	struct io_writes *w = data;

	if (current != w->task || !in_task())
		return;
	if (!pte_none(pte) && pte_pfn(pte) - w->pfn >= w->nr)
		return;
	if (is_lazy_mmu_mode_active())
		w->queued++;
	else
		w->direct++;
}

/* I/O memory that nobody uses is mapped and unmapped in sections. */
static void io_memory(struct kunit *test)
{
	struct resource res = { .name = "lazy_mmu", .flags = IORESOURCE_MEM };
	unsigned int nr = PTRS_PER_PTE;
	struct io_writes w = { .nr = nr };
	void __iomem *addr;

	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");

	KUNIT_ASSERT_EQ(test,
			allocate_resource(&iomem_resource, &res,
					  nr * PAGE_SIZE, SZ_4G, SZ_64G - 1,
					  PAGE_SIZE, NULL, NULL), 0);
	w.pfn = PHYS_PFN(res.start);

	/* Tracepoints are patched into the code: watch when that is over. */
	KUNIT_ASSERT_EQ(test, register_trace_xen_mmu_set_pte(pte_set, &w), 0);
	w.task = current;
	addr = ioremap(res.start, nr * PAGE_SIZE);
	if (addr)
		iounmap(addr);
	w.task = NULL;
	unregister_trace_xen_mmu_set_pte(pte_set, &w);
	tracepoint_synchronize_unregister();
	release_resource(&res);

	KUNIT_EXPECT_NOT_NULL(test, (void __force *)addr);
	/* If it is in a page table, the guard page's entry is cleared, too. */
	KUNIT_EXPECT_GE(test, w.queued, nr + cleared_by_set_pte(nr));
	KUNIT_EXPECT_LE(test, w.queued, nr + cleared_by_set_pte(nr + 1));
	KUNIT_EXPECT_EQ(test, w.direct, 0);
	expect_as_before(test);
}

#else

static void io_memory(struct kunit *test)
{
	kunit_skip(test, "the kernel was built without XEN_PV or TRACEPOINTS");
}

#endif

static struct kunit_case lazy_mmu_vmalloc_test_cases[] = {
	KUNIT_CASE(mapped_in_sections),
	KUNIT_CASE(mapped_in_pause),
	KUNIT_CASE(hole),
	KUNIT_CASE(io_memory),
	{}
};

static struct kunit_suite lazy_mmu_vmalloc_test_suite = {
	.name = "lazy_mmu_vmalloc",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_vmalloc_test_cases,
};

kunit_test_suite(lazy_mmu_vmalloc_test_suite);
