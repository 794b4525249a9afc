// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *pmd, struct mm_walk *walk)
{
	pte_t *pte, *start_pte;
	spinlock_t *ptl;
	int ret;

	ret = pagemap_scan_thp_entry(pmd, walk);
	if (ret != -ENOENT)
		return ret;

	ret = 0;
	start_pte = pte = map_it(walk, &ptl);
	if (!pte) {
		again(walk);
		return 0;
	}

	arch_enter_lazy_mmu_mode();

	ret = look_at(pte);
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(start_pte, ptl);

	return ret;
}

static int other(void)
{
	arch_enter_lazy_mmu_mode();
	look_at(NULL);
	arch_leave_lazy_mmu_mode();
	return 0;
}
