// SPDX-License-Identifier: GPL-2.0-only
static int paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable(); /* !! lazy MMU section is not left on every path */
	if (paint_ptes(w))
		return -EIO;
	lazy_mmu_mode_disable(st);
	return 0;
}
