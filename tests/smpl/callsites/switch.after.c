// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	int ret;

	switch (colour(s)) {
	case WHITE:
		lazy_mmu_state = arch_enter_lazy_mmu_mode();
		ret = boil(s);
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
		break;
	default:
		lazy_mmu_state = arch_enter_lazy_mmu_mode();
		ret = rinse(s);
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
	}
	return ret;
}
