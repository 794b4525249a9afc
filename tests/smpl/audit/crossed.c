// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(outer); /* !! leave does not get the state of the enter on line 7 */
	lazy_mmu_mode_disable(inner);
}
