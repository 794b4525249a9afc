// SPDX-License-Identifier: GPL-2.0-only
/*
 * busted [NAME...] - do the tests notice a broken kernel? Each
 * tests/busted/NAME.cocci breaks the ported kernel on purpose, each NAME.stock
 * stands for a kernel without the series; the header of the file names the tests
 * that have to fail. Without NAME, all are tried, and the tests that failed in
 * none of them are listed.
 *
 * Run this in the directory that holds ./lazymmu.
 */
#include "seen.h"
#include "variant.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/table.h"

#define DIR_IN	"tests/busted"
#define DIR_OUT	"build/busted.out"

#define STRESS_SUITE	"lazy_mmu_stress"

/*
 * struct row - a variant and its verdict
 * @kernel: the kernel of its target, to sort by
 * @why: the tests that noticed it, or why it has no result
 * @seconds: how long building and booting it took
 * @boot: the part of that from power on to power off
 */
struct row {
	struct variant v;
	char *kernel;
	enum busted_verdict verdict;
	struct strbuf why;
	double seconds;
	double boot;
};

/*
 * struct control - a run of the kernel that is not broken
 * @run: its result, from 'lazymmu test --json'
 */
struct control {
	char *target;
	char *flavour;
	json_t *run;
};

struct busted {
	struct row *rows;
	size_t n;
	size_t cap;
	struct control *controls;
	size_t nr_controls;
	size_t cap_controls;
	struct seen seen;
};

/* --- which --- */

static bool ends_with(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);

	return a > b && !strcmp(s + a - b, end);
}

/* Read all source files that name tests. */
static int read_sources(struct strbuf *out)
{
	static const char *const dirs[] = { "kernel/mm/tests", "guest" };
	int err = 0;

	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs) && !err; d++) {
		struct strlist names = { 0 };

		err = list_dir(dirs[d], &names);
		for (size_t i = 0; i < names.n && !err; i++) {
			char *path = path_join(dirs[d], names.v[i]);

			if (ends_with(path, ".c"))
				err = read_file(path, out);
			free(path);
		}
		sl_free(&names);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be read: %s", dirs[d],
			     strerror(-err));
	}
	return err;
}

static int add_row(struct busted *b, const char *file, const struct targets *ts,
		   const struct strbuf *sources)
{
	char *path = path_join(DIR_IN, file);
	const struct target *t;
	struct row *r;
	int err;

	GROW(b->rows, b->n, b->cap);
	r = &b->rows[b->n++];
	*r = (struct row){ .why = STRBUF_INIT };
	err = variant_load(path, &r->v);
	free(path);
	if (err)
		return err;
	t = target_find(ts, r->v.target);
	if (!t || t->compile_only)
		return fail(EXIT_USAGE, EINVAL, "%s: there is no target '%s' that can be booted",
			    r->v.path, r->v.target);
	r->kernel = str_dup(t->kernel);
	return variant_check_tests(&r->v, sources);
}

/*
 * Variants of one kernel one after the other, those with other headers last: each
 * of these, and the first one after them, builds most of the kernel.
 */
static int by_build(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int d = x->v.stock - y->v.stock;

	d = d ? d : strcmp(x->kernel, y->kernel);
	d = d ? d : strcmp(x->v.flavour, y->v.flavour);
	d = d ? d : x->v.headers - y->v.headers;
	d = d ? d : strcmp(x->v.target, y->v.target);
	return d ? d : strcmp(x->v.name, y->v.name);
}

/* Load the variants named in @asked, or all if no name is given. */
static int load(struct busted *b, char *const *asked, const struct targets *ts)
{
	struct strbuf sources = STRBUF_INIT;
	struct strlist files = { 0 }, known = { 0 };
	int err = read_sources(&sources);

	if (!err) {
		err = list_dir(DIR_IN, &files);
		if (err)
			fail(EXIT_TOOL, -err, DIR_IN " cannot be read: %s",
			     strerror(-err));
	}
	for (size_t i = 0; i < files.n && !err; i++) {
		const char *file = files.v[i];
		bool wanted = !*asked;

		if (!ends_with(file, ".cocci") && !ends_with(file, ".stock"))
			continue;
		sl_addf(&known, "%.*s", (int)(strrchr(file, '.') - file), file);
		for (char *const *a = asked; *a; a++)
			wanted |= !strcmp(*a, known.v[known.n - 1]);
		if (wanted)
			err = add_row(b, file, ts, &sources);
	}
	for (; *asked && !err; asked++) {
		if (!sl_has(&known, *asked))
			err = fail(EXIT_USAGE, ENOENT, "there is no " DIR_IN "/%s.cocci and no .stock",
				   *asked);
	}
	if (!err && !b->n)
		err = fail(EXIT_USAGE, ENOENT, "nothing in " DIR_IN);
	if (!err && b->rows)
		qsort(b->rows, b->n, sizeof(*b->rows), by_build);
	sb_free(&sources);
	sl_free(&files);
	sl_free(&known);
	return err;
}

