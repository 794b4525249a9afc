// SPDX-License-Identifier: GPL-2.0-only
#include "tree/fetch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/apt.h"
#include "host/git.h"
#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "series/versions.h"
#include "tree/clone.h"
#include "tree/kernel.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* Disk space: package, tarball, sources and objects. */
#define SPACE_NEEDED (3500ULL << 20)

/* Programs, besides those of apt, that make a git repository of a source package. */
static const char *const programs[] = { "tar", "xz", "git", NULL };

/* The path of the only file in @dir. */
static int only_entry(const char *dir, char **path)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = list_dir(dir, &names);

	if (err || names.n != 1)
		return fail(EXIT_FETCH, EIO, "%s should hold one file, but holds %zu",
			    dir, names.n);
	*path = path_join(dir, names.v[0]);
	return 0;
}

/* Unpack the package into a source directory in the scratch directory. */
static int unpack(const struct apt *a, char **src)
{
	char *package __cleanup(str_free) = path_join(a->scratch.path, "package");
	char *dir __cleanup(str_free) = path_join(a->scratch.path, "source");
	char *tarball __cleanup(str_free) = str_fmt("%s/usr/src/%s.tar.xz", package,
						    a->package);
	struct strbuf errors __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .cwd = dir, .err = &errors };
	int ret = apt_unpack(a, package);

	if (ret)
		return ret;
	ret = mkdir_p(dir, 0777);
	if (ret)
		return fail(EXIT_TOOL, -ret, "%s cannot be made: %s", dir, strerror(-ret));
	ret = tool_run(ARGS("tar", "--extract", "--xz", "--no-same-owner",
			    "--file", tarball), &p);
	if (ret > 0)
		ret = fail(space_blamed(errors.buf) || space_is_out(dir) ?
			   EXIT_NO_SPACE : EXIT_FETCH, EIO,
			   "tar cannot unpack %s (%s): %.*s", tarball, proc_status(ret),
			   (int)strcspn(errors.buf, "\n"), errors.buf);
	rm_rf(package);
	return ret ? ret : only_entry(dir, src);
}

/*
 * Make a git repository of the source, with one commit. The commit's id depends
 * on the package only: its author is fixed, and its date is that of the Makefile.
 */
static int commit_source(const struct apt *a, const char *src)
{
	struct git g = { .cwd = src, .own = true };
	struct strbuf makefile __cleanup(sb_free) = STRBUF_INIT;
	char *file __cleanup(str_free) = path_join(src, "Makefile");
	char *message __cleanup(str_free) = NULL;
	struct release r;
	struct stat st;
	int err;

	err = read_file(file, &makefile);
	if (!err && stat(file, &st) < 0)
		err = -errno;
	if (err)
		return fail(EXIT_FETCH, -err, "%s holds no Linux source: %s cannot be read: %s",
			    a->package, file, strerror(-err));
	if (!kernel_parse_makefile(makefile.buf, &r))
		return fail(EXIT_FETCH, EINVAL,
			    "%s holds no Linux source: %s names no VERSION and PATCHLEVEL",
			    a->package, file);
	message = str_fmt("Linux %d.%d.%d (Debian %s %s)\n", r.version,
			  r.patchlevel, r.sublevel > 0 ? r.sublevel : 0,
			  a->package, a->version);
	for (int i = 0; i < 2; i++) {
		const char *role = i ? "COMMITTER" : "AUTHOR";

		sl_addf(&g.env, "GIT_%s_NAME=lazymmu", role);
		sl_addf(&g.env, "GIT_%s_EMAIL=lazymmu@localhost.localdomain", role);
		sl_addf(&g.env, "GIT_%s_DATE=%lld +0000", role,
			(long long)st.st_mtime);
	}

	note("fetch: making a git repository");
	err = git_ok(&g, NULL, "init", "-q", "--template=", "-b", "main");
	/*
	 * The source's .gitignore ignores everything at the top: -f. With this
	 * threshold all files go into one pack, not into 90,000 loose objects.
	 */
	if (!err)
		err = git_ok(&g, NULL, "-c", "core.bigFileThreshold=1",
			     "-c", "core.compression=1", "add", "-f", ".");
	if (!err)
		err = git_do(&g, message, strlen(message), NULL,
			     ARGS("commit", "-q", "--no-verify", "-F", "-"));
	git_free(&g);
	return err;
}

/* Unpack the downloaded package and commit its source. */
static int make_repository(const struct apt *a)
{
	char *src __cleanup(str_free) = NULL;
	int err = unpack(a, &src);

	if (!err)
		err = commit_source(a, src);
	return err ? err : apt_keep(a, src);
}

int fetch_kernel(const struct version *v, char **path)
{
	const char *cache = cache_dir();
	char *top __cleanup(str_free) = NULL, *lock_path __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	struct apt a = {
		.package = v->debian,
		.suite = v->debian_suite,
		.what = "a kernel source",
		.bytes = SPACE_NEEDED,
		.programs = programs,
	};
	int ret;

	*path = NULL;
	if (!cache)
		return -ENOENT;
	if (!v->debian)
		return clone_tag(v->git, v->tag, v->name, path);
	a.top = top = str_fmt("%s/kernels/%s", cache, v->name);
	lock_path = path_join(top, ".lock");
	lock = lock_take(lock_path, "fetches this kernel");
	if (lock < 0)
		return lock;
	ret = apt_newest(&a);
	if (ret > 0)
		ret = make_repository(&a);
	if (!ret) {
		*path = apt_path(&a);
		ret = cache_use(*path);
	}
	apt_free(&a);
	return ret;
}
