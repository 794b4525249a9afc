// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	paint_ptes(w);
	lazy_mmu_mode_resume(LAZY_MMU_NESTED); /* !! the state is a constant that only architectures may name */
}
