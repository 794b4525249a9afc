// SPDX-License-Identifier: GPL-2.0-only
#include "report/costs_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void costs_text_remarks(const struct costs *t, const char *prefix,
			 FILE *to)
{
	if (t->hypervisor)
		fprintf(to, "%sthe hypervisor is of package version %s\n", prefix,
			t->hypervisor);
	for (int i = 0; i < N_VARIANTS; i++) {
		enum variant v = variant_order[i];

		if (t->missing[v])
			fprintf(to, "%s%s is left out: %s\n", prefix,
				variant_name(v), t->missing[v]);
		for (size_t c = 0; c < t->absent[v].n; c++)
			fprintf(to, "%s%s has none of the functions that count as '%s'\n",
				prefix, variant_name(v), t->absent[v].v[c]);
	}
}

/*
 * Format a number with the digits that matter. A number with a budget keeps
 * every digit that could put it over the limit.
 */
static const char *format_number(double x, bool judged, char s[32])
{
	if (isnan(x))
		return "-";
	if (judged && fabs(x) >= 0.00005) {
		snprintf(s, 32, fabs(x) < 1000 && x != floor(x) ? "%.4f" : "%.1f", x);
		/* Write 4.004, not 4.0040. */
		for (size_t end = strlen(s); strchr(s, '.') && strchr("0.", s[end - 1]);)
			s[--end] = '\0';
		return s;
	}
	if (fabs(x) < 0.005)
		x = 0;
	snprintf(s, 32, fabs(x) < 100 && x != floor(x) ? "%.2f" : "%.0f", x);
	return s;
}

static const char *format_ratio(double a, double b, char s[32])
{
	if (isnan(a) || isnan(b) || fabs(b) < 0.005)
		return "-";
	snprintf(s, 32, "%.3f", a / b);
	return s;
}

void costs_text_rows(const struct costs *t, bool markdown, FILE *to)
{
	static const char *const formats[] = {
		"%-18s %-11s %12s %12s %12s %7s %9s %6s  %-30s %s\n",
		"| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
	};
	const char *format = formats[markdown], *last = "";
	char s[6][32];
	bool judged;

	fprintf(to, format, "workload", "counter", "stock", "ported", "mainline",
		"/stock", "/mainline", "spread", "budget", "");
	if (markdown)
		fprintf(to, "|---|---|---:|---:|---:|---:|---:|---:|---|---|\n");
	for (size_t i = 0; i < t->n; i++) {
		const struct costs_row *r = &t->v[i];

		judged = r->verdict != VERDICT_NONE;
		snprintf(s[5], sizeof(s[5]), "%.1f%%", 100 * r->spread);
		fprintf(to, format, strcmp(last, r->workload) ? r->workload : "",
			r->counter, format_number(r->cost[STOCK], judged, s[0]),
			format_number(r->cost[PORTED], judged, s[1]),
			format_number(r->cost[MAINLINE], judged, s[2]),
			format_ratio(r->cost[PORTED], r->cost[STOCK], s[3]),
			format_ratio(r->cost[PORTED], r->cost[MAINLINE], s[4]), s[5],
			r->limits, budget_verdict_name(r->verdict));
		last = r->workload;
	}
}

/* Format a number of bytes; 0 is shown as "-". */
static const char *format_bytes(uint64_t n, char s[32])
{
	if (!n)
		return "-";
	snprintf(s, 32, "%" PRIu64, n);
	return s;
}

void costs_text_changes(const struct changes *c, size_t most, FILE *to)
{
	size_t added = 0, removed = 0, grown = 0, shrunk = 0;
	int64_t up = 0, down = 0;
	char s[2][32];

	for (size_t i = 0; i < c->n; i++) {
		const struct change *f = &c->v[i];
		int64_t difference = f->after - f->before;

		added += !f->before;
		removed += !f->after;
		grown += f->before && difference > 0;
		shrunk += f->after && difference < 0;
		*(difference > 0 ? &up : &down) += difference;
	}
	fprintf(to, "add/remove: %zu/%zu grow/shrink: %zu/%zu up/down: %" PRId64 "/%" PRId64 " (%" PRId64 ")\n",
		added, removed, grown, shrunk, up, down, up + down);
	fprintf(to, "%-40s %7s %7s %7s\n", "Function", "old", "new", "delta");
	for (size_t i = 0; i < c->n && i < most; i++)
		fprintf(to, "%-40s %7s %7s %+7" PRId64 "\n", c->v[i].name,
			format_bytes(c->v[i].before, s[0]),
			format_bytes(c->v[i].after, s[1]),
			(int64_t)(c->v[i].after - c->v[i].before));
}
