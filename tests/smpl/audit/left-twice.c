// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	if (paint_ptes(w)) {
		lazy_mmu_mode_disable(st);
		complain(w);
	}
	lazy_mmu_mode_disable(st); /* !! state was already given to the leave on line 8 */
}
