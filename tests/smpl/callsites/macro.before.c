// SPDX-License-Identifier: GPL-2.0-only
/* A section behind macros is opened and closed by others: it is left alone. */
#define wash_begin() arch_enter_lazy_mmu_mode()
#define wash_end() do { arch_leave_lazy_mmu_mode(); } while (0)
#define wash_all(s) do { arch_enter_lazy_mmu_mode(); rinse(s); arch_leave_lazy_mmu_mode(); } while (0)

static void wash(struct sock *s)
{
	wash_begin();
	rinse(s);
	wash_end();
}
