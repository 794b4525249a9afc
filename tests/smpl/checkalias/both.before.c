// SPDX-License-Identifier: GPL-2.0-only
static int change_page_attr_lazy(struct cpa_data *cpa)
{
	int ret;

	ret = __change_page_attr_set_clr(cpa, 1);
	leave();

	return ret;
}

static int change_page_attr_set_clr(unsigned long addr, int flags)
{
	struct cpa_data cpa;
	int ret, cache, checkalias;

	checkalias = !(flags & NO_ALIAS);
	if (on_xen())
		ret = change_page_attr_lazy(&cpa);
	else
		ret = __change_page_attr_set_clr(&cpa, 1);

	return ret;
}

static int another(struct cpa_data *cpa)
{
	return __change_page_attr_set_clr(cpa, 1);
}
