// SPDX-License-Identifier: GPL-2.0-only
static void check(struct kunit *test)
{
	lazy_mmu_mode_enable();
	on(test);

	{
		lazy_mmu_mode_enable();
		if (fails(test)) {
			lazy_mmu_mode_disable();
			return;
		}
		lazy_mmu_mode_disable();
		on(test);
	}

	{
		lazy_mmu_mode_pause();
		off(test);
		lazy_mmu_mode_resume();
		on(test);
	}

	lazy_mmu_mode_disable();
}
