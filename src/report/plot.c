// SPDX-License-Identifier: GPL-2.0-only
#include "report/plot.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"

/* Does the row have the instructions of a workload "KIND-PAGES"? */
static bool is_point(const struct costs_row *r, const char *kind)
{
	size_t len = strlen(kind);

	return !strcmp(r->counter, "insns") && !strncmp(r->workload, kind, len) &&
	       r->workload[len] == '-' &&
	       isdigit((unsigned char)r->workload[len + 1]) && r->pages;
}

size_t plot_script(const struct costs *t, const char *kind, const char *path,
		   struct strbuf *script)
{
	size_t points = 0, lines = 0;

	for (size_t i = 0; i < t->n; i++)
		points += is_point(&t->v[i], kind);
	if (points < PLOT_SIZES)
		return points;
	sb_addf(script, "set terminal svg noenhanced size 640,420 background 'white'\n"
		"set output '%s'\nset title '%s: %s'\n"
		"set xlabel 'pages'\nset ylabel 'instructions'\n"
		"set logscale xy\nset key top left\nset grid\n"
		"$d << EOD\n", path, t->target, kind);
	for (size_t i = 0; i < t->n; i++) {
		if (!is_point(&t->v[i], kind))
			continue;
		sb_addf(script, "%lu", t->v[i].pages);
		for (size_t c = 0; c < t->columns->n; c++) {
			double y = t->v[i].cost[c];

			sb_addf(script, isnan(y) ? " NaN" : " %.1f", y);
		}
		sb_adds(script, "\n");
	}
	sb_adds(script, "EOD\nplot ");
	for (size_t c = 0; c < t->columns->n; c++) {
		if (!costs_missing(t, c))
			sb_addf(script, "%s$d using 1:%zu with linespoints title '%s'",
				lines++ ? ", " : "", c + 2, t->columns->v[c].name);
	}
	sb_adds(script, "\n");
	return points;
}

int plot_draw(const char *dir, const struct strbuf *script)
{
	struct strbuf said __cleanup(sb_free) = STRBUF_INIT;
	int ret = tool_run(ARGS("gnuplot", "-"),
			   &(struct proc){ .cwd = dir, .in = script->buf,
					   .in_len = script->len,
					   .out = &said, .merge_err = true });

	if (ret > 0)
		return fail(EXIT_TOOL, EIO, "a plot cannot be drawn: gnuplot: %s: %s",
			    proc_status(ret), said.buf);
	return ret;
}
