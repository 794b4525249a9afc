// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu bench: what the mode costs and saves, on several kernels. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "cmd/attempts.h"
#include "cmd/cmd.h"
#include "cmd/json_file.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "host/tools.h"
#include "measure/budget.h"
#include "measure/columns.h"
#include "measure/costs.h"
#include "measure/curve.h"
#include "measure/measured.h"
#include "measure/run.h"
#include "measure/settings.h"
#include "measure/workloads.h"
#include "report/bench_json.h"
#include "report/costs_text.h"
#include "report/curve_text.h"
#include "report/markdown.h"
#include "report/run_text.h"
#include "series/versions.h"
#include "tree/prepare.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * struct arguments - the arguments of the command
 * @series: the series to measure; NULL: all that fit the version
 * @mainline: compare with mainline's kernel as well
 * @curves: measure the curves as well
 * @with: a semantic patch or a step to apply on top of the series, or NULL
 */
struct arguments {
	const char *kernel;
	const char *series;
	const char *json;
	const char *report;
	bool mainline;
	bool curves;
	const char *with;
	int jobs;
	struct regex *only;
	struct strlist names;
};

enum {
	OPT_JSON = 256,
	OPT_ONLY,
	OPT_NO_MAINLINE,
	OPT_REPORT,
	OPT_CURVES,
	OPT_WITH_PATCH,
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: the version that 'lazymmu versions' marks)", 0 },
	OPTION_JOBS,
	OPTION_SERIES,
	{ "json", OPT_JSON, "FILE", 0, "Write the results to FILE, too", 0 },
	{ "report", OPT_REPORT, "DIR", 0, "Write results.md and plots/ in DIR, too", 0 },
	{ "only", OPT_ONLY, "REGEX", 0, "Show and judge only workloads whose name matches", 0 },
	{ "with", OPT_WITH_PATCH, "PATCH", 0, "Put the semantic patch or the directory of a step PATCH on top of the series, to try it", 0 },
	{ "curves", OPT_CURVES, NULL, 0, "Measure the kernel with other values of its constants, too: bench/curves", 0 },
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
	case OPT_SERIES:
		a->series = arg;
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
			argp_error(state, "'%s' is not a regular expression: %s", arg, why);
		free(why);
		return 0;
	case OPT_REPORT:
		a->report = arg;
		return 0;
	case OPT_WITH_PATCH:
		a->with = arg;
		return 0;
	case OPT_CURVES:
		a->curves = true;
		return 0;
	case OPT_NO_MAINLINE:
		a->mainline = false;
		return 0;
	case ARGP_KEY_END:
		if (a->with && a->curves)
			argp_error(state, "--curves is for the series as it is, without --with");
		return 0;
	case ARGP_KEY_ARG:
		sl_add(&a->names, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

STATUS_HELP(EXIT_TESTS_FAILED, EXIT_BUILD, EXIT_PANIC, EXIT_TIMEOUT,
	    STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[TARGET...]",
	.doc = "Measure what lazy MMU sections cost and save: the stock kernel, the "
	       "kernel with each series, and mainline's own mode, on the same workloads. "
	       "Without TARGET, all targets that have counters are measured.\v"
	       "Kernels that are not up to date are built, with the flavour 'bench'. The "
	       "machines have one emulated CPU, whose instructions are counted, so that "
	       "the numbers are the same each time. All numbers are per operation. "
	       "Budgets are in bench/budgets, and those of the series NAME in "
	       "bench/budgets.NAME.\n\n"
	       "A target that cannot be measured is a failure; the others are measured all "
	       "the same.\n\n"
	       "versions/ names the version of mainline to compare with. If its source "
	       "cannot be fetched, mainline is left out, and the output says so. Where "
	       "the stock kernel has mainline's mode itself, it is what budgets compare "
	       "with.\n\n"
	       "A workload that fails, and a budget that has nothing to judge, are "
	       "failures (3).",
	.help_filter = status_help,
};

/*
 * struct session - the kernels and the results
 * @versions: all records of kernel versions
 * @columns: the kernels
 * @tried: the targets to measure, and why some were not measured
 * @costs: the costs on each machine that was measured
 * @targets: these machines
 * @n: number of these machines
 */
struct session {
	const struct arguments *a;
	struct versions versions;
	struct columns columns;
	struct settings settings;
	struct curves curves;
	struct attempts tried;
	struct costs *costs;
	const struct target **targets;
	size_t n;
};

/* --- measuring --- */

static void show_failure(const struct result *r)
{
	run_text_print(r, stdout);
}

static void print_costs(const struct costs *t, const struct target *target)
{
	printf("\n# %s: %s\n", t->target, target->description);
	for (size_t i = 0; i < t->columns->n; i++) {
		const struct column *c = &t->columns->v[i];

		if (!costs_missing(t, i))
			printf("#   %-8s Linux %s\n", c->name, c->kernel.release);
	}
	costs_text_remarks(t, "#   ", stdout);
	costs_text_rows(t, false, stdout);
}

static int measure_target(struct session *s, const struct target *t)
{
	const struct measure_request rq = {
		.columns = &s->columns, .settings = &s->settings, .with = s->a->with,
		.only = s->a->only, .jobs = s->a->jobs, .show = show_failure,
	};
	int err = measured_costs(&rq, t, &s->costs[s->n]);

	if (err)
		return err;
	s->targets[s->n] = t;
	print_costs(&s->costs[s->n++], t);
	return 0;
}

/* Measure the curves of the machine that was measured last. */
static int measure_curves(struct session *s, const struct target *t)
{
	int ported = columns_ported(&s->columns);
	int err = 0;

	for (size_t i = 0; !err && s->a->curves && i < s->curves.n; i++) {
		struct curve *c = &s->curves.v[i];

		if (strcmp(c->target, t->name))
			continue;
		err = curve_measure(c, &s->columns.v[ported], t, &s->settings,
				    s->a->jobs, show_failure);
		if (!err)
			err = curve_judge(c, &s->costs[s->n - 1]);
		if (!err)
			curve_text_table(c, &s->costs[s->n - 1], stdout);
	}
	return err;
}

/* Check what the targets need now, not after an hour of building. */
static int check_targets(struct session *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->tried.n; i++)
		err = attempts_excuse(&s->tried, i, run_need(s->tried.targets[i]));
	return err;
}

