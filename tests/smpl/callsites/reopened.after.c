// SPDX-License-Identifier: GPL-2.0-only
/* Between two leaves of somebody else's section, the enter is that one's as well. */
static void wash(struct sock *s)
{
	arch_leave_lazy_mmu_mode();
	show(s);
	arch_enter_lazy_mmu_mode();
	rinse(s);
	arch_leave_lazy_mmu_mode();
}
