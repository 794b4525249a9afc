// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_mode_disable(LAZY_MMU_DEFAULT); /* !! the state is a constant that only architectures may name */
	paint_ptes(w);
}
