// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;

	lazy_mmu_state = lazy_mmu_mode_enable();
	rinse(s);
	if (torn(s)) {
		lazy_mmu_mode_disable(lazy_mmu_state);
		return;
	}
	lazy_mmu_mode_disable(lazy_mmu_state);
}
