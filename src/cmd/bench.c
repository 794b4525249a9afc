// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu bench: what the mode costs and saves, on several kernels. */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/json_file.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "host/tools.h"
#include "measure/budget.h"
#include "measure/curve.h"
#include "measure/frames.h"
#include "measure/run.h"
#include "measure/settings.h"
#include "measure/sizes.h"
#include "measure/costs.h"
#include "report/curve_text.h"
#include "report/markdown.h"
#include "report/origin.h"
#include "report/run_text.h"
#include "report/costs_json.h"
#include "report/costs_text.h"
#include "series/versions.h"
#include "tree/prepare.h"
#include "tree/resolve.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * struct arguments - the arguments of the command
 * @series: the series to apply; NULL: the first one of the version
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
	       "ported kernel, and mainline's own mode, on the same workloads. Without "
	       "TARGET, all targets that have counters are measured.\v"
	       "Kernels that are not up to date are built, with the flavour 'bench'. The "
	       "machines have one emulated CPU, whose instructions are counted, so that "
	       "the numbers are the same each time. All numbers are per operation. "
	       "Budgets are in bench/budgets.\n\n"
	       "A target that cannot be measured is a failure; the others are measured all "
	       "the same.\n\n"
	       "versions/ names the version of mainline to compare with. If its source "
	       "cannot be fetched, mainline is left out, and the output says so.\n\n"
	       "A workload that fails, and a budget that has nothing to judge, are "
	       "failures (3).",
	.help_filter = status_help,
};

/*
 * struct session - the kernels and the results
 * @versions: all records of kernel versions
 * @version: record of each variant's kernel; NULL: there is no such kernel
 * @kernel: kernel of each variant; NULL: there is no such kernel
 * @missing: why a variant has no kernel
 * @asked: the targets to measure
 * @n_asked: number of @asked
 * @failures: for each of @asked why it was not measured, or empty
 * @costs: the costs on each machine that was measured
 * @targets: these machines
 * @n: number of these machines
 */
struct session {
	const struct arguments *a;
	struct kernel own, mainline;
	struct versions versions;
	const struct version *version[N_VARIANTS];
	const struct kernel *kernel[N_VARIANTS];
	char *missing[N_VARIANTS];
	struct budgets budgets;
	struct settings settings;
	struct curves curves;
	const struct target *const *asked;
	size_t n_asked;
	struct failure *failures;
	struct costs *costs;
	const struct target **targets;
	size_t n;
};

/*
 * Take the failure @err out of the record, to continue in spite of it. After an
 * interruption nothing continues.
 *
 * Return: 0 with @f set, or a negative errno value (interrupted; failure
 * recorded).
 */
static int take_failure(int err, struct failure *f)
{
	fail_take_error(err, f);
	if (f->code != EXIT_INTERRUPTED)
		return 0;
	fail_again(f, err);
	failure_free(f);
	return err;
}

/*
 * Take mainline's failure out of the record. Mainline is there only for
 * comparison, so the benchmark does not fail if mainline's kernel cannot be
 * fetched, built or booted.
 *
 * Return: 0 with *@missing set, or a negative errno value (interrupted; failure
 * recorded).
 */
static int excuse_mainline(int err, const char *where, char **missing)
{
	struct failure f;

	if (!err)
		return 0;
	err = take_failure(err, &f);
	if (err)
		return err;
	*missing = f.message;
	note("%smainline's kernel is left out: %s", where, *missing);
	return 0;
}

/*
 * Keep the failure of a target, and report it. The other targets are measured
 * all the same.
 *
 * Return: 0, or a negative errno value (interrupted; failure recorded).
 */
static int excuse_target(struct session *s, size_t i, int err)
{
	if (err)
		err = take_failure(err, &s->failures[i]);
	if (!err && s->failures[i].message)
		printf("# %s: not measured: %s\n", s->asked[i]->name,
		       s->failures[i].message);
	return err;
}

static size_t count_failed(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_asked; i++)
		n += s->failures[i].message != NULL;
	return n;
}

/*
 * Record the failure of the command if a target was not measured. Its exit status
 * is that of the first of these targets. Return: 0 or a negative errno value.
 */
