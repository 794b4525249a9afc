// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	st = w->saved; /* !! the lazy MMU state of line 6 is changed */
	paint_ptes(w);
	lazy_mmu_mode_disable(st);
}
