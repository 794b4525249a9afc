// SPDX-License-Identifier: GPL-2.0-only
bool cond_install_uffd_wp_ptes(struct vm_area_struct *vma, pte_t *ptep)
{
	WARN_ON_ONCE(!pte_none(ptep_get(pte)));
	return true;
}

static void other(pte_t *pte)
{
	use(ptep_get(pte));
}
