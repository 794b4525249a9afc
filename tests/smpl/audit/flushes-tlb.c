// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	lazy_mmu_state_t st;
	bool wet;

	st = lazy_mmu_mode_enable();
	wet = paint_ptes(vma, start, end);
	if (wet)
		flush_tlb_range(vma, start, end); /* !! the TLB is flushed in the lazy MMU section entered on line 7 */
	lazy_mmu_mode_disable(st);
}

static void scrape(unsigned long start, unsigned long end)
{
	guard(lazy_mmu_mode)();

	scrape_ptes(start, end);
	flush_tlb_kernel_range(start, end); /* !! the TLB is flushed in the lazy MMU section entered on line 16 */
}

static void wipe(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	lazy_mmu_state_t st, inner;

	st = lazy_mmu_mode_enable();
	wipe_ptes(vma, start, end);
	inner = lazy_mmu_mode_pause();
	flush_tlb_range(vma, start, end);
	lazy_mmu_mode_resume(inner);
	lazy_mmu_mode_disable(st);
	flush_tlb_range(vma, start, end);
}
