// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu versions: the kernel versions there are. */
#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/list.h"
#include "cmd/status.h"
#include "series/names.h"
#include "series/versions.h"
#include "tree/releases.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/table.h"

struct arguments {
	bool json;
	bool only_default;
	bool releases;
};

enum {
	OPT_DEFAULT = 256,
	OPT_RELEASES,
};

static const struct argp_option options[] = {
	{ "default", OPT_DEFAULT, NULL, 0, "Print only the version that is used where none is named", 0 },
	{ "releases", OPT_RELEASES, NULL, 0, "List all releases that Debian's archive offers", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->json;
		return 0;
	case OPT_DEFAULT:
		a->only_default = true;
		return 0;
	case OPT_RELEASES:
		a->releases = true;
		return 0;
	case ARGP_KEY_END:
		if (a->releases && (a->only_default || a->json))
			argp_error(state, "--releases cannot be given together with --default or --json");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &list_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(EXIT_NO_SPACE, EXIT_MISSING_TOOL, EXIT_FETCH, EXIT_INTERRUPTED)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.doc = "List the kernel versions: where each comes from, and which series there are for it.\v"
	       "Each version is a file in versions/; docs/add-a-kernel.md says how to add one. "
	       "The version with a '*' is used where none is named.\n\n"
	       "With --releases, the package lists of the suites in versions/suites are "
	       "read, and each release of a version that one of them has is listed; "
	       "'lazymmu fetch VERSION=RELEASE' gets it.",
	.help_filter = status_help,
};

/* The word in the column SERIES of the table. */
static char *series_of(const struct version *v)
{
	return v->series.n ? names_join(&v->series) : str_dup("none");
}

static void print_table(const struct versions *vs)
{
	printf("%-10s %-17s %-10s %s\n", "VERSION", "SERIES", "DIALECT", "SOURCE");
	for (size_t i = 0; i < vs->n; i++) {
		const struct version *v = &vs->v[i];
		char *series __cleanup(str_free) = series_of(v);
		char *source __cleanup(str_free) = versions_source(v);

		printf("%s%-*s %-17s %-10s %s\n", v->name,
		       10 - (int)strlen(v->name), v->is_default ? " *" : "",
		       series, versions_dialect_name(v->dialect), source);
	}
}

static json_t *defects_json(const struct version *v)
{
	json_t *all = json_array();

	for (size_t i = 0; i < v->nr_defects; i++) {
		const struct defect *d = &v->defects[i];
		json_t *targets = json_array();

		for (size_t j = 0; j < d->targets.n; j++)
			json_array_append_new(targets, json_string(d->targets.v[j]));
		json_array_append_new(all, json_pack("{s:s, s:o, s:s}",
						     "name", d->name,
						     "targets", targets,
						     "what", d->what));
	}
	return all;
}

static json_t *series_json(const struct version *v)
{
	json_t *all = json_array();

	for (size_t i = 0; i < v->series.n; i++)
		json_array_append_new(all, json_string(v->series.v[i]));
	return all;
}

static void print_json(const struct versions *vs)
{
	json_t *all = json_array();

	for (size_t i = 0; i < vs->n; i++) {
		const struct version *v = &vs->v[i];

		json_array_append_new(all, json_pack(
			"{s:s, s:o, s:b, s:b, s:s?, s:s, s:s?, s:s?, s:s?, s:s?, s:o}",
			"name", v->name, "series", series_json(v),
			"default", v->is_default,
			"mainline_mode", v->mainline_mode,
			"mainline", v->mainline,
			"dialect", versions_dialect_name(v->dialect),
			"debian", v->debian, "debian_suite", v->debian_suite,
			"git", v->git, "tag", v->tag,
			"defects", defects_json(v)));
	}
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

static int add_releases(struct releases *r, const struct version *v, struct table *t)
{
	struct offers o __cleanup(offers_free) = { 0 };
	int err = releases_list(r, v, &o);

	for (size_t i = 0; i < o.n && !err; i++)
		table_row(t, ARGS(v->name, o.v[i].version, o.v[i].suites));
	return err;
}

static int print_releases(const struct versions *vs)
{
	struct table t __cleanup(table_free) = TABLE("lll");
	struct releases r __cleanup(releases_close) = { 0 };
	int err = releases_open(&r);

	table_row(&t, ARGS("VERSION", "RELEASE", "SUITES"));
	for (size_t i = 0; i < vs->n && !err; i++)
		err = add_releases(&r, &vs->v[i], &t);
	if (!err)
		table_print(&t, "", stdout);
	return err;
}

int cmd_versions(int argc, char **argv)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	err = versions_load(&vs);
	if (err)
		return err;
	if (a.releases)
		return print_releases(&vs);
	if (a.only_default)
		puts(versions_default(&vs)->name);
	else if (a.json)
		print_json(&vs);
	else
		print_table(&vs);
	return EXIT_OK;
}
