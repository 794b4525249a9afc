// SPDX-License-Identifier: GPL-2.0-only
#include "series/misfit.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "util/cleanup.h"
#include "util/fail.h"

int misfit(const char *step, const char *fmt, ...)
{
	char *what __cleanup(str_free) = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&what, fmt, ap) < 0)
		oom();
	va_end(ap);
	return fail(EXIT_STEP, EINVAL,
		    "step %s no longer fits: %s; the tree has changed there: see docs/add-a-step.md",
		    step, what);
}
