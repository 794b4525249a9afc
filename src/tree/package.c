// SPDX-License-Identifier: GPL-2.0-only
#include "tree/package.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree/patches.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"
#include "util/version.h"

bool package_is(const char *dir)
{
	char *series __cleanup(str_free) = path_join(dir, PACKAGE_SERIES);
	struct stat st;

	return !lstat(series, &st);
}

static int refuse(const char *dir, const char *why)
{
	return fail(EXIT_USAGE, EINVAL,
		    "the patches cannot be added to the source package %s: %s",
		    dir, why);
}

static int read_series(const char *dir, struct strbuf *out)
{
	char *series __cleanup(str_free) = path_join(dir, PACKAGE_SERIES);
	int err = read_file(series, out);
	char *why __cleanup(str_free) = NULL;

	if (!err)
		return 0;
	why = str_fmt(PACKAGE_SERIES " cannot be read: %s", strerror(-err));
	return refuse(dir, why);
}

/* Does a line of the package's list name a patch of ours? */
static bool names_ours(const struct strbuf *series)
{
	struct lines l = LINES(series->buf, series->len);

	while (lines_next(&l)) {
		size_t blanks = strspn(l.line, " \t");

		if (!strncmp(l.line + blanks, PACKAGE_UNDER, strlen(PACKAGE_UNDER)))
			return true;
	}
	return false;
}

int package_check(const char *dir)
{
	char *series __cleanup(str_free) = path_join(dir, PACKAGE_SERIES);
	char *parent __cleanup(str_free) = path_join(dir, "debian/patches");
	char *ours __cleanup(str_free) = path_join(dir, PACKAGE_PATCHES);
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;
	struct stat st;
	int err;

	/* The list is replaced by a rename, which a link would not survive. */
	if (lstat(series, &st) < 0 || !S_ISREG(st.st_mode))
		return refuse(dir, PACKAGE_SERIES " is not a regular file");
	if (access(parent, W_OK | X_OK) < 0)
		return refuse(dir, "debian/patches cannot be written to");
	err = read_series(dir, &list);
	if (err)
		return err;
	if (names_ours(&list) || !lstat(ours, &st))
		return fail(EXIT_USAGE, EEXIST,
			    "the source package %s has patches of lazymmu already: remove them with 'rm -rf %s' and \"sed -i /lazymmu/d %s\"; if they are applied, take them back with quilt pop first",
			    dir, ours, series);
	return 0;
}

/*
 * The upstream version in the first line of debian/changelog: "6.12.107" of
 * "linux (6.12.107-1) trixie; urgency=medium". Returns NULL if there is none.
 */
static char *changelog_version(const char *dir)
{
	char *file __cleanup(str_free) = path_join(dir, "debian/changelog");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char *p, *epoch;

	if (read_file(file, &text))
		return NULL;
	text.buf[strcspn(text.buf, "\n")] = '\0';
	p = strstr(text.buf, " (");
	if (!p)
		return NULL;
	p += 2;
	p[strcspn(p, "-)")] = '\0';
	epoch = strchr(p, ':');
	return version_find(epoch ? epoch + 1 : p);
}

int package_fits(const char *dir, const struct kernel *k)
{
	char *version __cleanup(str_free) = changelog_version(dir);
	size_t len = strlen(k->version);
	char *why __cleanup(str_free) = NULL;

	if (!version)
		return refuse(dir, "the first line of debian/changelog names no version");
	if (strncmp(version, k->version, len) || (version[len] && version[len] != '.')) {
		why = str_fmt("it is of Linux %s, and the tree is Linux %s", version,
			      k->release);
		return refuse(dir, why);
	}
	if (strcmp(version, k->release))
		note("the source package is of Linux %s, and the patches are made for %s: they may not apply; a git repository of the package's own source, given as KERNEL, has patches that do",
		     version, k->release);
	return 0;
}

int package_list(const char *dir, const struct strbuf *lines, const char *file)
{
	char *series __cleanup(str_free) = path_join(dir, PACKAGE_SERIES);
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;
	struct stat st;
	int err = read_series(dir, &list);

	if (err)
		return err;
	if (list.len && list.buf[list.len - 1] != '\n')
		sb_addch(&list, '\n');
	sb_add(&list, lines->buf, lines->len);
	err = write_file_atomic(file, list.buf, list.len);
	if (!err && (stat(series, &st) < 0 || chmod(file, st.st_mode & 07777) < 0))
		err = -errno;
	return err ? patches_not_written(file, err) : 0;
}
