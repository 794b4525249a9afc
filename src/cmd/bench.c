// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu bench: what the mode costs and saves, on several kernels. */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "host/tools.h"
#include "measure/budget.h"
#include "measure/run.h"
#include "measure/table.h"
#include "report/bench.h"
#include "report/run_text.h"
#include "series/versions.h"
#include "tree/kernel.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strlist.h"

/*
 * struct arguments - what to measure
 * @peer: mainline's kernel, too
 */
struct arguments {
	const char *kernel;
	const char *json;
	const char *report;
	bool peer;
	int jobs;
	struct regex *only;
	struct strlist names;
};

enum {
	OPT_JSON = 256,
	OPT_ONLY,
	OPT_NO_MAINLINE,
	OPT_REPORT,
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: the version that 'lazymmu versions' marks)", 0 },
	OPTION_JOBS,
	{ "json", OPT_JSON, "FILE", 0, "Write the results to FILE, too", 0 },
	{ "report", OPT_REPORT, "DIR", 0, "Write results.md and plots/ in DIR, too", 0 },
	{ "only", OPT_ONLY, "REGEX", 0, "Show and judge only workloads whose name matches", 0 },
	{ "no-mainline", OPT_NO_MAINLINE, NULL, 0, "Do not compare with mainline's own mode", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	char *why = NULL;

	switch (key) {
	case 'k':
		a->kernel = arg;
		return 0;
	case 'j':
		a->jobs = options_jobs(arg, state);
		return 0;
	case OPT_JSON:
		a->json = arg;
		return 0;
	case OPT_ONLY:
		regex_free(a->only);
		a->only = regex_compile(arg, "--only", &why);
		if (!a->only)
			argp_error(state, "'%s' is no pattern: %s", arg, why);
		free(why);
		return 0;
	case OPT_REPORT:
		a->report = arg;
		return 0;
	case OPT_NO_MAINLINE:
		a->peer = false;
		return 0;
	case ARGP_KEY_ARG:
		sl_add(&a->names, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[TARGET...]",
	.doc = "Measure what lazy MMU sections cost and save: the stock kernel, the "
	       "ported one, and mainline's own mode, on the same workloads; on all "
	       "targets that count something without TARGET.\v"
	       "What is not built is built, of the flavour 'bench'. The machines have "
	       "one CPU, which is emulated and counts its instructions, so that the same "
	       "comes out each time. All numbers are per operation. Budgets are in "
	       "bench/budgets.\n\n"
	       "Which version of mainline is compared with is said in versions/. Its "
	       "source is Debian's package, from the mirror that the system uses; nothing "
	       "of the system is changed. If it cannot be had, it is left out, and that is "
	       "said.\n\n"
	       "A workload that fails, and a budget that has nothing to judge, are "
	       "failures (3).",
	.help_filter = status_help,
};

/*
 * struct session - kernels and results
 * @versions: all records of kernel versions
 * @version: of each variant's kernel, NULL: not to be had
 * @kernel: of each variant, NULL: not to be had
 * @missing: why not
 * @tables: of each machine that was measured
 * @targets: these machines
 * @n: their number
 */
struct session {
	const struct arguments *a;
	struct kernel own, peer;
	struct versions versions;
	const struct version *version[N_VARIANTS];
	const struct kernel *kernel[N_VARIANTS];
	char *missing[N_VARIANTS];
	struct budgets budgets;
	struct bench_table *tables;
	const struct target **targets;
	size_t n;
};

/* That there is none is no failure. */
static int find_mainline(struct session *s)
{
	const char *name;
	int ret;

	if (!s->a->peer) {
		s->missing[MAINLINE] = str_dup("not asked for");
		return 0;
	}
	name = s->version[PORTED]->mainline;
	if (!name) {
		s->missing[MAINLINE] = str_fmt("versions/%s names no 'mainline'",
					       s->version[PORTED]->name);
		return 0;
	}
	s->version[MAINLINE] = versions_find(&s->versions, name);
	ret = kernel_resolve_mainline(s->version[MAINLINE], &s->peer);
	if (!ret) {
		s->kernel[MAINLINE] = &s->peer;
	} else if (fail_code() != EXIT_INTERRUPTED) {
		s->missing[MAINLINE] = str_dup(fail_message());
		note("mainline's kernel is left out: %s", fail_message());
		fail_clear();
		ret = 0;
	}
	return ret;
}

/* @f: what it takes without running, if that is wanted. */
static void show_failure(const struct result *r)
{
	run_text_print(r, stdout);
}

static int measure(const struct session *s, const struct target *t,
		   enum variant variant, struct bench *out, struct footprint *f)
{
	struct kbuild_request rq = {
		.kernel = s->kernel[variant], .target = t, .flavour = "bench",
		.variant = variant, .jobs = s->a->jobs,
	};
	struct kbuild b;
	int ret = kbuild_run(&rq, &b);

	if (ret)
		return ret;
	ret = bench_boot(t, &b, variant, s->version[variant], show_failure,
			 out);
	if (!ret && f)
		ret = footprint_read(f, b.outdir, t->arch, t->cross);
	kbuild_free(&b);
	return ret;
}

static void print_table(const struct session *s, const struct bench_table *t,
			const struct target *target)
{
	printf("\n# %s: %s\n", t->target, target->description);
	for (int v = 0; v < N_VARIANTS; v++) {
		if (s->kernel[v] && !t->missing[v])
			printf("#   %-8s Linux %s\n", variant_name(v),
			       s->kernel[v]->release);
	}
	bench_table_remarks(t, "#   ", stdout);
	bench_table_print(t, false, stdout);
}

/*
 * Mainline is there to be compared with. That it does not build or boot on a
 * machine is no failure of ours.
 */
static int do_without(const struct target *t, char **missing)
{
	*missing = str_dup(fail_message());
	note("[%s] mainline's kernel is left out: %s", t->name, *missing);
	fail_clear();
	return 0;
}

static int measure_target(struct session *s, const struct target *t)
{
	const struct bench *have[N_VARIANTS] = { 0 };
	struct bench b[N_VARIANTS] = { 0 };
	struct bench_table *table = &s->tables[s->n];
	struct footprint f[N_VARIANTS] = { 0 };
	/* one kernel may be booted on several machines */
	bool sizes = !s->a->only && !strcmp(t->kernel, t->name);
	char *missing[N_VARIANTS] = { 0 };
	int ret = 0;

	for (int v = 0; !ret && v < N_VARIANTS; v++) {
		if (!s->kernel[v])
			continue;
		ret = measure(s, t, v, &b[v], sizes ? &f[v] : NULL);
		if (ret && v == MAINLINE && fail_message() &&
		    fail_code() != EXIT_INTERRUPTED)
			ret = do_without(t, &missing[v]);
		else
			have[v] = &b[v];
	}
	if (!ret) {
		ret = bench_table_make(table, t->name, have, &s->budgets,
				       s->a->only);
		if (!ret && sizes)
			ret = bench_table_static(table, &s->budgets, f);
	}
	if (!ret) {
		for (int v = 0; v < N_VARIANTS; v++) {
			if (s->missing[v])
				table->missing[v] = str_dup(s->missing[v]);
			else if (missing[v])
				table->missing[v] = str_dup(missing[v]);
		}
		s->targets[s->n++] = t;
		print_table(s, table, t);
	}
	if (ret)
		bench_table_free(table);
	for (int v = 0; v < N_VARIANTS; v++) {
		bench_free(&b[v]);
		footprint_free(&f[v]);
		free(missing[v]);
	}
	return ret;
}

static int write_json(const struct session *s, const char *path)
{
	json_t *kernels = json_object(), *targets = json_array(), *all;
	char date[32];
	char *text;
	int ret;

	for (int v = 0; v < N_VARIANTS; v++) {
		if (s->kernel[v])
			json_object_set_new(kernels, variant_name(v),
					    json_string(s->kernel[v]->release));
	}
	for (size_t i = 0; i < s->n; i++)
		json_array_append_new(targets, bench_table_json(&s->tables[i]));
	report_date("%Y-%m-%d", date);
	all = json_pack("{s:s, s:o, s:o, s:o, s:s?}", "date", date,
			"kernels", kernels, "programs", report_programs(),
			"targets", targets, "error", fail_message());
	text = json_dumps(all, JSON_INDENT(2));
	if (!text)
		oom();
	ret = write_file_atomic(path, text, strlen(text));
	if (ret)
		fail(EXIT_TOOL, -ret, "%s cannot be written: %s", path,
		     strerror(-ret));
	free(text);
	json_decref(all);
	return ret;
}

/* Was everything measured that was asked for? */
static bool is_complete(const struct session *s)
{
	return !s->a->only && !s->a->names.n;
}

static int write_report(const struct session *s, const char *dir)
{
	struct report r = {
		.tables = s->tables, .targets = s->targets, .n = s->n,
		.partial = !is_complete(s),
	};

	for (int v = 0; v < N_VARIANTS; v++) {
		r.release[v] = s->kernel[v] ? s->kernel[v]->release : NULL;
		r.missing[v] = s->missing[v];
	}
	return report_write(&r, dir);
}

/* A budget that nothing is held against is met by nothing. */
static int check_budgets(const struct session *s)
{
	const struct budget *unused = budgets_unused(&s->budgets);
	const struct bench_row *r;

	for (size_t i = 0; i < s->n; i++) {
		r = bench_table_unknown(&s->tables[i]);
		if (r)
			return fail(EXIT_TOOL, ENOENT,
				    "on %s, the ported kernel has nothing that counts as '%s' of %s, which has a budget",
				    s->tables[i].target, r->counter, r->workload);
	}
	if (unused && is_complete(s))
		return fail(EXIT_TOOL, ENOENT,
			    "bench/budgets:%zu: no target has a workload and a counter that this budget is for",
			    unused->line);
	return 0;
}

static int run(struct session *s, const struct target *const *v, int n)
{
	size_t over = 0, open = 0;
	int ret = find_mainline(s);

	for (int i = 0; !ret && i < n; i++) {
		/* what boots the same kernel and counts nothing says nothing new */
		if (s->a->names.n || v[i]->counts.n)
			ret = measure_target(s, v[i]);
	}
	if (s->a->json)
		ret = write_json(s, s->a->json) ?: ret;
	if (s->a->report && !ret)
		ret = write_report(s, s->a->report);
	for (size_t i = 0; i < s->n; i++) {
		over += bench_table_over(&s->tables[i]);
		open += bench_table_open(&s->tables[i]);
	}
	if (!ret) {
		printf("\n%zu over budget, %zu not judged\n", over, open);
		ret = check_budgets(s);
	}
	return ret ?: over ? EXIT_TESTS_FAILED : 0;
}

static int open_session(struct session *s, size_t n)
{
	char *path;
	int ret;

	s->tables = calloc(n + 1, sizeof(*s->tables));
	s->targets = calloc(n + 1, sizeof(*s->targets));
	if (!s->tables || !s->targets)
		oom();
	if (!home_dir())
		return -ENOENT;
	path = path_join(home_dir(), "bench/budgets");
	ret = budgets_load(path, &s->budgets);
	free(path);
	/* before an hour of building */
	if (!ret && !bench_plugin())
		ret = -ENOENT;
	if (!ret && s->a->report)
		ret = tools_need((const char *const[]){ "gnuplot", NULL });
	if (!ret)
		ret = versions_load(&s->versions);
	if (!ret)
		ret = kernel_resolve(s->a->kernel, &s->own);
	if (!ret) {
		s->kernel[PORTED] = &s->own;
		s->kernel[STOCK] = &s->own;
		s->version[PORTED] = versions_need(&s->versions, s->own.version);
		s->version[STOCK] = s->version[PORTED];
		if (!s->version[PORTED])
			ret = -ENOTSUP;
	}
	return ret;
}

static void close_session(struct session *s)
{
	for (size_t i = 0; i < s->n; i++)
		bench_table_free(&s->tables[i]);
	for (int v = 0; v < N_VARIANTS; v++)
		free(s->missing[v]);
	free(s->tables);
	free(s->targets);
	budgets_free(&s->budgets);
	versions_free(&s->versions);
	kernel_free(&s->own);
	kernel_free(&s->peer);
}

int cmd_bench(int argc, char **argv)
{
	struct arguments a = { .peer = true };
	struct session s = { .a = &a };
	const struct target **v = NULL;
	struct targets ts = { 0 };
	char *none = NULL;
	int ret, n = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts);
	if (!ret)
		ret = n = targets_select(&ts, a.names.n ? a.names.v : &none, true, &v);
	if (ret >= 0)
		ret = open_session(&s, n);
	if (!ret)
		ret = run(&s, v, n);
	close_session(&s);
	free(v);
	targets_free(&ts);
	sl_free(&a.names);
	regex_free(a.only);
	return ret;
}
