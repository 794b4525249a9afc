// SPDX-License-Identifier: GPL-2.0-only
static lazy_mmu_state_t xen_enter_lazy_mmu(void)
{
	enter_lazy(MMU);
	return LAZY_MMU_DEFAULT;
}

static void xen_leave_lazy_mmu(lazy_mmu_state_t state)
{
	preempt_disable();
	mc_flush();
	paravirt_leave_lazy_mmu(state);
	preempt_enable();
}

void paravirt_leave_lazy_mmu(lazy_mmu_state_t state)
{
	leave_lazy(MMU);
}
