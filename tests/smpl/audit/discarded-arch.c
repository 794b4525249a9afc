// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	arch_enter_lazy_mmu_mode(); /* !! the state of this lazy MMU section is discarded */
	paint_ptes(w);
}
