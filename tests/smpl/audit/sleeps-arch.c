// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t st;

	st = arch_enter_lazy_mmu_mode();
	while (paint_ptes(w))
		cond_resched(); /* !! call may sleep in the lazy MMU section entered on line 6 */
	arch_leave_lazy_mmu_mode(st);
}
