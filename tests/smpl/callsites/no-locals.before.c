// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *s)
{
	arch_enter_lazy_mmu_mode();
	rinse(s);
	arch_leave_lazy_mmu_mode();
}
