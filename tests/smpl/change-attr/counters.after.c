// SPDX-License-Identifier: GPL-2.0-only
static int change_page_attr_set_clr(unsigned long addr, int flags)
{
	struct cpa_data cpa;
	int ret;

	scoped_guard(mmap_read_lock, &init_mm)
		ret = change_page_attr_lazy(&cpa);

	return ret;
}

static int another(struct cpa_data *cpa)
{
	struct cpa_data copy = *cpa;

	return __change_page_attr_set_clr(&copy, 1);
}
