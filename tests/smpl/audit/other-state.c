// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w, lazy_mmu_state_t other)
{
	lazy_mmu_state_t st;

	st = arch_enter_lazy_mmu_mode(); /* !! lazy MMU section is not left on every path */
	paint_ptes(w);
	arch_leave_lazy_mmu_mode(other); /* !! leave does not get the state of the enter on line 6 */
}
