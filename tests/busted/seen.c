// SPDX-License-Identifier: GPL-2.0-only
#include "seen.h"

#include <string.h>

void seen_add(struct seen *s, const json_t *run)
{
	const json_t *machine, *test;
	size_t m, t;

	json_array_foreach(json_object_get(run, "targets"), m, machine) {
		json_array_foreach(json_object_get(machine, "tests"), t, test) {
			const char *name, *status;

			name = json_string_value(json_object_get(test, "name"));
			status = json_string_value(json_object_get(test, "status"));
			if (name && status && !strcmp(status, "pass"))
				sl_add(&s->passed, name);
			else if (name && status && !strcmp(status, "fail"))
				sl_add(&s->failed, name);
		}
	}
}

void seen_never_failed(struct seen *s, struct strlist *out)
{
	sl_sort(&s->passed);
	sl_unique(&s->passed);
	for (size_t i = 0; i < s->passed.n; i++) {
		if (!sl_has(&s->failed, s->passed.v[i]))
			sl_add(out, s->passed.v[i]);
	}
}

void seen_free(struct seen *s)
{
	sl_free(&s->passed);
	sl_free(&s->failed);
}
