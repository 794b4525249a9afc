// SPDX-License-Identifier: GPL-2.0-only
#include "report/origin.h"

#include <string.h>
#include <time.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

void origin_date(const char *format, char date[32])
{
	time_t now = time(NULL);

	if (!strftime(date, 32, format, gmtime(&now)))
		*date = '\0';
}

void origin_programs(struct strlist *out)
{
	static const char *const programs[] = { "gcc", "qemu-system-x86_64" };

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		struct strbuf said __cleanup(sb_free) = STRBUF_INIT;
		struct proc p = { .out = &said, .merge_err = true };

		if (!proc_run(ARGS(programs[i], "--version"), &p))
			sl_addn(out, said.buf, strcspn(said.buf, "\n"));
	}
}
