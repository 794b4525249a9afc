// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/options.h"

#include <stdlib.h>
#include <string.h>

#include "build/flavour.h"
#include "util/strbuf.h"

#define JOBS_MAX 100000

enum {
	OPT_WITH = 1024,
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: the version that 'lazymmu versions' marks)", 0 },
	{ "flavour", 'f', "FLAVOUR", 0, "The checks that the kernel is built with: 'lazymmu targets --flavours' lists the flavours (default: " FLAVOUR_DEFAULT ")", 0 },
	{ "stock", 's', NULL, 0, "Without the series; only what its tests need to run", 0 },
	OPTION_JOBS,
	{ "with", OPT_WITH, "PATCH", 0, "Put the semantic patch PATCH on top of the series, to try it", 0 },
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
	case ARGP_KEY_END:
		if (o->with && o->stock)
			argp_error(state, "--with and --stock cannot be used together");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp options_argp = {
	.options = options,
	.parser = parse_option,
};

char *options_label(const struct options *o)
{
	const char *slash = o->with ? strrchr(o->with, '/') : NULL;

	if (!o->with)
		return str_dup(o->stock ? "stock" : "ported");
	return str_fmt("ported with %s", slash ? slash + 1 : o->with);
}
