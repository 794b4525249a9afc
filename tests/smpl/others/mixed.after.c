// SPDX-License-Identifier: GPL-2.0-only
/* The first leave ends the section of somebody else, the second one its own. */
static void wash(struct sock *s, bool early)
{
	lazy_mmu_state_t lazy_mmu_state;
	if (early) {
		arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
		show(s);
		return;
	}
	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	rinse(s);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
}
