// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu compare: show two results of 'lazymmu test --json' side by side. */
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

#define NAME_WIDTH	40

struct arguments {
	const char *files[2];
	int n;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (a->n == 2)
			argp_error(state, "two FILEs only");
		a->files[a->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->n != 2)
			argp_error(state, "which two FILEs? They come from 'lazymmu test --json FILE'");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "FILE FILE",
	.doc = "Show two results of 'lazymmu test --json FILE' side by side.\v"
	       "Machines and tests that only one of them has are shown with a dash "
	       "on the other side. Results that differ are no failure.",
	.help_filter = status_help,
};

static json_t *load(const char *path)
{
	struct strbuf sb = STRBUF_INIT;
	json_t *root = NULL;
	json_error_t error;
	int err = read_file(path, &sb);

	if (!err)
		root = json_loadb(sb.buf, sb.len, 0, &error);
	sb_free(&sb);
	if (err)
		fail(EXIT_TOOL, -err, "%s cannot be read (%s): give two files from 'lazymmu test --json'",
		     path, strerror(-err));
	else if (!root)
		fail(EXIT_TOOL, EINVAL, "%s: %s, line %d: it has to come from 'lazymmu test --json'",
		     path, error.text, error.line);
	else if (!json_is_array(json_object_get(root, "targets"))) {
		json_decref(root);
		root = NULL;
		fail(EXIT_TOOL, EINVAL, "%s has no targets: it has to come from 'lazymmu test --json'",
		     path);
	}
	return root;
}

static const char *text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "-";
}

/* The member of @array whose @key is @name; NULL is fine for @array. */
static const json_t *find(const json_t *array, const char *key, const char *name)
{
	size_t i;
	json_t *o;

	json_array_foreach(array, i, o) {
		if (!strcmp(text(o, key), name))
			return o;
	}
	return NULL;
}

static const char *column(const json_t *root)
{
	if (json_object_get(root, "with"))
		return "patched";
	return json_is_true(json_object_get(root, "stock")) ? "stock" : "ported";
}

static void row(const char *name, const char *left, const char *right)
{
	printf("  %-*s %-10s %-10s%s\n", NAME_WIDTH, name, left, right,
	       strcmp(left, right) ? " <" : "");
}

/* The lines by which the console was found guilty. */
static void print_guilt(const json_t *target, const char *side)
{
	size_t i;
	json_t *f;

	json_array_foreach(json_object_get(target, "console"), i, f)
		printf("  %s: %s\n", side, text(f, "text"));
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
		row(text(t, "name"), text(t, "status"),
		    text(find(rt, "name", text(t, "name")), "status"));
	json_array_foreach(rt, i, t) {
		if (!find(lt, "name", text(t, "name")))
			row(text(t, "name"), "-", text(t, "status"));
	}
	row("the machine", text(left, "verdict"), text(right, "verdict"));
	print_guilt(left, sides[0]);
	print_guilt(right, sides[1]);
}

int cmd_compare(int argc, char **argv)
{
	struct arguments a = { .n = 0 };
	const char *sides[2];
	json_t *root[2], *t;
	const json_t *targets[2];
	size_t i;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	root[0] = load(a.files[0]);
	if (!root[0])
		return -EINVAL;
	root[1] = load(a.files[1]);
	if (!root[1]) {
		json_decref(root[0]);
		return -EINVAL;
	}
	for (i = 0; i < 2; i++) {
		targets[i] = json_object_get(root[i], "targets");
		sides[i] = column(root[i]);
	}
	json_array_foreach(targets[0], i, t)
		compare_target(text(t, "target"), t,
			       find(targets[1], "target", text(t, "target")),
			       sides);
	json_array_foreach(targets[1], i, t) {
		if (!find(targets[0], "target", text(t, "target")))
			compare_target(text(t, "target"), NULL, t, sides);
	}
	json_decref(root[0]);
	json_decref(root[1]);
	return EXIT_OK;
}
