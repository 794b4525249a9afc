// SPDX-License-Identifier: GPL-2.0-only
static int madvise_free_pte_range(pmd_t *pmd, unsigned long addr,
				  unsigned long end, struct mm_walk *walk)
{
	spinlock_t *ptl;
	pte_t *orig_pte, *pte;
	struct folio *folio;

	orig_pte = pte = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);
	arch_enter_lazy_mmu_mode();
	for (; addr != end; pte++, addr += PAGE_SIZE) {
		folio = first(*pte);
		if (is_large(folio)) {
			arch_leave_lazy_mmu_mode();
			pte_unmap_unlock(orig_pte, ptl);
			if (split_folio(folio)) {
				unlock(folio);
				orig_pte = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);
				arch_enter_lazy_mmu_mode();
				goto out;
			}
			unlock(folio);
			orig_pte = pte = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);
			arch_enter_lazy_mmu_mode();
			pte--;
			addr -= PAGE_SIZE;
			continue;
		}
		clean(pte);
	}
out:
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(orig_pte, ptl);
	return 0;
}

/* A function that leaves the section already, and one that is not known. */
static int madvise_cold_or_pageout_pte_range(pmd_t *pmd, unsigned long addr,
					     struct mm_walk *walk)
{
	pte_t *start_pte, *pte;
	spinlock_t *ptl;

	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(start_pte, ptl);
	start_pte = NULL;
	if (split_folio(folio_of(pte)))
		return -EBUSY;
	start_pte = pte = pte_offset_map_lock(walk->mm, pmd, addr, &ptl);
	if (!start_pte)
		return 0;
	arch_enter_lazy_mmu_mode();
	pte--;
	return 0;
}
