// SPDX-License-Identifier: GPL-2.0-only
#include "tree/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "series/names.h"
#include "series/versions.h"
#include "tree/fetch.h"
#include "tree/mode.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/shell.h"
#include "util/strbuf.h"

/* What came in after the series was applied, and a newer series, are for an update. */
static int fail_ported(const struct kernel *k, const char *what, const char *file)
{
	char *path __cleanup(str_free) = shell_word(k->path);

	return fail(EXIT_PORTED, EEXIST,
		    "%s already has %s (see %s): to convert what came in since, as by a merge, or to get the present version of the series, run 'lazymmu apply --update %s'",
		    k->path, what, file, path);
}

/*
 * The Makefile says which version the tree is, and the code which lazy MMU mode
 * it has. Refuse a tree that has the series already, and one whose mode is not
 * that of its version, for which the steps are made.
 */
static int check_mode(const struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	char *file __cleanup(str_free) = NULL;
	struct git g = kernel_git(k);
	const struct version *v;
	enum mode mode;
	int err = mode_find(&g, k->head, &mode, &file);

	if (!err && mode == MODE_STATEFUL)
		return fail_ported(k, "lazy MMU sections with state", file);
	if (!err)
		err = versions_load(&vs);
	if (err)
		return err;
	v = versions_find(&vs, k->version);
	if (mode == MODE_COUNTERS && v && v->dialect == DIALECT_STATELESS)
		return fail(EXIT_PORTED, EEXIST,
			    "%s is Linux %s by its Makefile, but already has mainline's own lazy MMU mode (see %s): the series for %s is for the mode without a state, as %s/versions/%s has the dialect 'stateless'",
			    k->path, k->release, file, k->version, home_dir(), v->name);
	if (mode == MODE_STATELESS && v && v->dialect == DIALECT_COUNTERS)
		return fail(EXIT_NO_SERIES, ENOTSUP,
			    "%s is Linux %s by its Makefile, but its code lacks mainline's own lazy MMU mode, which that version has: see that VERSION and PATCHLEVEL in the Makefile are right; %s/versions/%s has the dialect 'counters'",
			    k->path, k->release, home_dir(), v->name);
	return 0;
}

static int check_clean(const struct kernel *k)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g __cleanup(git_free) = kernel_git(k);
	int err;

	/* git may run a filter on a file to see whether it has changed. */
	err = git_filters_off(&g);
	if (!err)
		err = git_ok(&g, &out, "status", "--porcelain", "-z",
			     "--untracked-files=no", "--ignore-submodules=all",
			     "--no-renames");
	if (!err && out.len > 3)
		err = fail(EXIT_DIRTY, EBUSY,
			   "%s has uncommitted changes in tracked files (for example %s), which would be missing on the branch: commit or stash them first",
			   k->path, out.buf + 3);
	return err;
}

/* Refuse a tree that has the series @name already: the steps are for trees without any. */
static int refuse_series(const struct kernel *k, const char *name)
{
	char *what __cleanup(str_free) = str_fmt("the series %s", name);
	char *path __cleanup(str_free) = shell_word(k->path);
	char *file __cleanup(str_free) = NULL;
	struct git g = kernel_git(k);
	int err = mode_has_series(&g, k->head, name, &file);

	if (err || !file)
		return err;
	if (!strcmp(name, k->series))
		return fail_ported(k, what, file);
	return fail(EXIT_PORTED, EEXIST,
		    "%s already has the series %s (see %s), on top of which %s does not fit: make a branch without it by 'lazymmu revert %s' first",
		    k->path, name, file, k->series, path);
}

/* Choose the series for the tree's version, and refuse a tree that has it. */
static int choose_series(struct kernel *k, const char *series)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	const struct version *v;
	int err = versions_load(&vs);

	if (err)
		return err;
	v = versions_need_series(&vs, k->version, series, k->path);
	if (!v)
		return -ENOTSUP;
	k->series = str_dup(series ? series : v->series.v[0]);
	for (size_t i = 0; i < v->series.n && !err; i++)
		err = refuse_series(k, v->series.v[i]);
	return err;
}

/*
 * Find the version in a release, "6.12" in "6.12.117" or "v6.12". Returns false
 * if @name is not a release.
 */
static bool release_version(const char *name, char version[16])
{
	static const char digit[] = "0123456789";
	size_t major, minor;

	name += *name == 'v';
	major = strspn(name, digit);
	if (!major || name[major] != '.')
		return false;
	minor = strspn(name + major + 1, digit);
	if (!minor || (name[major + 1 + minor] && !strchr(".-", name[major + 1 + minor])))
		return false;
	snprintf(version, 16, "%.*s", (int)(major + 1 + minor), name);
	return versions_is_name(version);
}

