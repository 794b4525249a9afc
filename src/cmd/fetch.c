// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch: get a kernel source as a git repository. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "series/versions.h"
#include "tree/clone.h"
#include "tree/fetch.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/scratch.h"

struct arguments {
	const char *what;
	const char *url;
};

static const struct argp_option options[] = {
	{ "git", 'g', "URL", 0, "Get the tag TAG of the git repository at URL, or at a local path", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'g':
		a->url = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->what)
			argp_error(state, "more than one %s was given", a->url ? "TAG" : "VERSION");
		a->what = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->what && a->url)
			argp_error(state, "TAG is missing: give one like v6.12.60");
		if (!a->what)
			argp_error(state, "VERSION is missing: 'lazymmu versions' lists the versions");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

STATUS_HELP(EXIT_NO_SERIES, EXIT_NO_SPACE,
	    EXIT_MISSING_TOOL, EXIT_FETCH, EXIT_INTERRUPTED)

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "VERSION\n--git=URL TAG",
	.doc = "Get a kernel source as a git repository in the cache.\v"
	       "The record of VERSION says where its source is; mostly, in Debian's newest "
	       "linux-source-VERSION. apt verifies the package, which is unpacked in the "
	       "cache and becomes one pristine commit. If the cache has the newest "
	       "version that apt knows, nothing is done. Neither root nor an installation "
	       "of the package is needed.\n\n"
	       "With --git, the commit of TAG is fetched without its history. A tag that "
	       "is in the cache is not fetched again. URL is of https, http, ssh, git or "
	       "file; the user's git configuration is not read.\n\n"
	       "The last line printed is the path of the tree, which can be given as "
	       "KERNEL to the other commands.",
	.help_filter = status_help,
};

static int fetch_version(const char *name, char **path)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	const struct version *v;
	int err = versions_load(&vs);

	if (err)
		return err;
	v = versions_need(&vs, name);
	return v ? fetch_kernel(v, path) : -ENOTSUP;
}

int cmd_fetch(int argc, char **argv)
{
	char *path __cleanup(str_free) = NULL;
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (!a.url && !versions_is_name(a.what))
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' is not a kernel version: give one that 'lazymmu versions' lists",
			    a.what);
	err = scratch_sweep();
	if (!err)
		err = a.url ? clone_tag(a.url, a.what, NULL, &path) :
			      fetch_version(a.what, &path);
	if (err)
		return err;
	printf("%s\n", path);
	return 0;
}
