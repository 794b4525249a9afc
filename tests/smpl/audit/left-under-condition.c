// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable(); /* !! lazy MMU section is not left on every path */
	paint_ptes(w);
	if (w->wet)
		lazy_mmu_mode_disable(st);
}
