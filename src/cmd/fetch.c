// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch: get a Debian kernel source as a git repository. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "series/versions.h"
#include "tree/fetch.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/scratch.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **version = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*version)
			argp_error(state, "one VERSION only");
		*version = arg;
		return 0;
	case ARGP_KEY_END:
		if (!*version)
			argp_error(state, "which VERSION? 'lazymmu versions' lists them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "VERSION",
	.doc = "Get Debian's newest linux-source-VERSION as a git repository.\v"
	       "The package is verified by apt, unpacked in the cache, and becomes one "
	       "pristine commit. The last line printed is the path of the tree. If the "
	       "cache has the newest version that apt knows, nothing is done. Neither "
	       "root nor an installation of the package is needed.",
	.help_filter = status_help,
};

int cmd_fetch(int argc, char **argv)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	const char *version = NULL;
	const struct version *v;
	char *path;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &version))
		return EXIT_USAGE;
	if (!versions_is_name(version))
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' is no kernel version: give one that 'lazymmu versions' lists", version);
	err = scratch_sweep();
	if (!err)
		err = versions_load(&vs);
	if (err)
		return err;
	v = versions_need(&vs, version);
	err = v ? fetch_kernel(v, &path) : -ENOTSUP;
	if (err)
		return err;
	printf("%s\n", path);
	free(path);
	return 0;
}
