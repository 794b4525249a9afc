// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/list.h"

#include <stdbool.h>

enum {
	OPT_JSON = 1024,
};

static const struct argp_option options[] = {
	{ "json", OPT_JSON, NULL, 0, "Print JSON", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	bool *json = state->input;

	switch (key) {
	case OPT_JSON:
		*json = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s': no argument is expected", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp list_argp = {
	.options = options,
	.parser = parse_option,
};