static int find_kernels(struct session *s)
{
	const struct columns_request rq = {
		.kernel = s->a->kernel, .series = s->a->series,
		.mainline = s->a->mainline, .with = s->a->with,
	};
	int err = columns_open(&s->columns, &s->versions, &rq);

	if (!err && s->a->curves && columns_ported(&s->columns) < 0)
		err = fail(EXIT_USAGE, EINVAL,
			   "--curves is for the series that makes sections stateful, which is not measured here");
	return err;
}

static int measure_targets(struct session *s)
{
	int err = check_targets(s);

	if (!err && attempts_failed(&s->tried) < s->tried.n)
		err = find_kernels(s);
	for (size_t i = 0; !err && i < s->tried.n; i++) {
		if (s->tried.failures[i].message)
			continue;
		err = measure_target(s, s->tried.targets[i]);
		if (!err)
			err = measure_curves(s, s->tried.targets[i]);
		err = attempts_excuse(&s->tried, i, err);
	}
	return err;
}

/* --- results --- */

/* Was everything measured, on all machines? */
static bool is_complete(const struct session *s)
{
	return !s->a->only && !s->a->names.n && s->a->curves && !s->a->with;
}

static int write_report(const struct session *s, const char *dir)
{
	const struct markdown m = {
		.columns = &s->columns, .costs = s->costs, .targets = s->targets,
		.n = s->n, .settings = &s->settings, .curves = &s->curves,
		.partial = !is_complete(s),
	};

	return markdown_write(&m, dir);
}

/* A budget without a cost to compare with is an error: it could never be exceeded. */
static int check_budgets(const struct session *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct costs_row *r = costs_unknown(&s->costs[i]);

		if (r)
			return fail(EXIT_TOOL, ENOENT,
				    "on %s, the %s kernel has nothing that counts as '%s' of %s, which has a budget",
				    s->costs[i].target, s->columns.v[r->unknown].name,
				    r->counter, r->workload);
	}
	for (size_t i = 0; i < s->columns.n && is_complete(s); i++) {
		const struct budgets *b = &s->columns.v[i].budgets;
		const struct budget *unused = budgets_unused(b);

		if (unused)
			return fail(EXIT_TOOL, ENOENT,
				    "%s:%zu: no target has a workload and a counter for this budget",
				    b->path, unused->line);
	}
	return 0;
}

/*
 * Write the files that the user asked for. The JSON is written even after the
 * failure @err.
 */
