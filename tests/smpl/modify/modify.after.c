// SPDX-License-Identifier: GPL-2.0-only
static inline pte_t pte_modify(pte_t pte, pgprot_t newprot)
{
	const bool stays = present(pte, newprot);
	pteval_t val = stays ? native_pte_val(pte) : pte_val(pte);

	val |= check_pgprot(newprot);
	return likely(stays) ? native_make_pte(val) : __pte(val);
}

static inline pte_t pte_of(pteval_t val)
{
	return __pte(val);
}
