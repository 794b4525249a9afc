// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	paint_ptes(w);
	mutex_lock(&w->brush); /* !! call may sleep in the lazy MMU section entered on line 6 */
	lazy_mmu_mode_disable(st);
}
