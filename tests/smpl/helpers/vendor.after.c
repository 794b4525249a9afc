// SPDX-License-Identifier: GPL-2.0-only
static void acme_wash(struct basket *b)
{
	lazy_mmu_state_t kept = lazy_mmu_mode_enable();

	b->state = lazy_mmu_mode_enable();
	rinse_all(b);
	lazy_mmu_mode_disable(b->state);	/* inner */
	arch_flush_lazy_mmu_mode();
	lazy_mmu_mode_disable(kept);
}
