// SPDX-License-Identifier: GPL-2.0-only
static void wash(struct sock *s)
{
	char *drum = open_drum(s);

	if (!drum)
		return;
	arch_enter_lazy_mmu_mode();
	while (!clean(drum)) {
		if (stuck(drum)) {
			arch_leave_lazy_mmu_mode();
			close_drum(drum);
			kick(s);
			drum = open_drum(s);
			if (!drum)
				break;
			arch_enter_lazy_mmu_mode();
		}
		rinse(drum);
	}
	if (drum) {
		arch_leave_lazy_mmu_mode();
		close_drum(drum);
	}
}
