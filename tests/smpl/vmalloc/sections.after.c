// SPDX-License-Identifier: GPL-2.0-only

static int vmap_pte_range(pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte;

	pte = table(pmd, addr);
	if (!pte)
		return -ENOMEM;

	do {
		write_one(pte, addr);
	} while (pte++, addr += PAGE_SIZE, addr != end);

	return 0;
}

static void vunmap_pte_range(pmd_t *pmd, unsigned long addr, unsigned long end)
{
	pte_t *pte = table(pmd, addr);

	do {
		clear_one(pte, addr);
	} while (pte++, addr += PAGE_SIZE, addr != end);
}

/* One way out leaves the section open. */
static int vmap_pages_pte_range(pmd_t *pmd, unsigned long addr,
				unsigned long end, struct page **pages)
{
	pte_t *pte = table(pmd, addr);

	do {
		if (!*pages)
			return -ENOMEM;
		if (busy(pte)) {
			return -EBUSY;
		}
		write_page(pte, addr, *pages++);
	} while (pte++, addr += PAGE_SIZE, addr != end);

	return 0;
}

static void somebody_else(pte_t *pte)
{
	lazy_mmu_state_t lazy_mmu_state;

	lazy_mmu_state = lazy_mmu_mode_enable();
	clear_one(pte, 0);
	lazy_mmu_mode_disable(lazy_mmu_state);
}
