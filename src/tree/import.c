// SPDX-License-Identifier: GPL-2.0-only
#include "tree/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/apt.h"
#include "host/git.h"
#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "tree/kernel.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"

const char *const import_programs[] = { "tar", "xz", "git", NULL };

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
	int ret;

	/* An earlier package may have left something. */
	rm_rf(package);
	rm_rf(dir);
	ret = apt_unpack(a, package);
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
 * Write the message of the commit, and let @g commit in a way that depends on the
 * package only: the author is fixed, and the date is that of the Makefile.
 */
static int prepare_commit(const struct apt *a, const char *src, struct git *g,
			  struct strbuf *message)
{
	struct strbuf makefile __cleanup(sb_free) = STRBUF_INIT;
	char *file __cleanup(str_free) = path_join(src, "Makefile");
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
	sb_addf(message, "Linux %d.%d.%d (Debian %s %s)\n", r.version,
		r.patchlevel, r.sublevel > 0 ? r.sublevel : 0, a->package,
		a->version);
	for (int i = 0; i < 2; i++) {
		const char *role = i ? "COMMITTER" : "AUTHOR";

		sl_addf(&g->env, "GIT_%s_NAME=lazymmu", role);
		sl_addf(&g->env, "GIT_%s_EMAIL=lazymmu@localhost.localdomain", role);
		sl_addf(&g->env, "GIT_%s_DATE=%lld +0000", role,
			(long long)st.st_mtime);
	}
	return 0;
}

/* Commit what is in the index of @g. */
static int commit_all(const struct git *g, const struct strbuf *message)
{
	struct strbuf id __cleanup(sb_free) = STRBUF_INIT;
	char *tree __cleanup(str_free) = NULL;
	int err = git_line(g, &tree, ARGS("write-tree"));

	if (!err)
		err = git_do(g, message->buf, message->len, &id,
			     ARGS("commit-tree", tree));
	sb_rtrim(&id);
	return err ? err : git_ok(g, NULL, "update-ref", "refs/heads/main", id.buf);
}

/*
 * Add all files: the source's .gitignore ignores everything at the top. If the
 * repository has none of them yet, a low threshold puts all of them into one pack,
 * and not into 90,000 loose objects.
 */
static int add_all(const struct git *g, bool fresh)
{
	const char *threshold = fresh ? "core.bigFileThreshold=1" :
					"core.bigFileThreshold=512m";

	note("fetch: making a git repository");
	return git_ok(g, NULL, "-c", threshold, "-c", "core.compression=1", "add",
		      "-f", ".");
}

int import_keep(const struct apt *a)
{
	struct git g __cleanup(git_free) = { .own = true };
	char *src __cleanup(str_free) = NULL;
	struct strbuf message __cleanup(sb_free) = STRBUF_INIT;
	int err = unpack(a, &src);

	g.cwd = src;
	if (!err)
		err = prepare_commit(a, src, &g, &message);
	if (!err)
		err = git_ok(&g, NULL, "init", "-q", "--template=", "-b", "main");
	if (!err)
		err = add_all(&g, true);
	if (!err)
		err = commit_all(&g, &message);
	return err ? err : apt_keep(a, src);
}

/* Make the bare repository @dir, with hard links to the objects of @like. */
static int make_bare(const char *dir, const char *like)
{
	const struct git g = { .own = true };

	return !like ? git_ok(&g, NULL, "init", "-q", "--bare", "--template=", "-b",
			      "main", "--", dir) :
		       git_ok(&g, NULL, "clone", "-q", "--bare", "--local", "--no-tags",
			      "--single-branch", "--branch", "main", "--template=",
			      "--", like, dir);
}

int import_keep_bare(const struct apt *a, const char *like)
{
	char *dir __cleanup(str_free) = path_join(a->scratch.path, "repository");
	char *index __cleanup(str_free) = path_join(a->scratch.path, "index");
	struct git g __cleanup(git_free) = { .own = true, .dir = dir, .index = index };
	char *src __cleanup(str_free) = NULL;
	struct strbuf message __cleanup(sb_free) = STRBUF_INIT;
	int err;

	/* An earlier package may have left something. */
	rm_rf(dir);
	unlink(index);
	err = unpack(a, &src);
	g.cwd = src;
	g.work = src;
	if (!err)
		err = prepare_commit(a, src, &g, &message);
	if (!err)
		err = make_bare(dir, like);
	if (!err)
		err = add_all(&g, !like);
	if (!err)
		err = commit_all(&g, &message);
	if (!err)
		err = git_ok(&g, NULL, "repack", "-d", "-q");
	if (src)
		rm_rf(src);
	return err ? err : apt_keep(a, dir);
}
