// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	spinlock_t *lock;
	char *drum;

again:
	drum = open_drum(s, &lock);
	if (!drum)
		return -ENOMEM;
	arch_enter_lazy_mmu_mode();
	for (; *drum; drum++) {
		if (rinse(drum))
			break;
	}
	arch_leave_lazy_mmu_mode();
	close_drum(drum, lock);
	if (*drum)
		goto again;
	return 0;
}
