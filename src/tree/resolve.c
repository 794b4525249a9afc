// SPDX-License-Identifier: GPL-2.0-only
#include "tree/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "series/ported.h"
#include "series/versions.h"
#include "tree/fetch.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

/* Refuse a tree that has the series already, or mainline's mode. */
static int check_not_ported(const struct kernel *k)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct ported p __cleanup(ported_free) = { 0 };
	struct strlist args __cleanup(sl_free) = { 0 };
	struct git g = kernel_git(k);
	const char *file;
	int ret = ported_load(&p);

	if (ret)
		return ret;
	sl_split(&args, "grep -lzP --no-textconv", " ");
	for (size_t i = 0; i < p.lines.n; i++) {
		sl_add(&args, "-e");
		sl_add(&args, p.lines.v[i]);
	}
	sl_add(&args, k->head);
	sl_add(&args, "--");
	sl_add_all(&args, &p.in);
	ret = git_try(&g, NULL, 0, &out, &err, (const char *const *)args.v);
	/* git grep only warns about files that it cannot read. */
	if (ret > 1 || (ret >= 0 && strstr(err.buf, "error: ")))
		return git_failed(&g, "grep", ret, err.buf);
	if (ret)
		return ret < 0 ? ret : 0;
	file = strchr(out.buf, ':');
	return fail(EXIT_PORTED, EEXIST,
		    "%s already has lazy MMU sections with state, or mainline's mode (see %s): there is nothing to convert",
		    k->path, file ? file + 1 : out.buf);
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

static int check_series(const struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	int err = versions_load(&vs);

	if (!err && !versions_need_series(&vs, k->version, k->path))
		err = -ENOTSUP;
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

/* Check that @path is a directory. If not, the user may have meant a version. */
static int check_path(const char *path)
{
	char version[16];
	struct stat st;

	if (stat(path, &st) < 0) {
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

int resolve_tree(const char *path, bool fetched, struct kernel *k)
{
	struct kernel tree __cleanup(kernel_free) = { 0 };
	int err = check_path(path);

	if (!err)
		err = kernel_open(path, fetched, &tree);
	if (!err)
		err = check_not_ported(&tree);
	if (!err)
		err = check_series(&tree);
	if (!err && !tree.bare && !fetched)
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

int resolve_kernel(const char *name, struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	char *path __cleanup(str_free) = NULL;
	const struct version *v;
	int err;

	if (name && (!versions_is_name(name) || is_dir(name)))
		return resolve_tree(name, false, k);
	err = versions_load(&vs);
	if (err)
		return err;
	v = name ? versions_need_series(&vs, name, NULL) :
		   versions_default(&vs);
	err = v ? fetch_kernel(v, &path) : -ENOTSUP;
	return err ? err : resolve_tree(path, true, k);
}
