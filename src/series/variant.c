// SPDX-License-Identifier: GPL-2.0-only
#include "series/variant.h"

#include <string.h>

#include "util/strbuf.h"

const enum variant variant_order[N_VARIANTS] = { STOCK, PORTED, MAINLINE };

const char *variant_name(enum variant v)
{
	static const char *const names[N_VARIANTS] = {
		[PORTED] = "ported", [STOCK] = "stock", [MAINLINE] = "mainline",
	};

	return names[v];
}

bool recipe_is_plain(const struct recipe *r)
{
	return !r->with && !(r->without && r->without->n);
}

char *recipe_label(const struct recipe *r)
{
	const char *slash = r->with ? strrchr(r->with, '/') : NULL;
	struct strbuf sb = STRBUF_INIT;

	sb_adds(&sb, variant_name(r->variant));
	for (size_t i = 0; r->without && i < r->without->n; i++)
		sb_addf(&sb, "%s%s", i ? "," : " without ", r->without->v[i]);
	if (r->with)
		sb_addf(&sb, " with %s", slash ? slash + 1 : r->with);
	return sb_detach(&sb);
}
