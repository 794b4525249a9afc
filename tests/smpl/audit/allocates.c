// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	w->can = open_can(w, GFP_KERNEL | __GFP_ZERO); /* !! call may sleep in the lazy MMU section entered on line 6 */
	lazy_mmu_mode_disable(st);
}
