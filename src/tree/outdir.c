// SPDX-License-Identifier: GPL-2.0-only
#include "tree/outdir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/space.h"
#include "tree/package.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/scratch.h"
#include "util/strbuf.h"

/* The patches need no more space than this. */
#define PATCH_BYTES (4ULL << 20)

/* --- before the work --- */

static int refuse_dir(const char *dir, const char *why)
{
	return fail(EXIT_USAGE, EINVAL,
		    "%s cannot be the output directory: %s; give a new directory, or an empty one, with -o",
		    dir, why);
}

/*
 * Check that @path can be written to; if it does not exist, check the nearest
 * parent that exists.
 */
static int check_place(const char *dir, const char *path)
{
	char *place = str_dup(path);
	char *slash, *why;
	int err = 0;

	while (!exists(place) && (slash = strrchr(place, '/')) && slash > place)
		*slash = '\0';
	if (!exists(place))
		strcpy(place, "/");
	if (!is_dir(place))
		why = str_fmt("%s is not a directory", place);
	else if (access(place, W_OK | X_OK) < 0)
		why = str_fmt("%s cannot be written to (%s)", place, strerror(errno));
	else
		why = NULL;
	if (why)
		err = refuse_dir(dir, why);
	else
		err = space_need(place, PATCH_BYTES, "the series",
				     "give a directory elsewhere with -o");
	free(why);
	free(place);
	return err;
}

/*
 * Make @dir an absolute path without slashes at its end, as git is started in
 * another directory. Returns NULL on failure (recorded).
 */
static char *make_absolute(const char *dir)
{
	char *cwd __cleanup(str_free) = NULL;
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (*dir == '/')
		return str_fmt("%.*s", (int)len, dir);
	cwd = getcwd(NULL, 0);
	if (!cwd) {
		fail(EXIT_TOOL, errno,
		     "the working directory cannot be read: %s",
		     strerror(errno));
		return NULL;
	}
	return str_fmt("%s/%.*s", cwd, (int)len, dir);
}

/* Read the contents of the directory that exists. */
static int check_content(const char *path, struct outdir *o)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err;

	if (!is_dir(o->dir))
		return refuse_dir(path, "it is not a directory");
	err = list_dir(o->dir, &names);
	if (err)
		return refuse_dir(path, strerror(-err));
	o->state = OUTDIR_EMPTY;
	if (!names.n)
		return 0;
	o->state = OUTDIR_PACKAGE;
	if (o->format == PATCHES_DEBIAN && package_is(o->dir))
		return package_check(o->dir);
	if (o->format == PATCHES_DEBIAN)
		return fail(EXIT_USAGE, ENOTEMPTY,
			    "%s is not empty, and has no " PACKAGE_SERIES ": give the top of an unpacked source package or a new directory with -o",
			    path);
	return fail(EXIT_USAGE, ENOTEMPTY,
		    "%s is not empty: give a new directory with -o", path);
}

int outdir_check(const char *path, enum patch_format format, struct outdir *o)
{
	char *dir __cleanup(str_free) = make_absolute(path);
	struct stat st;
	int err = 0;

	*o = (struct outdir){ .format = format };
	if (!dir)
		return -EIO;
	o->dir = realpath(dir, NULL);
	if (!o->dir && errno != ENOENT)
		return refuse_dir(dir, strerror(errno));
	if (!o->dir && !lstat(dir, &st) && S_ISLNK(st.st_mode))
		return refuse_dir(dir, "it is a symbolic link to what does not exist");
	if (o->dir)
		err = check_content(dir, o);
	else
		o->dir = str_dup(dir);
	return err ? err : check_place(dir, o->dir);
}

int outdir_fits(const struct outdir *o, const struct kernel *k)
{
	return o->state == OUTDIR_PACKAGE ? package_fits(o->dir, k) : 0;
}

/* --- what is recorded: if this run is killed, the next run removes it --- */

static void add_outside(struct strlist *outside, const char *kind,
			const char *path, const char *origin)
{
	sl_add(outside, kind);
	sl_add(outside, path);
	sl_add(outside, origin);
}

/*
 * Record the unfinished directory @dir, so that it is removed with the scratch
 * directory.
 */
static int expect_tree(const struct work *w, const char *dir)
{
	struct strlist outside __cleanup(sl_free) = { 0 };

	add_outside(&outside, "tree", dir, "");
	return scratch_outside(&w->scratch, &outside);
}

/* Give @old the name @new. Records no failure. */
static int move_file(const char *old, const char *new)
{
	int err = link(old, new) ? -errno : 0;

	/* Not every file system has hard links. */
	if ((err == -EPERM || err == -ENOTSUP) && !exists(new))
		err = rename(old, new) ? -errno : 0;
	return err;
}

/*
 * Move the files in @from to the empty directory @to: all of them or none. If the
 * command is killed meanwhile, the next run finds the files under both names, and
 * removes them.
 */
static int move_files(const struct work *w, const char *from, const char *to)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strlist outside __cleanup(sl_free) = { 0 };
	int err = list_dir(from, &names);

	for (size_t i = 0; i < names.n; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		add_outside(&outside, "link", new, old);
	}
	add_outside(&outside, "tree", from, "");
	if (!err)
		err = scratch_outside(&w->scratch, &outside);
	for (size_t i = 0; i < names.n && !err; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		err = move_file(old, new);
	}
	return err ? err : expect_tree(w, from);
}

/* --- writing --- */

static int make_output(const char *dir)
{
	int err = mkdir_parents(dir);

	if (!err && mkdir(dir, 0777))
		err = -errno;
	if (err)
		return fail(EXIT_TOOL, -err,
			    "%s cannot be made: %s; give a directory elsewhere with -o",
			    dir, strerror(-err));
	return 0;
}

