// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_mode_enable(); /* !! the state of this lazy MMU section is discarded */
	paint_ptes(w);
}
