// SPDX-License-Identifier: GPL-2.0-only
static int move_ptes(struct mm_struct *mm, unsigned long old_addr, pte_t *old_pte)
{
	pte_t pte;

	while (more(&old_addr, &old_pte)) {
		pte = ptep_get_and_clear_full(mm, old_addr, old_pte, 0);
		move(pte);
	}
	return 0;
}

static pte_t other(struct mm_struct *mm, unsigned long old_addr, pte_t *old_pte)
{
	return ptep_get_and_clear(mm, old_addr, old_pte);
}
