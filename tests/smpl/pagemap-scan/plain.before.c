// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *pmd, struct mm_walk *walk)
{
	pte_t *pte, *start_pte;
	spinlock_t *ptl;
	int ret;

	arch_enter_lazy_mmu_mode();

	ret = pagemap_scan_thp_entry(pmd, walk);
	if (ret != -ENOENT) {
		arch_leave_lazy_mmu_mode();
		return ret;
	}

	ret = 0;
	start_pte = pte = map_it(walk, &ptl);
	if (!pte) {
		arch_leave_lazy_mmu_mode();
		again(walk);
		return 0;
	}

	ret = look_at(pte);
	pte_unmap_unlock(start_pte, ptl);
	arch_leave_lazy_mmu_mode();

	return ret;
}

static int other(void)
{
	arch_enter_lazy_mmu_mode();
	look_at(NULL);
	arch_leave_lazy_mmu_mode();
	return 0;
}
