// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s, int times)
{
	int i, err = 0;

	/* Nobody may look while we wash. */
	hide(s);
	arch_enter_lazy_mmu_mode();
	for (i = 0; i < times && !err; i++)
		err = rinse(s);	/* cold */
	arch_leave_lazy_mmu_mode();
	show(s);

	return err;
}
