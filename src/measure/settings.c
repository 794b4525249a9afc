// SPDX-License-Identifier: GPL-2.0-only
#include "measure/settings.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/file.h"
#include "util/strbuf.h"

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct settings *s = arg;

	if (!*value)
		return "has no value";
	if (!strcmp(key, "plots"))
		sl_split(&s->plots, value, " \t");
	else if (!strcmp(key, "symbols"))
		sl_split(&s->symbols, value, " \t");
	else
		return "is neither 'plots' nor 'symbols'";
	return NULL;
}

int settings_load(struct settings *s)
{
	char *path __cleanup(str_free) = NULL;
	int err;

	*s = (struct settings){ 0 };
	if (!home_dir())
		return -ENOENT;
	path = path_join(home_dir(), "bench/settings");
	err = keyvalue_read(path, set_key, s);
	if (err)
		settings_free(s);
	return err;
}

void settings_free(struct settings *s)
{
	sl_free(&s->plots);
	sl_free(&s->symbols);
}

bool settings_is_workload(const struct settings *s, const char *symbol)
{
	for (size_t i = 0; i < s->symbols.n; i++) {
		if (!strncmp(symbol, s->symbols.v[i], strlen(s->symbols.v[i])))
			return true;
	}
	return false;
}
