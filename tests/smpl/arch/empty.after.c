// SPDX-License-Identifier: GPL-2.0-only
static inline lazy_mmu_state_t arch_enter_lazy_mmu_mode(void)
{
	return LAZY_MMU_DEFAULT;
}

static inline void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state)
{
	arch_flush_lazy_mmu_mode();
}
