// SPDX-License-Identifier: GPL-2.0-only
#include "series/misfit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/array.h"
#include "util/fail.h"

void misfit_free(struct misfit *m)
{
	sl_free(&m->paths);
	free(m->line);
	free(m->cocci);
	free(m->what);
	free(m->because);
	*m = (struct misfit){ 0 };
}

int misfit(struct misfits *to, const char *step, struct misfit *m,
	   const char *fmt, ...)
{
	struct misfit other = { 0 };
	va_list ap;
	int err;

	m = m ? m : &other;
	va_start(ap, fmt);
	if (vasprintf(&m->what, fmt, ap) < 0)
		oom();
	va_end(ap);
	if (to) {
		GROW(to->v, to->n, to->room);
		to->v[to->n++] = *m;
		*m = (struct misfit){ 0 };
		return 1;
	}
	err = fail(EXIT_STEP, EINVAL,
		   "step %s no longer fits: %s; the tree has changed there: see docs/add-a-step.md",
		   step, m->what);
	misfit_free(m);
	return err;
}

void misfits_free(struct misfits *m)
{
	for (size_t i = 0; i < m->n; i++)
		misfit_free(&m->v[i]);
	free(m->v);
	*m = (struct misfits){ 0 };
}
