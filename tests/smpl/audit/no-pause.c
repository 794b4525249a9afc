// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w, lazy_mmu_state_t st)
{
	paint_ptes(w);
	lazy_mmu_mode_resume(st); /* !! resume gets a state that no pause of this function returned */
}
