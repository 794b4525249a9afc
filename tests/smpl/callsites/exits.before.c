// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	int err;

	arch_enter_lazy_mmu_mode();
	err = rinse(s);
	if (err == -EAGAIN) {
		arch_leave_lazy_mmu_mode();
		return 0;
	}
	if (err)
		goto out;
	err = spin(s);
	if (err) {
		complain(s);
		arch_leave_lazy_mmu_mode();
		return err;
	}
out:
	arch_leave_lazy_mmu_mode();
	return err;
}
