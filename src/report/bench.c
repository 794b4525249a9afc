// SPDX-License-Identifier: GPL-2.0-only
/* The results of a benchmark as a document with plots. */
#include "report/bench.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

/* Of the functions that have changed, so many are shown. */
#define SHOWN	12

static const enum variant order[N_VARIANTS] = { STOCK, PORTED, MAINLINE };
static const char *const kinds[] = { "vmalloc", "section" };

#define N_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* Is this the instructions of "KIND-PAGES"? */
static bool is_point(const struct bench_row *r, const char *kind)
{
	size_t len = strlen(kind);

	return !strcmp(r->counter, "insns") && !strncmp(r->workload, kind, len) &&
	       r->workload[len] == '-' &&
	       isdigit((unsigned char)r->workload[len + 1]) && r->pages;
}

size_t report_plot(const struct bench_table *t, const char *kind,
		   const char *path, struct strbuf *script)
{
	size_t points = 0, lines = 0;

	for (size_t i = 0; i < t->n; i++)
		points += is_point(&t->v[i], kind);
	if (points < 3)
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
		for (int v = 0; v < N_VARIANTS; v++) {
			double y = t->v[i].cost[order[v]];

			sb_addf(script, isnan(y) ? " NaN" : " %.1f", y);
		}
		sb_adds(script, "\n");
	}
	sb_adds(script, "EOD\nplot ");
	for (int v = 0; v < N_VARIANTS; v++) {
		if (!t->missing[order[v]])
			sb_addf(script, "%s$d using 1:%d with linespoints title '%s'",
				lines++ ? ", " : "", v + 2,
				variant_name(order[v]));
	}
	sb_adds(script, "\n");
	return points;
}

static int plot(const char *dir, const struct strbuf *script)
{
	const char *const argv[] = { "gnuplot", "-", NULL };
	struct strbuf err = STRBUF_INIT;
	int ret = proc_run(argv, &(struct proc){ .cwd = dir, .in = script->buf,
						 .in_len = script->len,
						 .out = &err, .merge_err = true });

	if (ret == -ENOENT)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "'gnuplot' is missing; 'lazymmu doctor --install' brings it");
	else if (ret > 0)
		ret = fail(EXIT_TOOL, EIO, "gnuplot: %s: %s", proc_status(ret),
			   err.buf);
	sb_free(&err);
	return ret;
}

static int plots(const struct report *r, const char *dir, FILE *to)
{
	struct strbuf script = STRBUF_INIT;
	int ret = 0;

	for (size_t i = 0; !ret && i < r->n; i++) {
		for (size_t k = 0; !ret && k < N_KINDS; k++) {
			char *path = str_fmt("plots/%s-%s.svg",
					     r->tables[i].target, kinds[k]);

			sb_reset(&script);
			if (report_plot(&r->tables[i], kinds[k], path, &script) >= 3) {
				ret = plot(dir, &script);
				fprintf(to, "![%s, %s: cost against pages](%s)\n",
					r->tables[i].target, kinds[k], path);
			}
			free(path);
		}
	}
	sb_free(&script);
	return ret;
}

void report_date(const char *format, char date[32])
{
	time_t now = time(NULL);

	if (!strftime(date, 32, format, gmtime(&now)))
		*date = '\0';
}

/* The first line that a program says of its version, or nothing. */
static void add_version(const char *program, json_t *to)
{
	const char *const argv[] = { program, "--version", NULL };
	struct strbuf out = STRBUF_INIT;

	if (!proc_run(argv, &(struct proc){ .out = &out, .merge_err = true })) {
		out.buf[strcspn(out.buf, "\n")] = '\0';
		json_array_append_new(to, json_string(out.buf));
	}
	sb_free(&out);
}

json_t *report_programs(void)
{
	json_t *all = json_array();

	add_version("gcc", all);
	add_version("qemu-system-x86_64", all);
	return all;
}

static void print_versions(const struct report *r, FILE *to)
{
	json_t *programs = report_programs();
	struct utsname u;
	char date[32];

	report_date("%d %B %Y", date);
	fprintf(to, "- Date: %s\n", date);
	for (int i = 0; i < N_VARIANTS; i++) {
		enum variant v = order[i];

		if (r->release[v])
			fprintf(to, "- %s: Linux %s\n", variant_name(v),
				r->release[v]);
		else
			fprintf(to, "- %s: left out: %s\n", variant_name(v),
				r->missing[v]);
	}
	if (!uname(&u))
		fprintf(to, "- Host: %s, %ld CPUs; it has no influence\n",
			u.machine, sysconf(_SC_NPROCESSORS_ONLN));
	for (size_t i = 0; i < json_array_size(programs); i++)
		fprintf(to, "- %s\n",
			json_string_value(json_array_get(programs, i)));
	json_decref(programs);
}

