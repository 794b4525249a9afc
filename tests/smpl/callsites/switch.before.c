// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	int ret;

	switch (colour(s)) {
	case WHITE:
		arch_enter_lazy_mmu_mode();
		ret = boil(s);
		arch_leave_lazy_mmu_mode();
		break;
	default:
		arch_enter_lazy_mmu_mode();
		ret = rinse(s);
		arch_leave_lazy_mmu_mode();
	}
	return ret;
}
