// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w, lazy_mmu_state_t st)
{
	paint_ptes(w);
	lazy_mmu_mode_disable(st); /* !! leave gets a state that no enter of this function returned */
}
