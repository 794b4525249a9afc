// SPDX-License-Identifier: GPL-2.0-only
static int paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = arch_enter_lazy_mmu_mode(); /* !! lazy MMU section is not left on every path */
	if (paint_ptes(w))
		return -EIO;
	arch_leave_lazy_mmu_mode(st);
	return 0;
}
