// SPDX-License-Identifier: GPL-2.0-only
#include "series/variant.h"

#include <string.h>

#include "series/names.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

const char *variant_name(enum variant v)
{
	static const char *const names[] = {
		[PORTED] = "ported", [STOCK] = "stock", [MAINLINE] = "mainline",
	};

	return names[v];
}

char *variant_label(enum variant v, const char *series)
{
	if (v == STOCK || !series || names_is_main(series))
		return str_dup(variant_name(v));
	return v == PORTED ? str_dup(series) :
			     str_fmt("%s-%s", variant_name(v), series);
}

bool recipe_is_plain(const struct recipe *r)
{
	return !r->with && !(r->without && r->without->n);
}

char *recipe_label(const struct recipe *r, const char *series)
{
	const char *slash = r->with ? strrchr(r->with, '/') : NULL;
	char *label __cleanup(str_free) = variant_label(r->variant, series);
	struct strbuf sb = STRBUF_INIT;

	sb_adds(&sb, label);
	for (size_t i = 0; r->without && i < r->without->n; i++)
		sb_addf(&sb, "%s%s", i ? "," : " without ", r->without->v[i]);
	if (r->with)
		sb_addf(&sb, " with %s", slash ? slash + 1 : r->with);
	return sb_detach(&sb);
}
