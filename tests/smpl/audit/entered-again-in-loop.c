// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	while (w) {
		st = lazy_mmu_mode_enable(); /* !! lazy MMU section is not left on every path !! the state of the lazy MMU section entered on line 7 is overwritten */
		paint_ptes(w);
		w = w->next;
	}
}
