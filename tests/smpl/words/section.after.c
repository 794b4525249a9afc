// SPDX-License-Identifier: GPL-2.0-only
static void clear_range(pte_t *pte, int n)
{
	lazy_mmu_state_t lazy_mmu_state;

	lazy_mmu_state = lazy_mmu_mode_enable();
	while (n--)
		clear(pte++);
	lazy_mmu_mode_disable(lazy_mmu_state);
}
