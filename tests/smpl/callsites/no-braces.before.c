// SPDX-License-Identifier: GPL-2.0-only
static int wash(struct sock *s, bool lazily)
{
	int err;

	if (lazily)
		arch_enter_lazy_mmu_mode();
	err = rinse(s);
	if (lazily)
		arch_leave_lazy_mmu_mode();
	return err;
}

static void dry(bool lazily)
{
	if (lazily)
		arch_leave_lazy_mmu_mode();
}
