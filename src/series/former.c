// SPDX-License-Identifier: GPL-2.0-only
#include "series/former.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct former *f = arg;

	if (!*value)
		return "has no subject";
	if (sl_has(&f->subjects, value))
		return "has a subject that was listed before";
	sl_add(&f->steps, key);
	sl_add(&f->subjects, value);
	return NULL;
}

int former_load(struct former *f)
{
	const char *home = home_dir();
	char *path __cleanup(str_free) = NULL;

	*f = (struct former){ 0 };
	if (!home)
		return -ENOENT;
	path = path_join(home, "series/former");
	return keyvalue_read(path, set_key, f);
}

bool former_is_in(const struct former *f, const struct step *s,
		  const struct strlist *subjects)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		if (!strcmp(f->steps.v[i], s->name) &&
		    sl_has(subjects, f->subjects.v[i]))
			return true;
	}
	return sl_has(subjects, s->subject);
}

void former_free(struct former *f)
{
	sl_free(&f->steps);
	sl_free(&f->subjects);
}
