// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *left, struct sock *right)
{
	bool wet;

	arch_enter_lazy_mmu_mode();
	rinse(left);
	arch_leave_lazy_mmu_mode();

	wet = is_wet(left);

	arch_enter_lazy_mmu_mode();
	rinse(right);
	arch_leave_lazy_mmu_mode();
}
