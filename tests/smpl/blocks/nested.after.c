// SPDX-License-Identifier: GPL-2.0-only
static void check(struct kunit *test)
{
	lazy_mmu_mode_enable();
	on(test);

	{
		lazy_mmu_state_t lazy_mmu_nested;

		lazy_mmu_nested = lazy_mmu_mode_enable();
		if (fails(test)) {
			lazy_mmu_mode_disable(lazy_mmu_nested);
			return;
		}
		lazy_mmu_mode_disable(lazy_mmu_nested);
		on(test);
	}

	{
		lazy_mmu_state_t lazy_mmu_outer;

		lazy_mmu_outer = lazy_mmu_mode_pause();
		off(test);
		lazy_mmu_mode_resume(lazy_mmu_outer);
		on(test);
	}

	lazy_mmu_mode_disable();
}
