// SPDX-License-Identifier: GPL-2.0-only
int new_exit(struct walk *w)
{
	lazy_mmu_state_t lazy_mmu_state;

again:
	lazy_mmu_state = lazy_mmu_mode_enable();
	for (; w->left; w->left--) {
		if (w->stop) {
			lazy_mmu_mode_disable(lazy_mmu_state);
			return -EINTR;
		}
		if (w->wait) {
			lazy_mmu_mode_disable(lazy_mmu_state);
			goto again;
		}
		update(w);
	}
	lazy_mmu_mode_disable(lazy_mmu_state);
	return 0;
}

int opened_again(struct walk *w)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_enable();
	update(w);
	if (w->flush) {
		lazy_mmu_mode_disable(state);
		flush(w);
		state = lazy_mmu_mode_enable();
	}
	update(w);
	lazy_mmu_mode_disable(state);
	return 0;
}

int section_of_its_own(struct walk *w)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_enable();
	update(w);
	lazy_mmu_mode_disable(state);
	arch_enter_lazy_mmu_mode();
	update(w);
	arch_leave_lazy_mmu_mode();
	return 0;
}
