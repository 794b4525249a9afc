// SPDX-License-Identifier: GPL-2.0-only
static int try_restore_exclusive_pte(struct vm_area_struct *vma,
		unsigned long addr, pte_t *ptep, pte_t orig_pte)
{
	struct page *page = page_of(orig_pte);
	struct folio *folio = page_folio(page);

	if (folio_trylock(folio)) {
		/* Our caller goes on with the entry, in a lazy MMU section. */
		lazy_mmu_mode_pause();
		restore_exclusive_pte(vma, folio, page, addr, ptep, orig_pte);
		lazy_mmu_mode_resume();
		folio_unlock(folio);
		return 0;
	}

	return -EBUSY;
}

static int other(struct vm_area_struct *vma, pte_t *ptep)
{
	guard(lazy_mmu_pause)();

	restore_exclusive_pte(vma, ptep);
	return 0;
}

static void section(void)
{
	lazy_mmu_mode_enable();
	work();
	lazy_mmu_mode_disable();
}
