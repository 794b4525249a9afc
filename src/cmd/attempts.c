// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/attempts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/cleanup.h"
#include "util/strbuf.h"

void attempts_begin(struct attempts *a, const struct target *const *targets, size_t n)
{
	*a = (struct attempts){
		.targets = targets, .n = n,
		.failures = calloc(n + 1, sizeof(*a->failures)),
	};
	if (!a->failures)
		oom();
}

void attempts_free(struct attempts *a)
{
	for (size_t i = 0; i < a->n; i++)
		failure_free(&a->failures[i]);
	free(a->failures);
	*a = (struct attempts){ 0 };
}

int attempts_excuse(struct attempts *a, size_t i, int err)
{
	if (err)
		err = fail_excuse(err, &a->failures[i]);
	if (!err && a->failures[i].message)
		printf("# %s: not measured: %s\n", a->targets[i]->name,
		       a->failures[i].message);
	return err;
}

size_t attempts_failed(const struct attempts *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		n += a->failures[i].message != NULL;
	return n;
}

int attempts_end(const struct attempts *a)
{
	struct strbuf all __cleanup(sb_free) = STRBUF_INIT;
	const struct failure *first = NULL;

	for (size_t i = 0; i < a->n; i++) {
		const struct failure *f = &a->failures[i];

		if (!f->message)
			continue;
		sb_addf(&all, "%s%s: %s", first ? "; " : "", a->targets[i]->name,
			f->message);
		if (!first)
			first = f;
	}
	if (!first)
		return 0;
	if (a->n == 1)
		return fail(first->code, EIO, "%s", first->message);
	return fail(first->code, EIO, "%zu of %zu targets could not be measured: %s",
		    attempts_failed(a), a->n, all.buf);
}
