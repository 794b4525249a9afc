// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	lazy_mmu_state_t outer, inner;

	outer = arch_enter_lazy_mmu_mode();
	inner = lazy_mmu_mode_pause();
	w->can = open_can(w, GFP_KERNEL);
	lazy_mmu_mode_resume(inner);
	w->lid = open_can(w, GFP_KERNEL); /* !! call may sleep in the lazy MMU section entered on line 6 */
	arch_leave_lazy_mmu_mode(outer);
}
