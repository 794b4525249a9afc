// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu targets: the machines there are. */
#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "build/flavour.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/list.h"
#include "cmd/status.h"
#include "util/cleanup.h"
#include "util/fail.h"

struct arguments {
	bool json;
	bool flavours;
};

enum {
	OPT_FLAVOURS = 256,
};

static const struct argp_option options[] = {
	{ "flavours", OPT_FLAVOURS, NULL, 0, "List the flavours in place of the targets: which checks a kernel is built with", 0 },
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
	case OPT_FLAVOURS:
		a->flavours = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &list_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP()

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.doc = "List the targets: the machines that kernels are built for and booted on.\v"
	       "Each target is a file in targets/; docs/add-a-target.md says how to add a target, and a flavour.",
	.help_filter = status_help,
};

static void print_table(const struct targets *ts)
{
	printf("%-14s %-8s %-8s %-28s %s\n", "TARGET", "KIND", "KERNEL",
	       "COMPILER", "DESCRIPTION");
	for (size_t i = 0; i < ts->n; i++) {
		const struct target *t = &ts->v[i];

		printf("%-14s %-8s %-8s %s%-*s %s\n", t->name,
		       target_kind(t), t->kernel, t->cross, 28 - (int)strlen(t->cross), "gcc",
		       t->description);
	}
}

static void print_and_free(json_t *all)
{
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

static void print_json(const struct targets *ts)
{
	json_t *a = json_array();

	for (size_t i = 0; i < ts->n; i++) {
		const struct target *t = &ts->v[i];
		json_t *packages = json_array();

		for (size_t p = 0; p < t->packages.n; p++)
			json_array_append_new(packages,
					      json_string(t->packages.v[p]));
		json_array_append_new(a, json_pack(
			"{s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:o}",
			"name", t->name, "description", t->description,
			"kind", target_kind(t),
			"kernel", t->kernel, "arch", t->arch,
			"cross_compile", t->cross,
			"emulator", t->qemu.n ? t->qemu.v[0] : NULL,
			"packages", packages));
	}
	print_and_free(a);
}

static int list_flavours(bool json)
{
	struct flavours fs __cleanup(flavours_free) = { 0 };
	json_t *all = json_array();
	int err = flavours_load(&fs);

	if (!err && !json)
		printf("%-14s %s\n", "FLAVOUR", "DESCRIPTION");
	for (size_t i = 0; i < fs.n; i++) {
		const struct flavour *f = &fs.v[i];

		if (!json)
			printf("%-14s %s\n", f->name, f->description);
		json_array_append_new(all, json_pack("{s:s, s:s}", "name", f->name,
						     "description", f->description));
	}
	if (!err && json)
		print_and_free(all);
	else
		json_decref(all);
	return err;
}

int cmd_targets(int argc, char **argv)
{
	struct targets ts __cleanup(targets_free) = { 0 };
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (a.flavours)
		return list_flavours(a.json);
	err = targets_load(NULL, &ts);
	if (err)
		return err;
	if (a.json)
		print_json(&ts);
	else
		print_table(&ts);
	return EXIT_OK;
}
