// SPDX-License-Identifier: GPL-2.0-only
static void xen_enter_lazy_mmu(void)
{
	enter_lazy(MMU);
}

static void xen_leave_lazy_mmu(void)
{
	preempt_disable();
	mc_flush();
	paravirt_leave_lazy_mmu();
	preempt_enable();
}

void paravirt_leave_lazy_mmu(void)
{
	leave_lazy(MMU);
}
