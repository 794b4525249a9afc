// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(inner);
	msleep(1); /* !! call may sleep in the lazy MMU section entered on line 6 */
	lazy_mmu_mode_disable(outer);
}
