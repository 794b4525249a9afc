// SPDX-License-Identifier: GPL-2.0-only
static inline pte_t ptep_get_and_clear_full(struct mm_struct *mm,
					    unsigned long addr, pte_t *ptep,
					    int full)
{
	pte_t pte;
	if (full) {
		pte = clear_of_nobody(ptep);
		page_table_check_pte_clear(mm, addr, pte);
	} else {
		pte = ptep_get_and_clear_lazy(ptep);
		page_table_check_pte_clear(mm, addr, pte);
	}
	return pte;
}

static inline pte_t other(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	return ptep_get_and_clear(mm, addr, ptep);
}
