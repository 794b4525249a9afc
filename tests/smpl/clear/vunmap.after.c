// SPDX-License-Identifier: GPL-2.0-only

static void vunmap_pte_range(pmd_t *pmd, unsigned long addr)
{
	pte_t *pte = table(pmd);

	do {
		pte_t old = ptep_get_and_clear_kernel(addr, pte, lazy);

		check(old);
	} while (more(&addr, &pte));
}

void clear_user_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	ptep_get_and_clear(mm, addr, pte);
}
