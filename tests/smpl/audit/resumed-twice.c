// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = lazy_mmu_mode_pause();
	paint_ptes(w);
	lazy_mmu_mode_resume(st);
	prime(w);
	lazy_mmu_mode_resume(st); /* !! state was already given to the resume on line 8 */
}