/* --- one run --- */

/*
 * struct output - the output of a run: it takes minutes, so it can be read in the
 * log meanwhile
 * @log: the log
 * @last: the last line that was not empty
 */
struct output {
	FILE *log;
	char last[400];
};

static int log_line(void *arg, const char *line, size_t len, bool is_err)
{
	struct output *output = arg;

	(void)len;
	(void)is_err;
	fprintf(output->log, "%s\n", line);
	fflush(output->log);
	if (*line)
		snprintf(output->last, sizeof(output->last), "%s", line);
	return 0;
}

/* The workloads of the budgets, as the regular expression for --only. */
static void add_only(const struct variant *v, struct strlist *argv)
{
	struct strbuf only __cleanup(sb_free) = STRBUF_INIT;

	for (size_t i = 0; i < v->budgets.n; i++)
		sb_addf(&only, "%s%.*s", i ? "|" : "",
			(int)strcspn(v->budgets.v[i], " "), v->budgets.v[i]);
	sl_addf(argv, "--only=^(%s)$", only.buf);
}

/*
 * Does the stress test have to run for its whole time? A mistake that ends the
 * kernel may need that.
 */
static bool is_stressed(const struct variant *v)
{
	for (size_t i = 0; i < v->tests.n; i++) {
		if (!strncmp(v->tests.v[i], STRESS_SUITE, strlen(STRESS_SUITE)))
			return true;
	}
	return v->nr_console;
}

static void test_argv(const struct variant *v, bool control, const char *json,
		      struct strlist *argv)
{
	if (v->budgets.n) {
		sl_split(argv, "./lazymmu bench --no-mainline", " ");
		add_only(v, argv);
	} else {
		sl_split(argv, "./lazymmu test", " ");
		sl_addf(argv, "--flavour=%s", v->flavour);
		if (!control && !is_stressed(v))
			sl_add(argv, "--append=" STRESS_SUITE "_kunit.seconds=3");
	}
	if (getenv("KERNEL"))
		sl_addf(argv, "--kernel=%s", getenv("KERNEL"));
	if (getenv("SERIES"))
		sl_addf(argv, "--series=%s", getenv("SERIES"));
	sl_addf(argv, "--json=%s", json);
	if (!control && v->stock)
		sl_add(argv, "--stock");
	else if (!control)
		sl_addf(argv, "--with=%s", v->path);
	sl_add(argv, v->target);
}

static int open_log(const char *name, const char *json, struct output *output)
{
	char *path __cleanup(str_free) = str_fmt(DIR_OUT "/%s.log", name);
	int err = mkdir_p(DIR_OUT, 0777);

	if (!err)
		err = rm_rf(json);
	if (!err) {
		output->log = fopen(path, "we");
		err = output->log ? 0 : -errno;
	}
	if (err)
		return fail(EXIT_TOOL, -err, DIR_OUT " cannot be written: %s",
			    strerror(-err));
	return 0;
}

/*
 * Run 'lazymmu test' or 'lazymmu bench' and read its result. If it wrote no result, which says
 * nothing about the kernel, the last line of its output becomes the error.
 */
static int run_test(const struct variant *v, bool control, const char *name,
		    json_t **run)
{
	char *json __cleanup(str_free) = str_fmt(DIR_OUT "/%s.json", name);
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct output output = { 0 };
	struct proc p = { .merge_err = true, .line = log_line, .arg = &output };
	int ret = open_log(name, json, &output);

	*run = NULL;
	if (ret)
		return ret;
	test_argv(v, control, json, &argv);
	ret = tool_run((const char *const *)argv.v, &p);
	fclose(output.log);
	if (ret == EXIT_INTERRUPTED)
		ret = fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	if (ret < 0)
		return ret;
	*run = json_load_file(json, 0, NULL);
	if (!*run)
		*run = json_pack("{s:s}", "error", output.last);
	return 0;
}

/*
 * Find or make the run of the kernel without mistakes, one for each machine and
 * flavour, or for each variant if it is measured: each has other workloads.
 */
static int find_control(struct busted *b, const struct variant *v,
			const json_t **run)
{
	struct control *c;
	char *name;
	int ret;

	for (size_t i = 0; i < b->nr_controls; i++) {
		c = &b->controls[i];
		if (!v->budgets.n && !strcmp(c->target, v->target) &&
		    !strcmp(c->flavour, v->flavour)) {
			*run = c->run;
			return 0;
		}
	}
	GROW(b->controls, b->nr_controls, b->cap_controls);
	c = &b->controls[b->nr_controls++];
	*c = (struct control){
		.target = str_dup(v->target), .flavour = str_dup(v->flavour),
	};
	note("# %s (%s): not broken, for comparison", v->target, v->flavour);
	name = str_fmt("control-%s-%s", v->target, v->flavour);
	ret = run_test(v, true, name, &c->run);
	free(name);
	seen_add(&b->seen, c->run);
	*run = c->run;
	return ret;
}

