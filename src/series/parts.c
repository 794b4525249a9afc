// SPDX-License-Identifier: GPL-2.0-only
#include "series/parts.h"

#include <errno.h>
#include <string.h>

#include "series/step.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Append the names of all parts, in the order of the series. */
static void list_parts(const struct step *steps, size_t n, struct strlist *names)
{
	for (size_t i = 0; i < n; i++) {
		if (steps[i].part && !sl_has(names, steps[i].part))
			sl_add(names, steps[i].part);
	}
}

int parts_check(const struct step *steps, size_t n)
{
	struct strlist seen __cleanup(sl_free) = { 0 };
	const char *last = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *part = steps[i].part;

		if (last && !part)
			return fail(EXIT_STEP, EINVAL,
				    "step %s belongs to no part, but comes after the part '%s', which can be left out",
				    steps[i].name, last);
		if (!part || (last && !strcmp(part, last)))
			continue;
		if (sl_has(&seen, part))
			return fail(EXIT_STEP, EINVAL,
				    "step %s belongs to the part '%s', whose other steps come before the part '%s'",
				    steps[i].name, part, last);
		sl_add(&seen, part);
		last = part;
	}
	return 0;
}

int parts_need(const struct step *steps, size_t n, const struct strlist *parts)
{
	struct strlist known __cleanup(sl_free) = { 0 };
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;

	list_parts(steps, n, &known);
	for (size_t i = 0; i < known.n; i++)
		sb_addf(&list, "%s%s", i ? ", " : "", known.v[i]);
	for (size_t i = 0; i < parts->n; i++) {
		if (!sl_has(&known, parts->v[i]))
			return fail(EXIT_USAGE, EINVAL,
				    "the series has no part '%s' to leave out (%s)",
				    parts->v[i], known.n ? list.buf : "it has no parts");
	}
	return 0;
}
