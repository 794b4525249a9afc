// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *left, struct sock *right)
{
	lazy_mmu_state_t lazy_mmu_state;
	bool wet;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	rinse(left);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);

	wet = is_wet(left);

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	rinse(right);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
}