static double boot_seconds(const json_t *run)
{
	const json_t *t = json_array_get(json_object_get(run, "targets"), 0);

	return json_number_value(json_object_get(t, "seconds"));
}

static const char *verdict_name(enum busted_verdict verdict)
{
	static const char *const names[] = {
		[CAUGHT] = "caught",
		[SURVIVED] = "SURVIVED",
		[BROKEN] = "NO RESULT",
	};

	return names[verdict];
}

static int try_one(struct busted *b, struct row *r)
{
	const struct variant *v = &r->v;
	const json_t *control = NULL;
	double started;
	json_t *run = NULL;
	int ret;

	r->verdict = BROKEN;
	if (!v->stock) {
		ret = find_control(b, v, &control);
		if (ret)
			return ret;
		if (!variant_judge_control(v, control, &r->why)) {
			note("# %s: %s: %s", v->name, verdict_name(r->verdict),
			     r->why.buf);
			return 0;
		}
	}
	note("# %s (%s): %s", v->target, v->flavour, v->name);
	started = clock_wall();
	ret = run_test(v, false, v->name, &run);
	r->seconds = clock_wall() - started;
	r->boot = boot_seconds(run);
	if (!ret)
		r->verdict = variant_judge(v, run, &r->why);
	seen_add(&b->seen, run);
	json_decref(run);
	if (!ret)
		note("#   %s: %s", verdict_name(r->verdict), r->why.buf);
	return ret;
}

/* --- the table --- */

/* Return: the number of variants that were not caught. */
static size_t print_table(const struct busted *b)
{
	struct table t __cleanup(table_free) = TABLE("lllrl");
	size_t caught = 0;

	table_row(&t, ARGS("variant", "target", "caught by", "seconds", "verdict"));
	for (size_t i = 0; i < b->n; i++) {
		const struct row *r = &b->rows[i];
		char *seconds __cleanup(str_free) =
			str_fmt("%.0f + %.0f", r->seconds - r->boot, r->boot);

		table_row(&t, ARGS(r->v.name, r->v.target,
				   r->verdict == CAUGHT ? r->why.buf : "-",
				   seconds, verdict_name(r->verdict)));
		caught += r->verdict == CAUGHT;
	}
	table_print(&t, "", stdout);
	for (size_t i = 0; i < b->n; i++) {
		const struct row *r = &b->rows[i];

		if (r->verdict != CAUGHT)
			printf("\n%s: %s\n    see " DIR_OUT "/%s.log\n", r->v.name,
			       r->why.buf, r->v.name);
	}
	printf("\n%zu of %zu caught (%zu %%)\n%zu passed, %zu failed\n", caught,
	       b->n, b->n ? caught * 100 / b->n : 0, caught, b->n - caught);
	return b->n - caught;
}

/* Call this after a run of all variants. */
static void print_never_failed(struct busted *b)
{
	struct strlist never __cleanup(sl_free) = { 0 };

	seen_never_failed(&b->seen, &never);
	if (never.n)
		printf("\ntests that failed in no variant: %zu\n", never.n);
	for (size_t i = 0; i < never.n; i++)
		printf("    %s\n", never.v[i]);
}

static void release(struct busted *b)
{
	seen_free(&b->seen);
	for (size_t i = 0; i < b->n; i++) {
		variant_free(&b->rows[i].v);
		free(b->rows[i].kernel);
		sb_free(&b->rows[i].why);
	}
	free(b->rows);
	for (size_t i = 0; i < b->nr_controls; i++) {
		free(b->controls[i].target);
		free(b->controls[i].flavour);
		json_decref(b->controls[i].run);
	}
	free(b->controls);
}

int main(int argc, char **argv)
{
	struct targets ts = { 0 };
	struct busted b = { 0 };
	size_t failed = 0;
	int ret;

	setenv("LAZYMMU_HOME", ".", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	proc_catch_signals();
	ret = targets_load(NULL, &ts);
	if (!ret)
		ret = load(&b, argv + 1, &ts);
	for (size_t i = 0; i < b.n && !ret; i++)
		ret = try_one(&b, &b.rows[i]);
	if (ret)
		fprintf(stderr, "busted: %s\n",
			fail_message() ? fail_message() : strerror(-ret));
	else
		failed = print_table(&b);
	if (!ret && argc == 1)
		print_never_failed(&b);
	release(&b);
	targets_free(&ts);
	if (ret)
		return fail_code() ? (int)fail_code() : EXIT_TOOL;
	return failed ? EXIT_TESTS_FAILED : EXIT_OK;
}
