// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/options.h"

#include <string.h>

#include "util/strbuf.h"

enum {
	OPT_WITH = 1024,
};

/* Each is a file in targets/, with .config behind its name. */
static const char *const flavours[] = { "debug", "plain", "kasan", "bench" };

#define N_FLAVOURS (sizeof(flavours) / sizeof(*flavours))

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: the version that 'lazymmu versions' marks)", 0 },
	{ "flavour", 'f', "FLAVOUR", 0, "debug (default: with lockdep, DEBUG_VM, ...), plain, kasan (debug with KASAN), or bench (plain, with what is measured)", 0 },
	{ "stock", 's', NULL, 0, "Without the series; only what its tests need to run", 0 },
	{ "with", OPT_WITH, "PATCH", 0, "Put the semantic patch PATCH on top of the series, to try it", 0 },
	{ 0 },
};

bool is_flavour(const char *name)
{
	for (size_t i = 0; i < N_FLAVOURS; i++) {
		if (!strcmp(name, flavours[i]))
			return true;
	}
	return false;
}

static const char *flavour(const char *name, struct argp_state *state)
{
	struct strbuf known = STRBUF_INIT;

	if (is_flavour(name))
		return name;
	for (size_t i = 0; i < N_FLAVOURS; i++)
		sb_addf(&known, "%s%s", !i ? "" : i + 1 < N_FLAVOURS ? ", " : " or ",
			flavours[i]);
	argp_error(state, "'%s' is no flavour: %s", name, known.buf);
	sb_free(&known);
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct build_options *o = state->input;

	switch (key) {
	case 'k':
		o->kernel = arg;
		return 0;
	case 'f':
		o->flavour = flavour(arg, state);
		return 0;
	case 's':
		o->stock = true;
		return 0;
	case OPT_WITH:
		if (o->with)
			argp_error(state, "one --with only");
		o->with = arg;
		return 0;
	case ARGP_KEY_END:
		if (o->with && o->stock)
			argp_error(state, "--with is for the ported kernel, not for --stock");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp build_options_argp = {
	.options = options,
	.parser = parse,
};

char *build_options_what(const struct build_options *o)
{
	const char *slash = o->with ? strrchr(o->with, '/') : NULL;

	if (!o->with)
		return str_dup(o->stock ? "stock" : "ported");
	return str_fmt("ported with %s", slash ? slash + 1 : o->with);
}
