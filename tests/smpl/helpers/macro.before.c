// SPDX-License-Identifier: GPL-2.0-only
/* Not converted: these get the generic names, and do not compile either. */
#define wash_begin() arch_enter_lazy_mmu_mode()
#define wash_end() do { arch_leave_lazy_mmu_mode(); } while (0)

static void wash_stop(struct sock *s)
{
	rinse(s);
	arch_leave_lazy_mmu_mode();
}
