// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	rinse(s);
	if (torn(s)) {
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
		return;
	}
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
}
