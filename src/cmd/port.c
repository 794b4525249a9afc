// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/port.h"

#include "cmd/options.h"

static const struct argp_option options[] = {
	OPTION_SERIES,
	OPTION_WITHOUT,
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct port *p = state->input;

	switch (key) {
	case OPT_WITHOUT:
		options_without(arg, state, &p->without);
		return 0;
	case OPT_SERIES:
		p->series = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (p->kernel && p->named && !p->series)
			p->series = p->kernel;
		else if (p->kernel)
			argp_error(state, "more than one KERNEL was given");
		p->kernel = arg;
		return 0;
	case ARGP_KEY_END:
		if (!p->kernel && !p->optional)
			argp_error(state, "KERNEL is missing: give a version that 'lazymmu versions' lists, or the path of a git tree");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp port_argp = {
	.options = options,
	.parser = parse_option,
};

void port_free(struct port *p)
{
	sl_free(&p->without);
}
