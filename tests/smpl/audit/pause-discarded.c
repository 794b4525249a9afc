// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_mode_pause(); /* !! the state of this lazy MMU pause is discarded */
	paint_ptes(w);
}
