// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/options.h"

#include <stdlib.h>

#include "build/flavour.h"
#include "util/strlist.h"

#define JOBS_MAX 100000

enum {
	OPT_WITH = 1024,
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: the version that 'lazymmu versions' marks)", 0 },
	{ "flavour", 'f', "FLAVOUR", 0, "The checks that the kernel is built with: 'lazymmu targets --flavours' lists the flavours (default: " FLAVOUR_DEFAULT ")", 0 },
	{ "stock", 's', NULL, 0, "Without the series; only what its tests need to run", 0 },
	OPTION_JOBS,
	OPTION_SERIES,
	OPTION_WITHOUT,
	{ "with", OPT_WITH, "PATCH", 0, "Put the semantic patch or the directory of a step PATCH on top of the series, to try it", 0 },
	{ 0 },
};

int options_jobs(const char *arg, struct argp_state *state)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*end || n <= 0 || n > JOBS_MAX)
		argp_error(state, "'%s' is not a number of jobs", arg);
	return n;
}

void options_without(const char *arg, struct argp_state *state,
		     struct strlist *parts)
{
	struct strlist names = { 0 };

	sl_split(&names, arg, ",");
	if (!names.n)
		argp_error(state, "--without needs the name of a part");
	for (size_t i = 0; i < names.n; i++) {
		if (!sl_has(parts, names.v[i]))
			sl_add(parts, names.v[i]);
	}
	sl_free(&names);
	/* The same parts in another order have the same label. */
	sl_sort(parts);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'k':
		o->kernel = arg;
		return 0;
	case 'f':
		o->flavour = arg;
		return 0;
	case 's':
		o->stock = true;
		return 0;
	case 'j':
		o->jobs = options_jobs(arg, state);
		return 0;
	case OPT_WITH:
		if (o->with)
			argp_error(state, "--with can be given only once");
		o->with = arg;
		return 0;
	case OPT_SERIES:
		o->series = arg;
		return 0;
	case OPT_WITHOUT:
		options_without(arg, state, &o->without);
		return 0;
	case ARGP_KEY_END:
		if (o->with && o->stock)
			argp_error(state, "--with and --stock cannot be used together");
		if (o->without.n && o->stock)
			argp_error(state, "--without and --stock cannot be used together");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp options_argp = {
	.options = options,
	.parser = parse_option,
};

int options_flavour(struct options *o)
{
	return flavours_kernel(o->flavour, &o->built);
}

struct recipe options_recipe(const struct options *o)
{
	return (struct recipe){
		.variant = o->stock ? STOCK : PORTED, .without = &o->without,
		.with = o->with,
	};
}

void options_free(struct options *o)
{
	sl_free(&o->without);
	free(o->built);
}
