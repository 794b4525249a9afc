// SPDX-License-Identifier: GPL-2.0-only
int paused(struct walk *w)
{
	lazy_mmu_state_t lazy_mmu_paused;
	int err;

	lazy_mmu_paused = lazy_mmu_mode_pause();
	err = allocate(w);
	if (err) {
		lazy_mmu_mode_resume(lazy_mmu_paused);
		return err;
	}
	use(w);
	lazy_mmu_mode_resume(lazy_mmu_paused);
	return 0;
}

void resumed_for_another(struct walk *w)
{
	lazy_mmu_mode_resume();
}
