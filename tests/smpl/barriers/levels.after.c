// SPDX-License-Identifier: GPL-2.0-only

void set_entry(pte_t *ptep, pte_t pte)
{
	*ptep = pte;
	if (is_kernel(pte))
		sync_table_walkers();
}

void set_top(pgd_t *pgdp, pgd_t pgd)
{
	*pgdp = pgd;
	sync_table_walkers();
}

void invalidate(void)
{
	dsb(ishst);
	tlbi();
	dsb(ish);
	isb();
}
