// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t section, pause;

	section = lazy_mmu_mode_enable();
	pause = lazy_mmu_mode_pause(); /* !! lazy MMU pause is not resumed on every path */
	paint_ptes(w);
	lazy_mmu_mode_resume(section); /* !! resume does not get the state of the pause on line 7 */
	lazy_mmu_mode_disable(section);
}
