// SPDX-License-Identifier: GPL-2.0-only

void __set_fixmap(int idx, phys_addr_t phys, pgprot_t flags)
{
	pte_t *ptep = fixmap_pte(idx);

	if (flags)
		set_pte(ptep, entry(phys, flags));
	else
		clear(ptep);
}

void set_other(pte_t *ptep, pte_t pte)
{
	set_pte(ptep, pte);
}
