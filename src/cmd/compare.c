// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu compare: show results of tests, or of benchmarks, side by side. */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "measure/settings.h"
#include "report/counts.h"
#include "series/versions.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/json.h"
#include "util/strbuf.h"
#include "util/strlist.h"

#define NAME_WIDTH	40

struct arguments {
	struct strlist files;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		sl_add(&a->files, arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->files.n)
			argp_error(state, "FILEs are needed, from 'lazymmu test --json FILE' or 'lazymmu bench --json FILE'");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

STATUS_HELP()

static const struct argp argp = {
	.parser = parse,
	.args_doc = "FILE...",
	.doc = "Show two results of 'lazymmu test --json FILE' side by side, or any "
	       "number of results of 'lazymmu bench --json FILE'.\v"
	       "Of tests, a machine or a test that only one of them has is shown with a "
	       "dash on the other side. Differences are no failure.\n\n"
	       "Of benchmarks, the output is Markdown: for each machine and kind of event "
	       "a table of the kernel versions, without and with each series. Each FILE "
	       "holds the result of one version; if several have the same kernel, the "
	       "first one counts. A kernel that no FILE has is shown as not measured. "
	       "bench/settings has the counters and workloads that are shown.",
	.help_filter = status_help,
};

static int read_result(const char *path, json_t **root)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	json_error_t error;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read (%s): give files from 'lazymmu test --json' or 'lazymmu bench --json'",
			    path, strerror(-err));
	*root = json_loadb(text.buf, text.len, 0, &error);
	if (!*root)
		return fail(EXIT_TOOL, EINVAL, "%s: %s, line %d: it has to come from 'lazymmu test --json' or 'lazymmu bench --json'",
			    path, error.text, error.line);
	if (!json_is_array(json_object_get(*root, "targets")))
		return fail(EXIT_TOOL, EINVAL, "%s has no targets: it has to come from 'lazymmu test --json' or 'lazymmu bench --json'",
			    path);
	return 0;
}

/* The text of a member, or a dash. */
static const char *show_text(const json_t *o, const char *key)
{
	return json_text(o, key, "-");
}

/* The member of @array whose @key is @name, or NULL; @array may be NULL. */
static const json_t *find_member(const json_t *array, const char *key,
				 const char *name)
{
	size_t i;
	json_t *o;

	json_array_foreach(array, i, o) {
		if (!strcmp(show_text(o, key), name))
			return o;
	}
	return NULL;
}

static const char *kernel_column(const json_t *root)
{
	if (json_object_get(root, "with"))
		return "patched";
	if (json_object_get(root, "without"))
		return "partial";
	return json_is_true(json_object_get(root, "stock")) ? "stock" : "ported";
}

static void print_row(const char *name, const char *left, const char *right)
{
	printf("  %-*s %-10s %-10s%s\n", NAME_WIDTH, name, left, right,
	       strcmp(left, right) ? " <" : "");
}

/* Print the lines of the console that count as failures. */
static void print_console(const json_t *target, const char *side)
{
	size_t i;
	json_t *f;

	json_array_foreach(json_object_get(target, "console"), i, f)
		printf("  %s: %s\n", side, show_text(f, "text"));
}

static void compare_target(const char *name, const json_t *left,
			   const json_t *right, const char *const sides[2])
{
	const json_t *lt = json_object_get(left, "tests");
	const json_t *rt = json_object_get(right, "tests");
	size_t i;
	json_t *t;

	printf("%-*s %-10s %-10s\n", NAME_WIDTH + 2, name, sides[0], sides[1]);
	json_array_foreach(lt, i, t)
		print_row(show_text(t, "name"), show_text(t, "status"),
			  show_text(find_member(rt, "name", show_text(t, "name")), "status"));
	json_array_foreach(rt, i, t) {
		if (!find_member(lt, "name", show_text(t, "name")))
			print_row(show_text(t, "name"), "-", show_text(t, "status"));
	}
	print_row("the machine", show_text(left, "verdict"), show_text(right, "verdict"));
	print_console(left, sides[0]);
	print_console(right, sides[1]);
}

static void compare_results(json_t *const root[2])
{
	const json_t *left = json_object_get(root[0], "targets");
	const json_t *right = json_object_get(root[1], "targets");
	const char *const sides[2] = { kernel_column(root[0]), kernel_column(root[1]) };
	size_t i;
	json_t *t;

	json_array_foreach(left, i, t) {
		const char *name = show_text(t, "target");

		compare_target(name, t, find_member(right, "target", name), sides);
	}
	json_array_foreach(right, i, t) {
		const char *name = show_text(t, "target");

		if (!find_member(left, "target", name))
			compare_target(name, NULL, t, sides);
	}
}

/* Print why a result is not complete. */
static void print_error(const char *path, const json_t *root)
{
	const char *error = json_text(root, "error", NULL);

	if (error)
		printf("%s: %s\n", path, error);
}

/* Is there a machine in one of the results? */
static int need_targets(json_t *const root[2], char *const files[2])
{
	for (int i = 0; i < 2; i++) {
		if (json_array_size(json_object_get(root[i], "targets")))
			return 0;
	}
	return fail(EXIT_TOOL, ENOENT,
		    "there is nothing to compare: neither %s nor %s has a machine",
		    files[0], files[1]);
}

static int compare_tests(json_t *const *roots, const struct strlist *files)
{
	int err;

	if (files->n != 2)
		return fail(EXIT_USAGE, EINVAL,
			    "two results of 'lazymmu test --json' are compared, not %zu",
			    files->n);
	for (size_t i = 0; i < files->n; i++) {
		if (counts_is_bench(roots[i]))
			return fail(EXIT_USAGE, EINVAL,
				    "%s has the result of a benchmark, which cannot be compared with a test",
				    files->v[i]);
	}
	for (size_t i = 0; i < files->n; i++)
		print_error(files->v[i], roots[i]);
	err = need_targets(roots, files->v);
	if (!err)
		compare_results(roots);
	return err;
}

static int compare_benchmarks(json_t *const *roots, const struct strlist *files)
{
	struct settings settings __cleanup(settings_free) = { 0 };
	struct versions vs __cleanup(versions_free) = { 0 };
	struct counts counts __cleanup(counts_free) = { 0 };
	int err = settings_load(&settings);

	if (!err)
		err = versions_load(&vs);
	for (size_t i = 0; i < files->n && !err; i++) {
		const char *error = json_text(roots[i], "error", NULL);

		if (error)
			note("%s is not complete: %s", files->v[i], error);
		err = counts_add(&counts, files->v[i], roots[i]);
	}
	if (!err)
		counts_print(&counts, &vs, &settings, stdout);
	return err;
}

int cmd_compare(int argc, char **argv)
{
	struct arguments a = { 0 };
	json_t **roots;
	int err = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	roots = calloc(a.files.n, sizeof(*roots));
	if (!roots)
		oom();
	for (size_t i = 0; i < a.files.n && !err; i++)
		err = read_result(a.files.v[i], &roots[i]);
	if (!err)
		err = counts_is_bench(roots[0]) ? compare_benchmarks(roots, &a.files) :
						  compare_tests(roots, &a.files);
	for (size_t i = 0; i < a.files.n; i++)
		json_decref(roots[i]);
	free(roots);
	sl_free(&a.files);
	return err;
}
