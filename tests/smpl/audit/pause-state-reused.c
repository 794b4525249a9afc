// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_enable();
	prime(w);
	st = lazy_mmu_mode_pause(); /* !! the state of the lazy MMU section entered on line 6 is overwritten */
	paint_ptes(w);
	lazy_mmu_mode_resume(st);
	lazy_mmu_mode_disable(st);
}