static void print_head(const struct report *r, FILE *to)
{
	fputs("<!-- SPDX-License-Identifier: GPL-2.0-only -->\n"
	      "# Results\n\n", to);
	if (r->partial)
		fputs("**These are not all:** only some targets or workloads were asked "
		      "for.\n\n", to);
	fputs("Written by `make bench`; what is written here by hand is lost. "
	      "To repeat it: `make bench`, or `./lazymmu bench TARGET` for one machine.\n\n"
	      "All numbers are counts, per operation: instructions that the machine "
	      "executes, and events. They are counted by the emulator (`bench/plugin.c`) "
	      "on one CPU whose clock goes by instructions, so that each run gives the "
	      "same within the spread shown: the difference between the smallest and the "
	      "largest of several runs, in parts of their median. The median is what is "
	      "shown. Runs that an interrupt came into are left out if there are three "
	      "others; long ones have them all. A turn of an empty loop is subtracted. On Xen, the hypervisor's "
	      "instructions count; `irqs-off` is how many of them a hypercall of the "
	      "workload takes, for which a flush keeps the guest's interrupts off. "
	      "`-`: not measured, or this kernel has nothing to be counted; mainline's "
	      "text is not looked at, and it is not made to fork as Xen PV guest, "
	      "which it does not survive. What a real machine takes for an instruction or an "
	      "event is not said here.\n\n"
	      "`/stock` and `/mainline` are the ported kernel's cost in parts of theirs. "
	      "Budgets are in `bench/budgets`.\n\n", to);
	print_versions(r, to);
}

static void print_over(const struct report *r, FILE *to)
{
	size_t over = 0;

	fputs("\n## Over budget\n", to);
	for (size_t i = 0; i < r->n; i++) {
		const struct bench_table *t = &r->tables[i];

		for (size_t k = 0; k < t->n; k++) {
			if (t->v[k].verdict != VERDICT_OVER)
				continue;
			fprintf(to, "- %s: %s, %s: %.6g; budget %s\n", t->target,
				t->v[k].workload, t->v[k].counter,
				t->v[k].cost[PORTED], t->v[k].limits);
			over++;
		}
	}
	if (!over)
		fputs("Nothing.\n", to);
}

static void print_list(const char *title, const char *head,
		       const struct strlist *lines, FILE *to)
{
	if (!lines->n)
		return;
	fprintf(to, "\n%s, the %s:\n\n```\n%s\n", title,
		lines->n > SHOWN ? "largest" : "only ones", head);
	for (size_t i = 0; i < lines->n && i < SHOWN; i++)
		fprintf(to, "%s\n", lines->v[i]);
	fputs("```\n", to);
}

static int print_all(const struct report *r, const char *dir, FILE *to)
{
	int ret;

	print_head(r, to);
	print_over(r, to);
	fputs("\n## Cost against pages\n", to);
	ret = plots(r, dir, to);
	for (size_t i = 0; !ret && i < r->n; i++) {
		const struct bench_table *t = &r->tables[i];

		fprintf(to, "\n## %s: %s\n", t->target,
			r->targets[i]->description);
		bench_table_remarks(t, "- ", to);
		fputs("\n", to);
		bench_table_print(t, true, to);
		print_list("Functions whose size has changed",
			   "change stock ported function", &t->functions, to);
		print_list("Stack frames that have changed",
			   "stock ported function", &t->frames, to);
		print_list("Stack frames of functions that have sections in them",
			   "stock ported function", &t->holders, to);
	}
	return ret;
}

int report_write(const struct report *r, const char *dir)
{
	char *path = path_join(dir, "results.md");
	char *pictures = path_join(dir, "plots");
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	int ret;

	if (!to)
		oom();
	ret = mkdir_p(pictures, 0777);
	if (ret)
		fail(EXIT_TOOL, -ret, "%s: %s", pictures, strerror(-ret));
	else
		ret = print_all(r, dir, to);
	if (fclose(to))
		oom();
	if (!ret) {
		ret = write_file_atomic(path, text, len);
		if (ret)
			fail(EXIT_TOOL, -ret, "%s cannot be written: %s", path,
			     strerror(-ret));
	}
	free(text);
	free(path);
	free(pictures);
	return ret;
}
