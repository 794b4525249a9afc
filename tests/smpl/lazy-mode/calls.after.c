// SPDX-License-Identifier: GPL-2.0-only
static inline void issue(unsigned int mode)
{
	if (!(xen_get_lazy_mode() & mode))
		flush();
}

static void change(void)
{
	if (xen_get_lazy_mode() == XEN_LAZY_CPU)
		return;
	issue(XEN_LAZY_MMU);
}

static void leave(void)
{
	flush();
	leave_lazy(XEN_LAZY_MMU);
}
