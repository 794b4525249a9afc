// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	char *drum = open_drum(s);

	if (!drum)
		return;
	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	while (!clean(drum)) {
		if (stuck(drum)) {
			arch_leave_lazy_mmu_mode(lazy_mmu_state);
			close_drum(drum);
			kick(s);
			drum = open_drum(s);
			if (!drum)
				break;
			lazy_mmu_state = arch_enter_lazy_mmu_mode();
		}
		rinse(drum);
	}
	if (drum) {
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
		close_drum(drum);
	}
}