static int fail_targets(const struct session *s)
{
	struct strbuf all __cleanup(sb_free) = STRBUF_INIT;
	size_t failed = count_failed(s);
	const struct failure *first = NULL;

	for (size_t i = 0; i < s->n_asked; i++) {
		const struct failure *f = &s->failures[i];

		if (!f->message)
			continue;
		sb_addf(&all, "%s%s: %s", first ? "; " : "", s->asked[i]->name,
			f->message);
		if (!first)
			first = f;
	}
	if (!first)
		return 0;
	if (s->n_asked == 1)
		return fail(first->code, EIO, "%s", first->message);
	return fail(first->code, EIO, "%zu of %zu targets could not be measured: %s",
		    failed, s->n_asked, all.buf);
}

/*
 * Say what fetching mainline's kernel takes, as the user has not asked for that
 * kernel. The numbers are those of Debian's source packages.
 */
static int note_download(const char *name)
{
	char *dir __cleanup(str_free) = NULL;

	if (!cache_dir())
		return -ENOENT;
	dir = str_fmt("%s/kernels/%s", cache_dir(), name);
	if (!exists(dir))
		note("mainline's kernel (%s) is not in the cache: the download is about 150 MB, and takes up to 3.5 GB of disk; --no-mainline does without",
		     name);
	return 0;
}

static int find_mainline(struct session *s)
{
	const char *name = s->version[PORTED]->mainline;
	int err;

	if (!s->a->mainline) {
		s->missing[MAINLINE] = str_dup("not asked for");
		return 0;
	}
	if (!name) {
		s->missing[MAINLINE] = str_fmt("versions/%s names no 'mainline'",
					       s->version[PORTED]->name);
		return 0;
	}
	s->version[MAINLINE] = versions_find(&s->versions, name);
	err = note_download(name);
	if (err)
		return err;
	err = resolve_mainline(s->version[MAINLINE], &s->mainline);
	if (!err)
		s->kernel[MAINLINE] = &s->mainline;
	return excuse_mainline(err, "", &s->missing[MAINLINE]);
}

static void show_failure(const struct result *r)
{
	run_text_print(r, stdout);
}

/*
 * struct measured - the measurements of each variant on one machine
 * @bench: the measurements of the workloads
 * @sizes: the sizes of the kernel, if they were read
 * @frames: the stack frames, if they were read
 * @missing: why a variant was not measured
 */
struct measured {
	struct bench bench[N_VARIANTS];
	struct sizes sizes[N_VARIANTS];
	struct functions frames[N_VARIANTS];
	char *missing[N_VARIANTS];
};

static void measured_free(struct measured *m)
{
	for (int v = 0; v < N_VARIANTS; v++) {
		run_free(&m->bench[v]);
		sizes_free(&m->sizes[v]);
		functions_free(&m->frames[v]);
		free(m->missing[v]);
	}
}

/*
 * The names in --only if it is a list of whole names, '^(a|b)$', with commas
 * between them: then the machines need not run other workloads. Else NULL.
 */
static char *list_names(const struct regex *only)
{
	static const char begin[] = "^(", end[] = ")$";
	const char *text = only ? regex_text(only) : "";
	size_t len = strlen(text), in;
	char *names;

	if (len < strlen(begin) + strlen(end) || strncmp(text, begin, strlen(begin)) ||
	    strcmp(text + len - strlen(end), end))
		return NULL;
	in = len - strlen(begin) - strlen(end);
	text += strlen(begin);
	for (size_t i = 0; i < in; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr("_-|", text[i]))
			return NULL;
	}
	names = str_fmt("%.*s", (int)in, text);
	for (char *c = names; *c; c++)
		*c = *c == '|' ? ',' : *c;
	return names;
}

/* @is_static: read the sizes and the stack frames of the kernel as well */
static int measure_variant(const struct session *s, const struct target *t,
			   enum variant variant, bool is_static,
			   struct measured *m)
{
	struct kbuild_request rq = {
		.kernel = s->kernel[variant], .target = t, .flavour = "bench",
		.recipe = {
			.variant = variant,
			.with = variant == PORTED ? s->a->with : NULL,
		},
		.jobs = s->a->jobs,
	};
	struct kbuild b __cleanup(kbuild_free) = { .lock = -1 };
	char *names __cleanup(str_free) = list_names(s->a->only);
	int err = kbuild_run(&rq, &b);

	if (!err)
		err = run_bench(t, &b, variant, s->version[variant], names, show_failure,
				&m->bench[variant]);
	if (!err && is_static)
		err = sizes_read(&m->sizes[variant], &s->settings, b.outdir, t->cross);
	if (!err && is_static)
		err = frames_read(&m->frames[variant], b.outdir);
	return err;
}

