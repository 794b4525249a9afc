// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	paint_with(w, &st); /* !! the lazy MMU state of line 6 is changed */
	lazy_mmu_mode_disable(st);
}
