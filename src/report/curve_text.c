// SPDX-License-Identifier: GPL-2.0-only
#include "report/curve_text.h"

#include <math.h>

static void print_number(const char *format, double n, FILE *to)
{
	if (isnan(n))
		fputs(" - |", to);
	else
		fprintf(to, format, n);
}

/* The cells of a workload: instructions per page, of the best, irqs-off, of stock's. */
static void print_cost(const struct curve_cost *cost, double best, double stock,
		       FILE *to)
{
	print_number(" %.1f |", cost->insns, to);
	print_number(" %.3f |", cost->insns / best, to);
	print_number(" %.0f |", cost->irqs_off, to);
	print_number(" %.1f |", cost->irqs_off / stock, to);
}

static void print_column(const struct curve *c, const struct costs *costs,
			 int column, FILE *to)
{
	int stock_column = columns_first(costs->columns, ROLE_STOCK);

	fprintf(to, "| %s |", costs->columns->v[column].name);
	for (size_t w = 0; w < c->workloads.n; w++) {
		const char *name = c->workloads.v[w];
		struct curve_cost cost = curve_cost_of(costs, name, column);
		struct curve_cost stock = curve_cost_of(costs, name, stock_column);

		print_cost(&cost, curve_least(c, w), stock.irqs_off, to);
	}
	fputs(" |\n", to);
}

void curve_text_table(const struct curve *c, const struct costs *costs, FILE *to)
{
	int stock_column = columns_first(costs->columns, ROLE_STOCK);

	fprintf(to, "| %s |", c->title);
	for (size_t w = 0; w < c->workloads.n; w++)
		fprintf(to, " %s: insns per entry | of the best | irqs-off | of stock |",
			c->workloads.v[w]);
	fputs(" per-CPU area, bytes |\n|---|", to);
	for (size_t w = 0; w < c->workloads.n; w++)
		fputs("---:|---:|---:|---:|", to);
	fputs("---:|\n", to);
	print_column(c, costs, stock_column, to);
	print_column(c, costs, columns_ported(costs->columns), to);
	for (size_t i = 0; i < c->n; i++) {
		fprintf(to, "| %s |", c->v[i].value);
		for (size_t w = 0; w < c->workloads.n; w++) {
			struct curve_cost stock =
				curve_cost_of(costs, c->workloads.v[w], stock_column);

			print_cost(&c->v[i].cost[w], curve_least(c, w), stock.irqs_off, to);
		}
		fprintf(to, " %lu |\n", c->v[i].percpu);
	}
}

static void add_number(struct strbuf *script, double n)
{
	sb_addf(script, isnan(n) ? " NaN" : " %.4f", n);
}

void curve_plot_script(const struct curve *c, const struct costs *costs,
		       const char *path, struct strbuf *script)
{
	int stock_column = columns_first(costs->columns, ROLE_STOCK);

	sb_addf(script, "set terminal svg noenhanced size 640,420 background 'white'\n"
		"set output '%s'\nset title '%s: %s'\nset xlabel '%s'\n"
		"set ylabel 'instructions, %% of the best'\n"
		"set y2label 'interrupts off, times stock'\n"
		"set ytics nomirror\nset y2tics\nset yrange [99:*]\nset y2range [0:*]\n"
		"set logscale x\nset xtics (", path, c->target, c->title, c->title);
	for (size_t i = 0; i < c->n; i++)
		sb_addf(script, "%s%s", i ? ", " : "", c->v[i].value);
	sb_adds(script, ")\nset key top center\nset grid\n$d << EOD\n");
	for (size_t i = 0; i < c->n; i++) {
		sb_adds(script, c->v[i].value);
		for (size_t w = 0; w < c->workloads.n; w++) {
			const struct curve_cost *cost = &c->v[i].cost[w];
			struct curve_cost stock =
				curve_cost_of(costs, c->workloads.v[w], stock_column);

			add_number(script, 100 * cost->insns / curve_least(c, w));
			add_number(script, cost->irqs_off / stock.irqs_off);
		}
		sb_adds(script, "\n");
	}
	sb_adds(script, "EOD\nplot ");
	for (size_t w = 0; w < c->workloads.n; w++)
		sb_addf(script, "%s$d using 1:%zu with linespoints title '%s: instructions', "
			"$d using 1:%zu axes x1y2 with linespoints dashtype 2 title '%s: interrupts off'",
			w ? ", " : "", 2 * w + 2, c->workloads.v[w], 2 * w + 3,
			c->workloads.v[w]);
	sb_adds(script, "\n");
}
