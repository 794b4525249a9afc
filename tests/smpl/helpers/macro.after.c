// SPDX-License-Identifier: GPL-2.0-only
/* Not converted: these get the generic names, and do not compile either. */
#define wash_begin() lazy_mmu_mode_enable()
#define wash_end() do { lazy_mmu_mode_disable(); } while (0)

static void wash_stop(struct sock *s)
{
	rinse(s);
	lazy_mmu_mode_disable();
}
