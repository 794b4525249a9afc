// SPDX-License-Identifier: GPL-2.0-only
/* Sections of neighbours have nothing to do with each other. */
static int soak(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	int err;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	err = rinse(s);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
	return err;
}

static void drain(struct sock *s)
{
	spin(s);
	arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
	spin(s);
	arch_enter_lazy_mmu_mode();
}

static int dry(struct sock *s)
{
	lazy_mmu_state_t lazy_mmu_state;
	int err;

	lazy_mmu_state = arch_enter_lazy_mmu_mode();
	err = spin(s);
	arch_leave_lazy_mmu_mode(lazy_mmu_state);
	return err;
}
