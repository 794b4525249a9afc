// SPDX-License-Identifier: GPL-2.0-only

static int map_pages(struct page **pages, unsigned long addr, pte_t *pte)
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
