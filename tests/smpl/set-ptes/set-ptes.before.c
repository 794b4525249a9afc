// SPDX-License-Identifier: GPL-2.0-only

static inline void set_ptes(struct mm_struct *mm, pte_t *ptep, pte_t pte,
			    unsigned int nr)
{
	check(mm, nr);

	arch_enter_lazy_mmu_mode();
	for (;;) {
		set_pte(ptep, pte);
		if (--nr == 0)
			break;
		ptep++;
	}
	arch_leave_lazy_mmu_mode();
}

/* A user of sections, which keeps its own. */
static void fill(struct mm_struct *mm, pte_t *ptep, pte_t pte)
{
	arch_enter_lazy_mmu_mode();
	set_ptes(mm, ptep, pte, 2);
	arch_leave_lazy_mmu_mode();
}
