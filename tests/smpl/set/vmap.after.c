// SPDX-License-Identifier: GPL-2.0-only

static int vmap_pages_pte_range(struct page **pages, unsigned long addr, pte_t *pte)
{
	bool lazy = kernel_ptes_lazy();

	do {
		if (!*pages)
			return -EINVAL;

		set_pte_kernel(addr, pte, entry_of(*pages), lazy);
	} while (more(&addr, &pte, &pages));

	return 0;
}

void set_user_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	set_pte_at(mm, addr, pte, entry_of(NULL));
}

/* Has no section of its own. */
static int vmap_pfn_apply(pte_t *pte, unsigned long addr, void *private)
{
	set_pte_at(&init_mm, addr, pte, entry_of(private));

	return 0;
}
