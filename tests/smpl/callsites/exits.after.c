// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	int err;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	err = rinse(s);
	if (err == -EAGAIN) {
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
		return 0;
	}
	if (err)
		goto out;
	err = spin(s);
	if (err) {
		complain(s);
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
		return err;
	}
out:
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
	return err;
}