static void print_costs(const struct session *s, const struct costs *t,
			const struct target *target)
{
	printf("\n# %s: %s\n", t->target, target->description);
	for (int v = 0; v < N_VARIANTS; v++) {
		if (s->kernel[v] && !t->missing[v])
			printf("#   %-8s Linux %s\n", variant_name(v),
			       s->kernel[v]->release);
	}
	costs_text_remarks(t, "#   ", stdout);
	costs_text_rows(t, false, stdout);
}

/* Put the measurements side by side, and print them. */
static int fill_costs(struct session *s, const struct target *t,
		      struct measured *m, bool is_static)
{
	const struct bench *have[N_VARIANTS] = { 0 };
	struct costs *costs = &s->costs[s->n];
	int err;

	for (int v = 0; v < N_VARIANTS; v++) {
		if (s->kernel[v] && !m->missing[v])
			have[v] = &m->bench[v];
	}
	err = costs_make(costs, t, have, &s->budgets, s->a->only);
	if (!err && is_static)
		err = costs_add_sizes(costs, &s->budgets, m->sizes);
	if (!err && is_static)
		err = costs_add_frames(costs, &s->budgets, m->frames,
				       &s->version[PORTED]->holders);
	if (err) {
		costs_free(costs);
		return err;
	}
	for (int v = 0; v < N_VARIANTS; v++) {
		const char *why = s->missing[v] ? s->missing[v] : m->missing[v];

		costs->missing[v] = why ? str_dup(why) : NULL;
	}
	s->targets[s->n++] = t;
	print_costs(s, costs, t);
	return 0;
}

static int measure_target(struct session *s, const struct target *t)
{
	/*
	 * The sizes are read once for each kernel: for the machine with the
	 * name of the kernel.
	 */
	bool is_static = !s->a->only && !strcmp(t->kernel, t->name);
	char *where __cleanup(str_free) = str_fmt("[%s] ", t->name);
	struct measured m __cleanup(measured_free) = { 0 };
	int err = 0;

	for (int v = 0; !err && v < N_VARIANTS; v++) {
		if (!s->kernel[v])
			continue;
		err = measure_variant(s, t, v, is_static && v != MAINLINE, &m);
		if (v == MAINLINE)
			err = excuse_mainline(err, where, &m.missing[v]);
	}
	return err ? err : fill_costs(s, t, &m, is_static);
}

/* Measure the curves of the machine that was measured last. */
static int measure_curves(struct session *s, const struct target *t)
{
	int err = 0;

	for (size_t i = 0; !err && s->a->curves && i < s->curves.n; i++) {
		struct curve *c = &s->curves.v[i];

		if (strcmp(c->target, t->name))
			continue;
		err = curve_measure(c, s->kernel[PORTED], t, s->version[PORTED],
				    &s->settings, s->a->jobs, show_failure);
		if (!err)
			err = curve_judge(c, &s->costs[s->n - 1], &s->budgets);
		if (!err)
			curve_text_table(c, &s->costs[s->n - 1], stdout);
	}
	return err;
}

/* @error: why the measurement is not complete, or NULL */
static int write_json(const struct session *s, const char *path, const char *error)
{
	json_t *kernels = json_object(), *targets = json_array(), *all;
	struct strlist programs __cleanup(sl_free) = { 0 };
	json_t *made_by = json_array();
	char date[32];
	char *text;
	int err;

	for (int v = 0; v < N_VARIANTS; v++) {
		if (s->kernel[v])
			json_object_set_new(kernels, variant_name(v),
					    json_string(s->kernel[v]->release));
	}
	for (size_t i = 0; i < s->n; i++)
		json_array_append_new(targets, costs_json(&s->costs[i]));
	origin_date("%Y-%m-%d", date);
	origin_programs(&programs);
	for (size_t i = 0; i < programs.n; i++)
		json_array_append_new(made_by, json_string(programs.v[i]));
	all = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s?}", "date", date,
			"flavour", "bench", "with", s->a->with ? s->a->with : "",
			"kernels", kernels, "programs", made_by,
			"targets", targets, "error", error);
	text = json_dumps(all, JSON_INDENT(2));
	if (!text)
		oom();
	err = write_file_atomic(path, text, strlen(text));
	if (err)
		fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
		     strerror(-err));
	free(text);
	json_decref(all);
	return err;
}

/* Was everything measured, on all machines? */
static bool is_complete(const struct session *s)
{
	return !s->a->only && !s->a->names.n && s->a->curves && !s->a->with;
}

