// SPDX-License-Identifier: GPL-2.0-only
/*
 * busted [NAME...] - do the tests notice? Each tests/busted/NAME.cocci breaks
 * the ported kernel on purpose, each NAME.stock stands for a kernel without the
 * series; what has to notice it is in the file's header. All without NAME.
 *
 * To be started in the directory that holds ./lazymmu.
 */
#include "variant.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "build/target.h"
#include "host/proc.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/table.h"

#define DIR_IN	"tests/busted"
#define DIR_OUT	"build/busted.out"

/*
 * struct row - a variant and what came of it
 * @kernel: of its target, to sort by: what is built together comes together
 * @why: who noticed it, or why not
 * @seconds: of all
 * @boot: of that, from power on to power off
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
 */
struct control {
	char *target;
	char *flavour;
	json_t *run;
};

struct busted {
	struct row *rows;
	size_t n;
	struct control *controls;
	size_t nr_controls;
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* --- which --- */

static bool ends_with(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);

	return a > b && !strcmp(s + a - b, end);
}

/* All texts that name tests. */
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

	b->rows = realloc(b->rows, (b->n + 1) * sizeof(*b->rows));
	if (!b->rows)
		oom();
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

static int by_build(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int d = x->v.stock - y->v.stock;

	d = d ? d : strcmp(x->kernel, y->kernel);
	d = d ? d : strcmp(x->v.flavour, y->v.flavour);
	d = d ? d : strcmp(x->v.target, y->v.target);
	return d ? d : strcmp(x->v.name, y->v.name);
}

/* Those that were @asked for, by name; all of them without a name. */
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
 * struct said - what a run says: it takes minutes, so it can be read meanwhile
 * @to: the log
 * @last: line that was not empty
 */
struct said {
	FILE *to;
	char last[400];
};

static int log_line(void *arg, const char *line, size_t len, bool is_err)
{
	struct said *said = arg;

	(void)len;
	(void)is_err;
	fprintf(said->to, "%s\n", line);
	fflush(said->to);
	if (*line)
		snprintf(said->last, sizeof(said->last), "%s", line);
	return 0;
}

/*
 * Run 'lazymmu test' and read what it wrote. If it wrote nothing, which says
 * nothing about the kernel, *run gets its last words as the error.
 */
static int boot(const struct variant *v, bool control, const char *name,
		json_t **run)
{
	char *json = str_fmt(DIR_OUT "/%s.json", name);
	char *log = str_fmt(DIR_OUT "/%s.log", name);
	struct strlist argv = { 0 };
	struct said said = { 0 };
	struct proc p = { .merge_err = true, .line = log_line, .arg = &said };
	int ret;

	sl_add(&argv, "./lazymmu");
	sl_add(&argv, "test");
	sl_addf(&argv, "--flavour=%s", v->flavour);
	if (getenv("KERNEL"))
		sl_addf(&argv, "--kernel=%s", getenv("KERNEL"));
	sl_addf(&argv, "--json=%s", json);
	if (!control && v->stock)
		sl_add(&argv, "--stock");
	else if (!control)
		sl_addf(&argv, "--with=%s", v->path);
	sl_add(&argv, v->target);
	ret = mkdir_p(DIR_OUT, 0777);
	if (!ret)
		ret = rm_rf(json);
	if (!ret) {
		said.to = fopen(log, "we");
		ret = said.to ? 0 : -errno;
	}
	if (ret) {
		fail(EXIT_TOOL, -ret, DIR_OUT " cannot be written: %s",
		     strerror(-ret));
	} else {
		ret = proc_run((const char *const *)argv.v, &p);
		fclose(said.to);
		if (ret < 0)
			fail(EXIT_TOOL, -ret, "./lazymmu test: %s", proc_status(ret));
	}
	if (ret == EXIT_INTERRUPTED)
		ret = fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	*run = ret < 0 ? NULL : json_load_file(json, 0, NULL);
	if (ret >= 0 && !*run)
		*run = json_pack("{s:s}", "error", said.last);
	sl_free(&argv);
	free(json);
	free(log);
	return ret < 0 ? ret : 0;
}

/* The kernel that is not broken, once per machine and flavour. */
static int find_control(struct busted *b, const struct variant *v,
			const json_t **run)
{
	struct control *c;
	char *name;
	int ret;

	for (size_t i = 0; i < b->nr_controls; i++) {
		c = &b->controls[i];
		if (!strcmp(c->target, v->target) && !strcmp(c->flavour, v->flavour)) {
			*run = c->run;
			return 0;
		}
	}
	b->controls = realloc(b->controls, (b->nr_controls + 1) * sizeof(*c));
	if (!b->controls)
		oom();
	c = &b->controls[b->nr_controls++];
	*c = (struct control){
		.target = str_dup(v->target), .flavour = str_dup(v->flavour),
	};
	note("# %s (%s): not broken, for comparison", v->target, v->flavour);
	name = str_fmt("control-%s-%s", v->target, v->flavour);
	ret = boot(v, true, name, &c->run);
	free(name);
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
	started = now();
	ret = boot(v, false, v->name, &run);
	r->seconds = now() - started;
	r->boot = boot_seconds(run);
	if (!ret)
		r->verdict = variant_judge(v, run, &r->why);
	json_decref(run);
	if (!ret)
		note("#   %s: %s", verdict_name(r->verdict), r->why.buf);
	return ret;
}

/* --- the table --- */

/* Return: how many were not caught. */
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

static void release(struct busted *b)
{
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

	(void)argc;
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
	release(&b);
	targets_free(&ts);
	if (ret)
		return fail_code() ? (int)fail_code() : EXIT_TOOL;
	return failed ? EXIT_TESTS_FAILED : EXIT_OK;
}
