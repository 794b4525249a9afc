// SPDX-License-Identifier: GPL-2.0-only
/* A section in a section: the semantic patch leaves it to a person. */
void outer_and_inner(struct mm_struct *mm, pte_t *pte)
{
	arch_enter_lazy_mmu_mode();
	change(mm, pte);
	arch_enter_lazy_mmu_mode();
	change(mm, pte + 1);
	arch_leave_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode();
}
