// SPDX-License-Identifier: GPL-2.0-only
static void acme_wash(struct basket *b)
{
	lazy_mmu_state_t kept = arch_enter_lazy_mmu_mode();

	b->state = arch_enter_lazy_mmu_mode();
	rinse_all(b);
	arch_leave_lazy_mmu_mode(b->state);	/* inner */
	arch_flush_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode(kept);
}