/*
 * Check that @path is a directory. If not, the user may have meant a version, which
 * only commands with @is_version can be asked for.
 */
static int check_path(const char *path, bool is_version)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char version[16];
	int err = names_load(&names);
	struct stat st;

	if (err)
		return err;
	if (stat(path, &st) < 0) {
		if (errno == ENOENT && sl_has(&names, path))
			return fail(EXIT_USAGE, ENOENT,
				    "'%s' is the name of a series: KERNEL is missing",
				    path);
		if (errno == ENOENT && release_version(path, version) && !is_version)
			return fail(EXIT_NOT_KERNEL, ENOENT,
				    "'%s' is no directory: this needs a git tree that has the series at HEAD, and not a version; 'lazymmu fetch %s' prints the path of the one in the cache",
				    path, version);
		if (errno == ENOENT && release_version(path, version))
			return fail(EXIT_NOT_KERNEL, ENOENT,
				    "'%s' is neither a directory nor a version that can be asked for: give %s",
				    path, version);
		return fail(EXIT_NOT_KERNEL, errno,
			    "'%s' is neither a kernel version nor a directory: %s",
			    path, strerror(errno));
	}
	if (!S_ISDIR(st.st_mode))
		return fail(EXIT_NOT_KERNEL, ENOTDIR,
			    "'%s' is neither a kernel version nor a directory", path);
	return 0;
}

int resolve_tree(const char *path, bool fetched, const char *series,
		 struct kernel *k)
{
	struct kernel tree __cleanup(kernel_free) = { 0 };
	int err = check_path(path, true);

	if (!err)
		err = kernel_open(path, fetched, &tree);
	if (!err)
		err = check_mode(&tree);
	if (!err)
		err = choose_series(&tree, series);
	if (!err && !tree.bare && !fetched)
		err = check_clean(&tree);
	if (err)
		return err;
	*k = tree;
	tree = (struct kernel){ 0 };
	return 0;
}

/* Which series does the tree have? */
static int find_series(struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	char *file __cleanup(str_free) = NULL;
	struct git g = kernel_git(k);
	const struct version *v;
	enum mode mode;
	int err = mode_find(&g, k->head, &mode, &file);

	if (!err)
		err = versions_load(&vs);
	if (err)
		return err;
	v = versions_need_series(&vs, k->version, NULL, k->path);
	if (!v)
		return -ENOTSUP;
	if (mode == MODE_STATEFUL)
		k->series = str_dup(SERIES_STATEFUL);
	for (size_t i = 0; i < v->series.n && !err && !k->series; i++) {
		char *sign __cleanup(str_free) = NULL;

		err = mode_has_series(&g, k->head, v->series.v[i], &sign);
		if (sign)
			k->series = str_dup(v->series.v[i]);
	}
	if (!err && !k->series)
		err = fail(EXIT_NOT_PORTED, ENOENT,
			   "%s does not have the series at HEAD: check out the branch that has it",
			   k->path);
	return err;
}

int resolve_ported(const char *path, struct kernel *k)
{
	struct kernel tree __cleanup(kernel_free) = { 0 };
	int err = check_path(path, false);

	if (!err)
		err = kernel_open(path, false, &tree);
	if (!err)
		err = find_series(&tree);
	if (!err && !tree.bare)
		err = check_clean(&tree);
	if (err)
		return err;
	*k = tree;
	tree = (struct kernel){ 0 };
	return 0;
}

int resolve_mainline(const struct version *v, struct kernel *k)
{
	char *path __cleanup(str_free) = NULL;
	int err = fetch_kernel(v, &path);

	return err ? err : kernel_open(path, true, k);
}

int resolve_kernel(const char *name, const char *series, struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	char *path __cleanup(str_free) = NULL;
	const struct version *v;
	int err = series ? names_need(series) : 0;

	if (err)
		return err;
	if (name && (!versions_is_name(name) || is_dir(name)))
		return resolve_tree(name, false, series, k);
	err = versions_load(&vs);
	if (err)
		return err;
	v = name ? versions_need_series(&vs, name, series, NULL) :
		   versions_default(&vs);
	err = v ? fetch_kernel(v, &path) : -ENOTSUP;
	return err ? err : resolve_tree(path, true, series, k);
}
