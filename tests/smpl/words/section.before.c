// SPDX-License-Identifier: GPL-2.0-only
static void clear_range(pte_t *pte, int n)
{
	lazy_mmu_state_t lazy_mmu_state;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	while (n--)
		clear(pte++);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
}
