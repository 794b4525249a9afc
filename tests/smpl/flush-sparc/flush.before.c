// SPDX-License-Identifier: GPL-2.0-only
void before(void)
{
}

void arch_flush_lazy_mmu_mode(void)
{
	if (pending())
		flush();
}

void after(void)
{
}
