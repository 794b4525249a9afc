// SPDX-License-Identifier: GPL-2.0-only
#include "measure/settings.h"

#include <errno.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/file.h"
#include "util/strbuf.h"

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct settings *s = arg;
	const struct {
		const char *key;
		struct strlist *list;
	} keys[] = {
		{ "plots", &s->plots },
		{ "symbols", &s->symbols },
		{ "compared-counters", &s->counters },
		{ "compared-workloads", &s->workloads },
	};

	if (!*value)
		return "has no value";
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(key, keys[i].key)) {
			sl_split(keys[i].list, value, " \t");
			return NULL;
		}
	}
	return "is not a setting of benchmarks";
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
	sl_free(&s->counters);
	sl_free(&s->workloads);
}

bool settings_is_workload(const struct settings *s, const char *symbol)
{
	for (size_t i = 0; i < s->symbols.n; i++) {
		if (!strncmp(symbol, s->symbols.v[i], strlen(s->symbols.v[i])))
			return true;
	}
	return false;
}
