// SPDX-License-Identifier: GPL-2.0-only
#include "util/outside.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"

#define RECORD "outside"

/* An empty lock file is ours only if nobody fills it within this time. */
#define EMPTY_SECONDS 2

int outside_record(const char *dir, const struct strlist *things)
{
	char *file __cleanup(str_free) = path_join(dir, RECORD);
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	int err;

	/* unlink() works even on a full disk. */
	if (!things->n && (!unlink(file) || errno == ENOENT))
		return 0;
	for (size_t i = 0; i < things->n; i++)
		sb_add(&sb, things->v[i], strlen(things->v[i]) + 1);
	err = write_file_atomic(file, sb.buf, sb.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", file,
			    strerror(-err));
	return 0;
}

/* --- the forms of what a run makes --- */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len > n && !strcmp(s + len - n, end);
}

/* "tmp_objdir-NAME", ".lazymmu.NAME", "patches.NAME" */
static bool is_tree_of(const char *path, const char *name)
{
	const char *last = last_part(path);

	return ends_with(last, name) &&
	       strchr("-.", last[strlen(last) - strlen(name) - 1]);
}

static bool is_ref_lock(const char *path, const char *content)
{
	size_t len = strspn(content, "0123456789abcdef");

	return strstr(path, "/refs/") && ends_with(path, ".lock") &&
	       (len == 40 || len == 64) && !strcmp(content + len, "\n");
}

/* DIR/X and DIR/.lazymmu.NAME/X */
static bool is_link_of(const char *path, const char *other, const char *name)
{
	const char *file = last_part(path);
	char *expected __cleanup(str_free) =
		str_fmt("%.*s.lazymmu.%s/%s", (int)(file - path), path, name, file);

	return *file && !strcmp(other, expected);
}

/* DIR and DIR/.lazymmu.NAME */
static bool is_until(const char *path, const char *file, const char *name)
{
	char *expected __cleanup(str_free) = str_fmt("%s/.lazymmu.%s", path, name);

	return !strcmp(file, expected);
}

static bool is_ours(const char *path, mode_t type, struct stat *st)
{
	return !lstat(path, st) && (st->st_mode & S_IFMT) == type &&
	       st->st_uid == geteuid();
}

/* --- removing --- */

static bool is_old(const struct stat *st)
{
	time_t now = time(NULL);

	return now - st->st_mtime > EMPTY_SECONDS || now < st->st_mtime;
}

static void remove_lock(const char *path, const char *content)
{
	const struct timespec nap = { 0, 100000000 };
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct stat st;
	bool ours = false;

	for (;;) {
		sb_reset(&sb);
		if (!is_ours(path, S_IFREG, &st) || read_file(path, &sb))
			return;
		ours = !strcmp(sb.buf, content) || (!sb.len && is_old(&st));
		if (ours || sb.len)
			break;
		nanosleep(&nap, NULL);
	}
	if (ours)
		unlink(path);
}

static void remove_link(const char *path, const char *other)
{
	struct stat a, b;

	if (is_ours(path, S_IFREG, &a) && is_ours(other, S_IFREG, &b) &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		unlink(path);
}

static void remove_until(const char *path, const char *file)
{
	struct stat st;

	if (is_ours(path, S_IFDIR, &st) && is_ours(file, S_IFREG, &st))
		rm_rf(path);
}

static void remove_thing(const char *kind, const char *path, const char *mark,
			 const char *name)
{
	struct stat st;

	if (*path != '/' || lstat(path, &st) < 0)
		return;
	if (!strcmp(kind, "tree") && is_tree_of(path, name) &&
	    is_ours(path, S_IFDIR, &st))
		rm_rf(path);
	else if (!strcmp(kind, "file") && is_ref_lock(path, mark))
		remove_lock(path, mark);
	else if (!strcmp(kind, "link") && is_link_of(path, mark, name))
		remove_link(path, mark);
	else if (!strcmp(kind, "until") && is_until(path, mark, name))
		remove_until(path, mark);
	else
		note("%s is not removed: the record of a killed run names it, but no run of lazymmu makes such a file",
		     path);
}

void outside_remove(const char *dir)
{
	char *file __cleanup(str_free) = path_join(dir, RECORD);
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct strlist v __cleanup(sl_free) = { 0 };
	struct stat st;

	if (!is_ours(file, S_IFREG, &st) || read_file(file, &sb))
		return;
	sl_split_nul(&v, sb.buf, sb.len);
	for (size_t i = 0; i + 2 < v.n; i += 3)
		remove_thing(v.v[i], v.v[i + 1], v.v[i + 2], last_part(dir));
}
