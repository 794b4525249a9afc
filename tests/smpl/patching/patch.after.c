// SPDX-License-Identifier: GPL-2.0-only

void write_text(unsigned long addr, pte_t *pte)
{
	set_entry(addr, pte);
	write_it(addr);
	pte_clear(&init_mm, addr, pte);
	/* In a section, the hash MMU has only queued the flush. */
	arch_flush_lazy_mmu_mode();
	flush_tlb_kernel_range(addr, addr + PAGE_SIZE);
}

void clear_user(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_clear(mm, addr, pte);
	local_flush_tlb_page_psize(mm, addr, psize);
}
