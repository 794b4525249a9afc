// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu fetch: get a kernel source as a git repository. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "series/versions.h"
#include "tree/clone.h"
#include "tree/fetch.h"
#include "tree/releases.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/scratch.h"
#include "util/strbuf.h"
#include "util/strlist.h"

struct arguments {
	const char *what;
	const char *url;
	bool all;
};

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "Get all releases of VERSION, or of all versions, that Debian's archive offers", 0 },
	{ "git", 'g', "URL", 0, "Get the tag TAG of the git repository at URL, or at a local path", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'a':
		a->all = true;
		return 0;
	case 'g':
		a->url = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->what)
			argp_error(state, "more than one %s was given", a->url ? "TAG" : "VERSION");
		a->what = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->all && a->url)
			argp_error(state, "--all and --git cannot be given together");
		if (!a->what && a->url)
			argp_error(state, "TAG is missing: give one like v6.12.60");
		if (!a->what && !a->all)
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
	.args_doc = "VERSION[=RELEASE]\n--all [VERSION]\n--git=URL TAG",
	.doc = "Get a kernel source as a git repository in the cache.\v"
	       "The record of VERSION says where its source is; mostly, in Debian's newest "
	       "linux-source-VERSION. apt verifies the package, which is unpacked in the "
	       "cache and becomes one pristine commit. If the cache has the newest "
	       "version that apt knows, nothing is done. Neither root nor an installation "
	       "of the package is needed.\n\n"
	       "With RELEASE, that release of Debian's package is fetched, as a bare git "
	       "repository: 6.12=6.12.107-1. 'lazymmu versions --releases' lists the "
	       "releases. With --all, all of them are fetched, and each line printed has "
	       "a version, a release and the path of its tree, or '-' if it cannot be "
	       "fetched.\n\n"
	       "With --git, the commit of TAG is fetched without its history. A tag that "
	       "is in the cache is not fetched again. URL is of https, http, ssh, git or "
	       "file; the user's git configuration is not read.\n\n"
	       "The last line printed is the path of the tree, which can be given as "
	       "KERNEL to the other commands.",
	.help_filter = status_help,
};

/* "6.12=6.12.107-1": the release, or NULL if there is none. */
static const char *find_release(const char *what)
{
	const char *equals = strchr(what, '=');

	return equals ? equals + 1 : NULL;
}

static int fetch_release(const struct version *v, const char *release, char **path)
{
	struct releases r __cleanup(releases_close) = { 0 };
	int err = releases_open(&r);

	return err ? err : releases_fetch(&r, v, release, path);
}

/* "6.12" or "6.12=6.12.107-1" */
static int fetch_version(const struct versions *vs, const char *what, char **path)
{
	const char *release = find_release(what);
	char *name __cleanup(str_free) = str_fmt("%.*s", (int)strcspn(what, "="), what);
	const struct version *v = versions_need(vs, name);

	if (!v)
		return -ENOTSUP;
	return release ? fetch_release(v, release, path) : fetch_kernel(v, path);
}

/*
 * Fetch a release and print it. One that cannot be fetched is printed with "-", and
 * added to @missing.
 */
static int fetch_one(struct releases *r, const struct version *v,
		     const char *release, struct strlist *missing)
{
	char *path __cleanup(str_free) = NULL;
	struct failure f;
	int err = releases_fetch(r, v, release, &path);

	if (err == -EINTR)
		return err;
	if (!err) {
		printf("%s %s %s\n", v->name, release, path);
		fflush(stdout);
		return 0;
	}
	fail_take_error(err, &f);
	note("fetch: %s=%s: %s", v->name, release, f.message);
	printf("%s %s -\n", v->name, release);
	fflush(stdout);
	sl_addf(missing, "%s=%s", v->name, release);
	failure_free(&f);
	return 0;
}

static int fetch_releases(struct releases *r, const struct version *v,
			  size_t *n, struct strlist *missing)
{
	struct offers o __cleanup(offers_free) = { 0 };
	int err = releases_list(r, v, &o);

	for (size_t i = 0; i < o.n && !err; i++)
		err = fetch_one(r, v, o.v[i].version, missing);
	*n += o.n;
	return err;
}

/* All releases of the version @name, or of all versions. */
static int fetch_all(const struct versions *vs, const char *name)
{
	struct releases r __cleanup(releases_close) = { 0 };
	struct strlist missing __cleanup(sl_free) = { 0 };
	char *names __cleanup(str_free) = NULL;
	size_t n = 0;
	int err = releases_open(&r);

	if (!err && name && !versions_need(vs, name))
		err = -ENOTSUP;
	for (size_t i = 0; i < vs->n && !err; i++) {
		if (!name || !strcmp(name, vs->v[i].name))
			err = fetch_releases(&r, &vs->v[i], &n, &missing);
	}
	if (!err && missing.n) {
		names = sl_join(&missing, ", ");
		err = fail(EXIT_FETCH, EIO, "%zu of %zu releases could not be fetched: %s",
			   missing.n, n, names);
	}
	return err;
}

/* Get what is not in a git repository of the user's choice. */
static int fetch_debian(const struct arguments *a, char **path)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	int err = versions_load(&vs);

	if (err)
		return err;
	return a->all ? fetch_all(&vs, a->what) : fetch_version(&vs, a->what, path);
}

/* Is it "6.12", or "6.12=..." if that is allowed? */
static bool is_version(const struct arguments *a)
{
	char *name __cleanup(str_free) =
		str_fmt("%.*s", (int)strcspn(a->what, "="), a->what);

	return versions_is_name(name) && !(a->all && find_release(a->what));
}

int cmd_fetch(int argc, char **argv)
{
	char *path __cleanup(str_free) = NULL;
	struct arguments a = { 0 };
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (!a.url && a.what && !is_version(&a))
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' is not a kernel version: give one that 'lazymmu versions' lists",
			    a.what);
	err = scratch_sweep();
	if (!err)
		err = a.url ? clone_tag(a.url, a.what, NULL, &path) :
			      fetch_debian(&a, &path);
	if (err)
		return err;
	if (path)
		printf("%s\n", path);
	return 0;
}
