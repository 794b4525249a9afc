// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *pmd, struct mm_walk *walk)
{
	pte_t *p, *first;
	spinlock_t *l;
	int n;

	arch_enter_lazy_mmu_mode();

	n = pagemap_scan_thp_entry(pmd, walk);
	if (n != -ENOENT) {
		arch_leave_lazy_mmu_mode();
		return n;
	}

	n = 0;
	first = p = map_it(walk, &l);
	if (!p) {
		arch_leave_lazy_mmu_mode();
		again(walk);
		return 0;
	}

	n = look_at(p);
	pte_unmap_unlock(first, l);
	arch_leave_lazy_mmu_mode();

	return n;
}

static int other(void)
{
	arch_enter_lazy_mmu_mode();
	look_at(NULL);
	arch_leave_lazy_mmu_mode();
	return 0;
}