static int write_results(const struct session *s, int err)
{
	struct failure f = { 0 };
	int ret = 0;

	if (err)
		fail_take_error(err, &f);
	if (s->a->json)
		ret = bench_json_write(s->a->json, &s->columns, s->costs, s->n,
				       s->a->with, f.message);
	if (!ret && !err && s->a->report)
		ret = write_report(s, s->a->report);
	if (!ret && err)
		ret = fail_again(&f, err);
	failure_free(&f);
	return ret;
}

/* Print the last line. Return: how many costs are over their budgets. */
static size_t print_totals(const struct session *s)
{
	size_t over = 0, open = 0, failed = attempts_failed(&s->tried);

	for (size_t i = 0; i < s->n; i++) {
		over += costs_over(&s->costs[i]);
		open += costs_open(&s->costs[i]);
	}
	printf("\n%zu over budget, %zu not judged", over, open);
	if (failed)
		printf(", %zu target%s not measured", failed, failed == 1 ? "" : "s");
	putchar('\n');
	return over;
}

/* --- the order of the work --- */

static int run_session(struct session *s)
{
	int err = measure_targets(s);
	size_t over;

	if (!err)
		err = attempts_end(&s->tried);
	err = write_results(s, err);
	if (err && !attempts_failed(&s->tried))
		return err;
	over = print_totals(s);
	if (!err)
		err = check_budgets(s);
	return err ? err : over ? EXIT_TESTS_FAILED : 0;
}

/* Read the data, and check for what all targets need. */
static int check_prerequisites(struct session *s)
{
	char *curves __cleanup(str_free) = NULL;
	char *plugin __cleanup(str_free) = NULL;
	int err;

	if (!home_dir())
		return -ENOENT;
	err = workloads_need(s->a->only);
	if (!err)
		err = columns_check();
	if (!err)
		err = settings_load(&s->settings);
	if (!err)
		err = versions_load(&s->versions);
	curves = path_join(home_dir(), "bench/curves");
	if (!err)
		err = curves_load(curves, &s->curves);
	if (!err)
		err = prepare_check(&(struct recipe){ .variant = PORTED, .with = s->a->with });
	if (err)
		return err;
	plugin = run_plugin();
	if (!plugin)
		return -ENOENT;
	return s->a->report ? tools_need(ARGS("gnuplot")) : 0;
}

/*
 * Leave out targets that share another's kernel and have no counters, unless the
 * user named them. Return: the number of targets left, or a negative errno value.
 */
static int choose_targets(const struct arguments *a, const struct target **v, int n)
{
	int left = 0;

	if (a->names.n)
		return n;
	for (int i = 0; i < n; i++) {
		if (v[i]->counts.n)
			v[left++] = v[i];
	}
	if (!left)
		return fail(EXIT_TOOL, ENOENT,
			    "no target has counters: no file in targets/ has a line 'count'");
	return left;
}

static int open_session(struct session *s, const struct target *const *v, size_t n)
{
	attempts_begin(&s->tried, v, n);
	s->costs = calloc(n, sizeof(*s->costs));
	s->targets = calloc(n, sizeof(*s->targets));
	if (!s->costs || !s->targets)
		oom();
	return check_prerequisites(s);
}

static void close_session(struct session *s)
{
	for (size_t i = 0; i < s->n; i++)
		costs_free(&s->costs[i]);
	free(s->costs);
	free(s->targets);
	attempts_free(&s->tried);
	columns_free(&s->columns);
	settings_free(&s->settings);
	curves_free(&s->curves);
	versions_free(&s->versions);
}

int cmd_bench(int argc, char **argv)
{
	struct arguments a = { .mainline = true };
	struct session s = { .a = &a };
	const struct target **v = NULL;
	struct targets ts = { 0 };
	char *none = NULL;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts);
	if (!ret)
		ret = json_file_need(a.json, &ts);
	if (!ret && a.report)
		ret = markdown_check(a.report);
	if (!ret) {
		ret = targets_select(&ts, a.names.n ? a.names.v : &none, true, &v);
		if (ret > 0)
			ret = choose_targets(&a, v, ret);
	}
	if (ret > 0)
		ret = open_session(&s, v, ret);
	if (!ret)
		ret = run_session(&s);
	close_session(&s);
	free(v);
	targets_free(&ts);
	sl_free(&a.names);
	regex_free(a.only);
	return ret;
}
