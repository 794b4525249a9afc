// SPDX-License-Identifier: GPL-2.0-only
static inline void issue(unsigned int mode)
{
	if (!(paravirt_get_lazy_mode() & mode))
		flush();
}

static void change(void)
{
	if (paravirt_get_lazy_mode() == PARAVIRT_LAZY_CPU)
		return;
	issue(PARAVIRT_LAZY_MMU);
}

static void leave(void)
{
	flush();
	paravirt_leave_lazy_mmu();
}
