// SPDX-License-Identifier: GPL-2.0-only
static bool xen_batched_set_pte(pte_t *ptep, pte_t pteval)
{
	if (!queues())
		return false;

	xen_mc_batch();

	xen_queue_pte(ptep, MMU_NORMAL_PT_UPDATE, pteval);

	xen_mc_keep();

	return true;
}

static void xen_ptep_modify_prot_commit(struct vm_area_struct *vma,
					unsigned long addr, pte_t *ptep, pte_t pte)
{
	xen_mc_batch();

	xen_queue_pte(ptep, MMU_PT_UPDATE_PRESERVE_AD, pte);

	xen_mc_issue(XEN_LAZY_MMU);
}

static void other(pte_t *ptep, pte_t pte)
{
	struct mmu_update u;

	u.ptr = virt_to_machine(ptep).maddr | MMU_NORMAL_PT_UPDATE;
	u.val = pte_val_ma(pte);
	xen_extend_mmu_update(&u);
}
