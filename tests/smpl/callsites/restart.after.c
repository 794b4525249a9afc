// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	spinlock_t *lock;
	char *drum;

again:
	drum = open_drum(s, &lock);
	if (!drum)
		return -ENOMEM;
	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	for (; *drum; drum++) {
		if (rinse(drum))
			break;
	}
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
	close_drum(drum, lock);
	if (*drum)
		goto again;
	return 0;
}
