// SPDX-License-Identifier: GPL-2.0-only
#include "series/ported.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct ported *p = arg;

	if (!*value)
		return "has no value";
	if (!strncmp(key, "line.", 5) && key[5]) {
		sl_add(&p->others, key + 5);
		sl_add(&p->others, value);
	} else if (!strcmp(key, "line")) {
		sl_add(&p->lines, value);
	} else if (!strcmp(key, "mainline")) {
		sl_add(&p->mainline, value);
	} else if (!strcmp(key, "state")) {
		sl_add(&p->states, value);
	} else if (!strcmp(key, "in")) {
		sl_split(&p->in, value, " ");
	} else {
		return "is not known: it is 'line', 'line.SERIES', 'mainline', 'state' or 'in'";
	}
	return NULL;
}

int ported_load(struct ported *p)
{
	const char *home = home_dir();
	char *path __cleanup(str_free) = NULL;
	int err;

	*p = (struct ported){ 0 };
	if (!home)
		return -ENOENT;
	path = path_join(home, "series/ported");
	err = keyvalue_read(path, set_key, p);
	if (!err && (!p->lines.n || !p->mainline.n || !p->states.n || !p->in.n))
		err = fail(EXIT_TOOL, EINVAL,
			   "%s needs a 'line', a 'mainline', a 'state' and an 'in'",
			   path);
	return err;
}

void ported_lines_of(const struct ported *p, const char *series, struct strlist *out)
{
	for (size_t i = 0; i + 1 < p->others.n; i += 2) {
		if (!strcmp(p->others.v[i], series))
			sl_add(out, p->others.v[i + 1]);
	}
}

void ported_free(struct ported *p)
{
	sl_free(&p->lines);
	sl_free(&p->mainline);
	sl_free(&p->states);
	sl_free(&p->others);
	sl_free(&p->in);
}
