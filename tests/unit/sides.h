/* SPDX-License-Identifier: GPL-2.0-only */
/* Three kernels of a benchmark, without trees, for tests of what is done with costs. */
#ifndef LAZYMMU_TEST_SIDES_H
#define LAZYMMU_TEST_SIDES_H

#include "measure/columns.h"

/* The indices of the columns. */
enum { AT_STOCK, AT_PORTED, AT_MAINLINE, AT_OTHER };

/** sides_make - the columns "stock", "ported" and "mainline", for columns_free() */
static inline void sides_make(struct columns *c)
{
	*c = (struct columns){ 0 };
	columns_add(c, ROLE_STOCK, "stock")->variant = STOCK;
	columns_add(c, ROLE_SERIES, "ported")->variant = PORTED;
	columns_add(c, ROLE_MAINLINE, "mainline")->variant = MAINLINE;
}

#endif
