// SPDX-License-Identifier: GPL-2.0-only
static void xen_set_pmd_hyper(pmd_t *p, pmd_t v)
{
	queue(p, v);
	xen_mc_issue(0);
}

static void xen_set_pte(pte_t *p, pte_t v)
{
	queue(p, v);
	xen_mc_issue(XEN_LAZY_MMU);
}
