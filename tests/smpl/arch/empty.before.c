// SPDX-License-Identifier: GPL-2.0-only
static inline void arch_enter_lazy_mmu_mode(void)
{
}

static inline void arch_leave_lazy_mmu_mode(void)
{
	arch_flush_lazy_mmu_mode();
}
