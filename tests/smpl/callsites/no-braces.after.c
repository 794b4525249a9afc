// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s, bool lazily)
{
	lazy_mmu_state_t lazy_mmu_state;
	int err;

	if (lazily)
		lazy_mmu_state = arch_enter_lazy_mmu_mode();
	err = rinse(s);
	if (lazily)
		arch_leave_lazy_mmu_mode(lazy_mmu_state);
	return err;
}

static void dry(bool lazily)
{
	if (lazily)
		arch_leave_lazy_mmu_mode();
}
