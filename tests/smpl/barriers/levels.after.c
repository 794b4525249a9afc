// SPDX-License-Identifier: GPL-2.0-only

void set_entry(pte_t *ptep, pte_t pte)
{
	*ptep = pte;
	if (is_kernel(pte))
		queue_pte_barriers();
}

void set_top(pgd_t *pgdp, pgd_t pgd)
{
	*pgdp = pgd;
	queue_pte_barriers();
}

void invalidate(void)
{
	dsb(ishst);
	tlbi();
	dsb(ish);
	isb();
}
