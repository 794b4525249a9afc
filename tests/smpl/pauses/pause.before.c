// SPDX-License-Identifier: GPL-2.0-only
int paused(struct walk *w)
{
	int err;

	lazy_mmu_mode_pause();
	err = allocate(w);
	if (err) {
		lazy_mmu_mode_resume();
		return err;
	}
	use(w);
	lazy_mmu_mode_resume();
	return 0;
}

void resumed_for_another(struct walk *w)
{
	lazy_mmu_mode_resume();
}
