// SPDX-License-Identifier: GPL-2.0-only
int mainline_section(struct walk *w)
{
	arch_enter_lazy_mmu_mode();
	if (w->stop) {
		arch_leave_lazy_mmu_mode();
		return -EINTR;
	}
	update(w);
	arch_leave_lazy_mmu_mode();
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
