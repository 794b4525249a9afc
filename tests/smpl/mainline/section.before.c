// SPDX-License-Identifier: GPL-2.0-only
int mainline_section(struct walk *w)
{
	lazy_mmu_mode_enable();
	if (w->stop) {
		lazy_mmu_mode_disable();
		return -EINTR;
	}
	update(w);
	lazy_mmu_mode_disable();
	return 0;
}

int own_section(struct walk *w)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_enable();
	update(w);
	lazy_mmu_mode_disable(state);
	return 0;
}
