// SPDX-License-Identifier: GPL-2.0-only
#include "report/costs_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/strbuf.h"

void costs_text_remarks(const struct costs *t, const char *prefix,
			 FILE *to)
{
	if (t->hypervisor)
		fprintf(to, "%sthe hypervisor is of package version %s\n", prefix,
			t->hypervisor);
	for (size_t i = 0; i < t->columns->n; i++) {
		const char *name = t->columns->v[i].name;
		const char *why = costs_missing(t, i);

		if (why)
			fprintf(to, "%s%s is left out: %s\n", prefix, name, why);
		for (size_t c = 0; c < t->absent[i].n; c++)
			fprintf(to, "%s%s has none of the functions of the counter '%s'\n",
				prefix, name, t->absent[i].v[c]);
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

/*
 * struct ratio - a column with quotients
 * @title: its title
 * @over: the column that is divided
 * @under: the column that divides
 */
struct ratio {
	char *title;
	size_t over;
	size_t under;
};

/*
 * Each series is compared with the other kernels of the table: two quotients at
 * most, as a table with mainline's kernel has that of ROLE_MAINLINE or none.
 */
#define RATIOS_MAX	(2 * COLUMNS_MAX)

static size_t find_ratios(const struct columns *c, struct ratio r[RATIOS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		for (size_t k = 0; c->v[i].role == ROLE_SERIES && k < c->n; k++) {
			if (c->v[k].role == ROLE_SERIES)
				continue;
			r[n++] = (struct ratio){
				.title = str_fmt("%s/%s", columns_many(c) ? c->v[i].name : "",
						 c->v[k].name),
				.over = i, .under = k,
			};
		}
	}
	return n;
}

/* A cell, in Markdown, or at the right end of @width characters. */
static void print_cell(const char *text, int width, bool markdown, FILE *to)
{
	if (markdown)
		fprintf(to, " %s |", text);
	else
		fprintf(to, " %*s", width, text);
}

#define NUMBER_WIDTH	12

#define RATIO_WIDTH	7

static int ratio_width(const struct ratio *r)
{
	int title = strlen(r->title);

	return title > RATIO_WIDTH ? title : RATIO_WIDTH;
}

static void print_begin(const char *workload, const char *counter, bool markdown,
			FILE *to)
{
	fprintf(to, markdown ? "| %s | %s |" : "%-22s %-17s", workload, counter);
}

static void print_end(const char *spread, const char *budget, const char *verdict,
		      bool markdown, FILE *to)
{
	fprintf(to, markdown ? " %s | %s | %s |\n" : " %6s  %-30s %s\n", spread,
		budget, verdict);
}

static void print_head(const struct columns *c, const struct ratio *r, size_t n,
		       bool markdown, FILE *to)
{
	print_begin("workload", "counter", markdown, to);
	for (size_t i = 0; i < c->n; i++)
		print_cell(c->v[i].name, NUMBER_WIDTH, markdown, to);
	for (size_t i = 0; i < n; i++)
		print_cell(r[i].title, ratio_width(&r[i]), markdown, to);
	print_end("spread", "budget", "", markdown, to);
	if (!markdown)
		return;
	fputs("|---|---|", to);
	for (size_t i = 0; i < c->n + n + 1; i++)
		fputs("---:|", to);
	fputs("---|---|\n", to);
}

static void print_row(const struct columns *c, const struct ratio *r, size_t n,
		      const struct costs_row *row, const char *workload,
		      bool markdown, FILE *to)
{
	bool judged = row->verdict != VERDICT_NONE;
	char s[32];

	print_begin(workload, row->counter, markdown, to);
	for (size_t i = 0; i < c->n; i++)
		print_cell(format_number(row->cost[i], judged, s), NUMBER_WIDTH,
			   markdown, to);
	for (size_t i = 0; i < n; i++)
		print_cell(format_ratio(row->cost[r[i].over], row->cost[r[i].under], s),
			   ratio_width(&r[i]), markdown, to);
	snprintf(s, sizeof(s), "%.1f%%", 100 * row->spread);
	print_end(s, row->limits, budget_verdict_name(row->verdict), markdown, to);
}

void costs_text_rows(const struct costs *t, bool markdown, FILE *to)
{
	struct ratio ratios[RATIOS_MAX];
	size_t n = find_ratios(t->columns, ratios);
	const char *last = "";

	print_head(t->columns, ratios, n, markdown, to);
	for (size_t i = 0; i < t->n; i++) {
		const struct costs_row *r = &t->v[i];

		print_row(t->columns, ratios, n, r,
			  strcmp(last, r->workload) ? r->workload : "", markdown, to);
		last = r->workload;
	}
	while (n)
		free(ratios[--n].title);
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
