// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *pmd, struct mm_walk *walk)
{
	pte_t *p, *first;
	spinlock_t *l;
	int n;

	n = pagemap_scan_thp_entry(pmd, walk);
	if (n != -ENOENT)
		return n;

	n = 0;
	first = p = map_it(walk, &l);
	if (!p) {
		again(walk);
		return 0;
	}

	arch_enter_lazy_mmu_mode();

	n = look_at(p);
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(first, l);

	return n;
}

static int other(void)
{
	arch_enter_lazy_mmu_mode();
	look_at(NULL);
	arch_leave_lazy_mmu_mode();
	return 0;
}