static int write_report(const struct session *s, const char *dir)
{
	struct markdown m = {
		.costs = s->costs, .targets = s->targets, .n = s->n,
		.settings = &s->settings, .curves = &s->curves,
		.partial = !is_complete(s),
	};

	for (int v = 0; v < N_VARIANTS; v++) {
		m.release[v] = s->kernel[v] ? s->kernel[v]->release : NULL;
		m.version[v] = s->kernel[v] ? s->version[v] : NULL;
		m.missing[v] = s->missing[v];
	}
	return markdown_write(&m, dir);
}

/* A budget without a cost to compare with is an error: it could never be exceeded. */
static int check_budgets(const struct session *s)
{
	const struct budget *unused = budgets_unused(&s->budgets);
	const struct costs_row *r;

	for (size_t i = 0; i < s->n; i++) {
		r = costs_unknown(&s->costs[i]);
		if (r)
			return fail(EXIT_TOOL, ENOENT,
				    "on %s, the ported kernel has nothing that counts as '%s' of %s, which has a budget",
				    s->costs[i].target, r->counter, r->workload);
	}
	if (unused && is_complete(s))
		return fail(EXIT_TOOL, ENOENT,
			    "bench/budgets:%zu: no target has a workload and a counter for this budget",
			    unused->line);
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
		ret = write_json(s, s->a->json, f.message);
	if (!ret && !err && s->a->report)
		ret = write_report(s, s->a->report);
	if (!ret && err)
		ret = fail_again(&f, err);
	failure_free(&f);
	return ret;
}

/* Check what the targets need now, not after an hour of building. */
static int check_targets(struct session *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->n_asked; i++)
		err = excuse_target(s, i, run_need(s->asked[i]));
	return err;
}

static int find_kernels(struct session *s)
{
	int err = resolve_kernel(s->a->kernel, s->a->series, &s->own);

	if (err)
		return err;
	s->kernel[PORTED] = &s->own;
	s->kernel[STOCK] = &s->own;
	s->version[PORTED] = versions_need(&s->versions, s->own.version);
	s->version[STOCK] = s->version[PORTED];
	return s->version[PORTED] ? find_mainline(s) : -ENOTSUP;
}

static int measure_targets(struct session *s)
{
	int err = check_targets(s);

	if (!err && count_failed(s) < s->n_asked)
		err = find_kernels(s);
	for (size_t i = 0; !err && i < s->n_asked; i++) {
		if (s->failures[i].message)
			continue;
		err = measure_target(s, s->asked[i]);
		if (!err)
			err = measure_curves(s, s->asked[i]);
		err = excuse_target(s, i, err);
	}
	return err;
}

/* Print the last line. Return: how many costs are over their budgets. */
static size_t print_totals(const struct session *s)
{
	size_t over = 0, open = 0, failed = count_failed(s);

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

static int run_session(struct session *s)
{
	int err = measure_targets(s);
	size_t over;

	if (!err)
		err = fail_targets(s);
	err = write_results(s, err);
	if (err && !count_failed(s))
		return err;
	over = print_totals(s);
	if (!err)
		err = check_budgets(s);
	return err ? err : over ? EXIT_TESTS_FAILED : 0;
}

/* Read the data, and check for what all targets need. */
static int check_prerequisites(struct session *s)
{
	char *path __cleanup(str_free) = NULL;
	char *curves __cleanup(str_free) = NULL;
	char *plugin __cleanup(str_free) = NULL;
	int err;

	if (!home_dir())
		return -ENOENT;
	path = path_join(home_dir(), "bench/budgets");
	err = budgets_load(path, &s->budgets);
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
	s->asked = v;
	s->n_asked = n;
	s->failures = calloc(n, sizeof(*s->failures));
	s->costs = calloc(n, sizeof(*s->costs));
	s->targets = calloc(n, sizeof(*s->targets));
	if (!s->failures || !s->costs || !s->targets)
		oom();
	return check_prerequisites(s);
}

static void close_session(struct session *s)
{
	for (size_t i = 0; i < s->n; i++)
		costs_free(&s->costs[i]);
	for (int v = 0; v < N_VARIANTS; v++)
		free(s->missing[v]);
	for (size_t i = 0; i < s->n_asked; i++)
		failure_free(&s->failures[i]);
	free(s->failures);
	free(s->costs);
	free(s->targets);
	budgets_free(&s->budgets);
	settings_free(&s->settings);
	curves_free(&s->curves);
	versions_free(&s->versions);
	kernel_free(&s->own);
	kernel_free(&s->mainline);
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
