// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s, int times)
{
	lazy_mmu_state_t lazy_mmu_state;
	int i, err = 0;

	/* Nobody may look while we wash. */
	hide(s);
	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	for (i = 0; i < times && !err; i++)
		err = rinse(s);	/* cold */
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
	show(s);

	return err;
}