/* Add the paths of what was written: the cover letter, and the patches. */
static void list_paths(const char *dir, const struct patches *p,
		       struct strlist *paths)
{
	sl_addf(paths, "%s/%s", dir, p->cover);
	for (size_t i = 0; i < p->files.n; i++)
		sl_addf(paths, "%s/%s", dir, p->files.v[i]);
}

/* Write a series file that holds nothing but our patches. */
static int write_list(const struct kernel *k, const struct patches *p,
		      const char *under, const char *file)
{
	struct strbuf lines __cleanup(sb_free) = STRBUF_INIT;
	int err;

	patches_series(k, p, under, &lines);
	err = write_file(file, lines.buf, lines.len);
	return err ? patches_not_written(file, err) : 0;
}

/*
 * Write the patches to the new directory @dir, in the layout of the format. The
 * paths that are added are those of @final, which @dir becomes.
 */
static int fill(const struct outdir *o, const struct kernel *k,
		const struct work *w, const struct identity *who,
		const char *dir, const char *final, struct patches *p,
		struct strlist *paths)
{
	bool debian = o->format == PATCHES_DEBIAN;
	bool list = debian || o->format == PATCHES_QUILT;
	const char *name = debian ? PACKAGE_SERIES : PATCHES_SERIES_NAME;
	char *into __cleanup(str_free) =
		debian ? path_join(dir, PACKAGE_PATCHES) : str_dup(dir);
	char *shown __cleanup(str_free) =
		debian ? path_join(final, PACKAGE_PATCHES) : str_dup(final);
	char *series __cleanup(str_free) = path_join(dir, name);
	int err = make_output(into);

	if (!err)
		err = patches_write(k, w, who, o->format, into, p);
	if (!err && list)
		err = write_list(k, p, debian ? PACKAGE_UNDER : "", series);
	if (err)
		return err;
	list_paths(shown, p, paths);
	if (list)
		sl_addf(paths, "%s/%s", final, name);
	return 0;
}

/*
 * Write to a directory with another name. At the end it is renamed; or, if the
 * output directory exists, its files are moved there, because that directory
 * may be the user's working directory.
 */
static int write_dir(const struct outdir *o, const struct kernel *k,
		     const struct work *w, const struct identity *who,
		     struct patches *p, struct strlist *paths)
{
	bool there = o->state == OUTDIR_EMPTY;
	const char *name = strrchr(w->scratch.path, '/') + 1;
	char *tmp __cleanup(str_free) =
		str_fmt(there ? "%s/.lazymmu.%s" : "%s.%s", o->dir, name);
	int err;

	err = expect_tree(w, tmp);
	if (!err)
		err = fill(o, k, w, who, tmp, o->dir, p, paths);
	if (err)
		return err;
	if (there)
		err = move_files(w, tmp, o->dir);
	else
		err = rename(tmp, o->dir) ? -errno : 0;
	if (err)
		return fail(EXIT_TOOL, -err, "the patches cannot be moved to %s: %s",
			    o->dir, strerror(-err));
	return 0;
}

/*
 * Record that the directory @ours of the package is ours until the package's list
 * names its patches: the new list is the file @list in it until then.
 */
static int expect_package(const struct work *w, const char *tmp,
			  const char *ours, const char *list)
{
	struct strlist outside __cleanup(sl_free) = { 0 };

	add_outside(&outside, "tree", tmp, "");
	add_outside(&outside, "until", ours, list);
	return scratch_outside(&w->scratch, &outside);
}

/*
 * Add a directory to the package, and then replace the package's list of patches
 * by one that names them. With this last rename the work is done: before it, all
 * that was added is removed.
 */
static int write_package(const struct outdir *o, const struct kernel *k,
			 const struct work *w, const struct identity *who,
			 struct patches *p, struct strlist *paths)
{
	const char *name = strrchr(w->scratch.path, '/') + 1;
	char *ours __cleanup(str_free) = path_join(o->dir, PACKAGE_PATCHES);
	char *series __cleanup(str_free) = path_join(o->dir, PACKAGE_SERIES);
	char *tmp __cleanup(str_free) = str_fmt("%s.%s", ours, name);
	char *list __cleanup(str_free) = str_fmt("%s/.lazymmu.%s", tmp, name);
	char *moved __cleanup(str_free) = str_fmt("%s/.lazymmu.%s", ours, name);
	struct strbuf lines __cleanup(sb_free) = STRBUF_INIT;
	int err = expect_package(w, tmp, ours, moved);

	if (!err)
		err = make_output(tmp);
	if (!err)
		err = patches_write(k, w, who, o->format, tmp, p);
	if (err)
		return err;
	patches_series(k, p, PACKAGE_UNDER, &lines);
	err = package_list(o->dir, &lines, list);
	if (err)
		return err;
	if (rename(tmp, ours) < 0 || rename(moved, series) < 0)
		return fail(EXIT_TOOL, errno, "the patches cannot be added to %s: %s",
			    series, strerror(errno));
	list_paths(ours, p, paths);
	sl_add(paths, series);
	return 0;
}

int outdir_write(const struct outdir *o, const struct kernel *k,
		 const struct work *w, const struct identity *who,
		 struct strlist *paths)
{
	struct patches p __cleanup(patches_free) = { 0 };
	int err;

	if (o->state == OUTDIR_PACKAGE)
		err = write_package(o, k, w, who, &p, paths);
	else
		err = write_dir(o, k, w, who, &p, paths);
	return err ? err : (int)p.n;
}

void outdir_free(struct outdir *o)
{
	free(o->dir);
	*o = (struct outdir){ 0 };
}
