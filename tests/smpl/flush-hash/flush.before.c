// SPDX-License-Identifier: GPL-2.0-only
static inline void before(void)
{
}

static inline void arch_flush_lazy_mmu_mode(void)
{
	if (pending())
		flush();
}

static inline void after(void)
{
}
