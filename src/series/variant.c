// SPDX-License-Identifier: GPL-2.0-only
#include "series/variant.h"

const enum variant variant_order[N_VARIANTS] = { STOCK, PORTED, MAINLINE };

const char *variant_name(enum variant v)
{
	static const char *const names[N_VARIANTS] = {
		[PORTED] = "ported", [STOCK] = "stock", [MAINLINE] = "mainline",
	};

	return names[v];
}
