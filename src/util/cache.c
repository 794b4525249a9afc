// SPDX-License-Identifier: GPL-2.0-only
#include "util/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/**
 * struct kind - a kind of entries
 * @dir: directory that holds the entries
 * @name: see struct cache_entry
 * @nested: the entries are in the directories that @dir holds
 * @parts: patterns of the suffixes of files that are made next to an entry and
 *	belong to it. Any other name is an entry of its own: versions contain
 *	dots, too.
 */
static const struct kind {
	const char *dir;
	const char *name;
	bool nested;
	const char *parts[3];
} kinds[] = {
	{ "kernels", "kernel source", true, { NULL } },
	{ "trees", "ported trees", false, { NULL } },
	{ "src", "checkout", false, { ".index" } },
	{ "build", "build", false, { ".saved", ".copy" } },
	/* Killed runs leave unfinished files of the last two names. */
	{ "initrd", "initrd", false, { ".init", ".????????.tmp", ".init.[0-9]*" } },
	{ "spatch", "results of spatch", false, { NULL } },
	{ "xen", "hypervisor", false, { NULL } },
	{ "debian", "Debian system", false, { NULL } },
	{ "logs", "log", false, { NULL } },
};

/*
 * Files that former versions of the command made in the cache itself. Nothing
 * reads them any more.
 */
static const char *const leftovers[] = {
	"kvm-does-not-work", "xen-hypervisor.elf", "xen-hypervisor.lock",
	"xen-hypervisor.tmp",
};

/* --- use --- */

/*
 * The stamps that this process has locked. The locks last until the process
 * ends.
 */
static struct strlist held;

static char *stamp_path(const char *name)
{
	char *stamp = str_fmt("%s/used/%s", cache_dir(), name);

	for (char *p = stamp + strlen(stamp) - strlen(name); *p; p++)
		*p = *p == '/' ? ',' : *p;
	return stamp;
}

/* The kind of the entry that has this name, or that is around it; or NULL. */
static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t len = strlen(kinds[i].dir);

		if (!strncmp(name, kinds[i].dir, len) && name[len] == '/')
			return &kinds[i];
	}
	return NULL;
}

/* The name of the entry at @path or around it; NULL if @path is in no entry. */
static char *entry_of(const char *path)
{
	const char *cache = cache_dir();
	size_t len = strlen(cache), end;
	const struct kind *kind;

	if (strncmp(path, cache, len) || path[len] != '/')
		return NULL;
	path += len + 1;
	kind = find_kind(path);
	if (!kind)
		return NULL;
	end = strlen(kind->dir);
	for (int part = 0; part <= kind->nested; part++) {
		if (!path[end] || !path[end + 1])
			return NULL;
		end += 1 + strcspn(path + end + 1, "/");
	}
	return str_fmt("%.*s", (int)end, path);
}

static bool is_same_file(int fd, const char *path)
{
	struct stat a, b;

	return !fstat(fd, &a) && !stat(path, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

int cache_use(const char *path)
{
	char *name __cleanup(str_free) = NULL, *stamp __cleanup(str_free) = NULL;
	struct failure f;
	int fd;

	if (!cache_dir())
		return -ENOENT;
	name = entry_of(path);
	if (!name)
		return 0;
	stamp = stamp_path(name);
	if (sl_has(&held, stamp))
		return 0;
	/*
	 * A stamp is removed with its entry, so the locked file may be gone
	 * already.
	 */
	while ((fd = lock_share(stamp, "removes it from the cache")) >= 0 && !is_same_file(fd, stamp))
		close(fd);
	if (fd == -EINTR)
		return fd;
	if (fd < 0) {
		fail_take(&f);
		note("the use of %s cannot be recorded: %s", name, f.message);
		failure_free(&f);
		return 0;
	}
	if (futimens(fd, NULL) < 0)
		note("the use of %s cannot be recorded: %s", name, strerror(errno));
	sl_add(&held, stamp);
	return 0;
}

/* --- finding entries --- */

static bool is_part(const struct kind *kind, const char *suffix)
{
	for (size_t i = 0; i < ARRAY_SIZE(kind->parts) && kind->parts[i]; i++) {
		if (!fnmatch(kind->parts[i], suffix, 0))
			return true;
	}
	return false;
}

/*
 * The name of the entry to which @file belongs: "NAME" for "NAME.index". The
 * entry need not exist: a killed run may leave its parts alone.
 */
static char *owner_of(const struct kind *kind, const char *file)
{
	const char *dot = strchr(file, '.');

	while (dot && !is_part(kind, dot))
		dot = strchr(dot + 1, '.');
	return str_fmt("%.*s", (int)(dot ? dot - file : (long)strlen(file)), file);
}

/*
 * Locks stay, as another process may hold them or wait for them. For ".gate" see
 * build/source.c.
 */
static bool is_lock(const char *name)
{
	static const char *const suffixes[] = { ".lock", ".use", ".gate" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < ARRAY_SIZE(suffixes); i++) {
		if (!strcmp(dot, suffixes[i]))
			return true;
	}
	return false;
}

static bool is_superseded(const char *dir, const char *name)
{
	char *link __cleanup(str_free) = path_join(dir, "current");
	char target[256];
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	if (n <= 0)
		return false;
	target[n] = '\0';
	return strcmp(target, name);
}

static time_t last_use(const char *name, const char *path)
{
	char *stamp __cleanup(str_free) = stamp_path(name);
	struct stat st;
	time_t used = 0;

	if (!lstat(path, &st))
		used = st.st_mtime;
	if (!stat(stamp, &st) && st.st_mtime > used)
		used = st.st_mtime;
	return used;
}

#define NR_LOCKS 6

/* The locks of an entry: its stamp, and the locks of those who make the entry. */
static void list_locks(const struct cache_entry *e, struct strlist *locks)
{
	char *stamp __cleanup(str_free) = stamp_path(e->name);

	sl_add(locks, stamp);
	sl_addf(locks, "%s.lock", e->path);
	sl_addf(locks, "%s.use", e->path);
	sl_addf(locks, "%s/lock", e->path);
	sl_addf(locks, "%.*s/.lock", (int)(strrchr(e->path, '/') - e->path), e->path);
	/* A leftover may be a lock that a former version holds. */
	if (!find_kind(e->name) && !is_dir(e->path))
		sl_add(locks, e->path);
}

/*
 * Take the locks of @e that exist. A lock that cannot be taken, for whatever
 * reason, counts as taken by another process.
 *
 * Return: the number of locks in @fds, or -EWOULDBLOCK.
 */
static int take_locks(const struct cache_entry *e, int fds[NR_LOCKS])
{
	struct strlist locks __cleanup(sl_free) = { 0 };
	int n = 0;

	list_locks(e, &locks);
	for (size_t i = 0; i < locks.n; i++) {
		if (!exists(locks.v[i]))
			continue;
		fds[n] = lock_try(locks.v[i]);
		if (fds[n] >= 0) {
			n++;
			continue;
		}
		while (n)
			close(fds[--n]);
		return -EWOULDBLOCK;
	}
	return n;
}

static bool is_in_use(const struct cache_entry *e)
{
	int fds[NR_LOCKS];
	int n = take_locks(e, fds);

	for (int i = 0; i < n; i++)
		close(fds[i]);
	return n < 0;
}

/* @changed: time of the last change of the entry or one of its parts */
static void add_entry(struct cache_list *list, const char *kind, const char *dir,
		      const char *file, time_t changed)
{
	struct cache_entry *e;

	GROW(list->v, list->n, list->cap);
	e = &list->v[list->n++];
	e->kind = kind;
	e->path = path_join(dir, file);
	e->name = str_dup(e->path + strlen(cache_dir()) + 1);
	e->used = last_use(e->name, e->path);
	if (changed > e->used)
		e->used = changed;
	e->superseded = is_superseded(dir, file);
}

static void add_leftovers(struct cache_list *list)
{
	for (size_t i = 0; i < ARRAY_SIZE(leftovers); i++) {
		char *path __cleanup(str_free) = path_join(cache_dir(), leftovers[i]);
		struct stat st;

		if (lstat(path, &st) < 0 || S_ISLNK(st.st_mode))
			continue;
		add_entry(list, "leftover", cache_dir(), leftovers[i], st.st_mtime);
		list->v[list->n - 1].superseded = true;
	}
}

static int read_dir(const char *dir, struct strlist *names)
{
	int err = list_dir(dir, names);

	if (err && err != -ENOENT && err != -ENOTDIR)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", dir,
			    strerror(-err));
	return 0;
}

static int add_entries(struct cache_list *list, const struct kind *kind,
		       const char *dir, bool nested)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strlist added __cleanup(sl_free) = { 0 };
	int err = read_dir(dir, &names);

	for (size_t i = 0; i < names.n && !err; i++) {
		char *path __cleanup(str_free) = path_join(dir, names.v[i]);
		char *owner __cleanup(str_free) = owner_of(kind, names.v[i]);
		struct stat st;

		/* "current" is a link to an entry. */
		if (*names.v[i] == '.' || is_lock(names.v[i]) ||
		    sl_has(&added, owner) || lstat(path, &st) < 0 ||
		    S_ISLNK(st.st_mode))
			continue;
		/* The names are sorted: an entry comes before its parts. */
		sl_add(&added, owner);
		if (nested)
			err = add_entries(list, kind, path, false);
		else
			add_entry(list, kind->name, dir, owner, st.st_mtime);
	}
	return err;
}

/* --- disk space --- */

static int compare_nothing(const FTSENT **a, const FTSENT **b)
{
	(void)a;
	(void)b;
	return 0;
}

/* The disk space of @path. A file that has several names counts once. */
static uint64_t disk_space(char *path)
{
	char *const paths[] = { path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV,
			    compare_nothing);
	uint64_t bytes = 0;
	FTSENT *e;

	while (fts && (e = fts_read(fts))) {
		if (e->fts_info == FTS_F || e->fts_info == FTS_D ||
		    e->fts_info == FTS_SL || e->fts_info == FTS_DEFAULT)
			bytes += (uint64_t)e->fts_statp->st_blocks * 512 /
				 (e->fts_info == FTS_D ? 1 : e->fts_statp->st_nlink);
	}
	if (fts)
		fts_close(fts);
	return bytes;
}

/* The files of an entry without its locks; the entry itself is the last. */
static int list_files(const struct cache_entry *e, struct strlist *files)
{
	const char *base = strrchr(e->path, '/') + 1;
	const struct kind *kind = find_kind(e->name);
	char *dir __cleanup(str_free) =
		str_fmt("%.*s", (int)(base - 1 - e->path), e->path);
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = read_dir(dir, &names);

	for (size_t i = 0; i < names.n && kind && !err; i++) {
		char *owner __cleanup(str_free) = owner_of(kind, names.v[i]);

		if (!strcmp(owner, base) && strcmp(names.v[i], base))
			sl_addf(files, "%s/%s", dir, names.v[i]);
	}
	sl_add(files, e->path);
	return err;
}

static int add_details(struct cache_list *list)
{
	int err = 0;

	for (size_t i = 0; i < list->n && !err; i++) {
		struct strlist files __cleanup(sl_free) = { 0 };

		list->v[i].in_use = is_in_use(&list->v[i]);
		err = list_files(&list->v[i], &files);
		for (size_t k = 0; k < files.n; k++)
			list->v[i].bytes += disk_space(files.v[k]);
		list->bytes += list->v[i].bytes;
	}
	return err;
}

static int compare_use(const void *a, const void *b)
{
	const struct cache_entry *x = a, *y = b;

	if (x->used != y->used)
		return x->used < y->used ? -1 : 1;
	return strcmp(x->name, y->name);
}

int cache_list(struct cache_list *list, bool details)
{
	const char *cache = cache_dir();
	int err = 0;

	*list = (struct cache_list){ 0 };
	if (!cache)
		return -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++) {
		char *dir __cleanup(str_free) = path_join(cache, kinds[i].dir);

		err = add_entries(list, &kinds[i], dir, kinds[i].nested);
	}
	if (!err)
		add_leftovers(list);
	if (list->n > 1)
		qsort(list->v, list->n, sizeof(*list->v), compare_use);
	return err || !details ? err : add_details(list);
}

void cache_list_free(struct cache_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].path);
	}
	free(list->v);
	*list = (struct cache_list){ 0 };
}

/* --- removing --- */

/* @path as the kernel writes it in a list of mounts. */
static char *mount_name(const char *path)
{
	struct strbuf sb = STRBUF_INIT;

	for (; *path; path++) {
		if (strchr(" \t\n\\", *path))
			sb_addf(&sb, "\\%03o", *path);
		else
			sb_addch(&sb, *path);
	}
	return sb_detach(&sb);
}

/*
 * Is something mounted in @entry? A mounted file system must not be removed
 * with the entry, so the answer is yes if the mounts cannot be read.
 */
static bool has_mounts(const char *entry)
{
	char *path __cleanup(str_free) = mount_name(entry);
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	size_t len = strlen(path);
	struct lines l;
	char *line;

	if (read_file("/proc/self/mountinfo", &text))
		return true;
	l = (struct lines)LINES(text.buf, text.len);
	while ((line = lines_cut(&l))) {
		struct strlist words __cleanup(sl_free) = { 0 };

		/* "36 35 98:0 /root /mount/point ..." */
		sl_split(&words, line, " ");
		if (words.n > 4 && !strncmp(words.v[4], path, len) &&
		    (!words.v[4][len] || words.v[4][len] == '/'))
			return true;
	}
	return false;
}

/*
 * Move @path to @dir, which is removed later: so @path is gone at once, even if
 * we are killed during the removal. A path on another file system is removed
 * where it is.
 */
static int move_away(const char *path, const char *dir)
{
	char *to __cleanup(str_free) = path_join(dir, strrchr(path, '/') + 1);

	if (!rename(path, to) || errno == ENOENT)
		return 0;
	return errno == EXDEV ? rm_rf(path) : -errno;
}

static void remove_dangling(const struct cache_entry *e)
{
	char *link __cleanup(str_free) =
		str_fmt("%.*s/current", (int)(strrchr(e->path, '/') - e->path), e->path);

	if (!exists(link))
		unlink(link);
}

/* All locks of @e are held. */
static int remove_locked(const struct cache_entry *e)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	char *stamp __cleanup(str_free) = stamp_path(e->name);
	struct scratch s;
	int err;

	if (last_use(e->name, e->path) > e->used || has_mounts(e->path))
		return CACHE_IN_USE;
	err = scratch_make("prune", &s);
	if (!err)
		err = list_files(e, &files);
	if (err) {
		scratch_remove(&s);
		return err;
	}
	for (size_t i = 0; i < files.n && !err; i++)
		err = move_away(files.v[i], s.path);
	scratch_remove(&s);
	if (err) {
		note("%s cannot be removed: %s", e->path, strerror(-err));
		return CACHE_FAILED;
	}
	remove_dangling(e);
	unlink(stamp);
	return CACHE_REMOVED;
}

int cache_remove(const struct cache_entry *e)
{
	int fds[NR_LOCKS];
	int n = take_locks(e, fds);
	int ret;

	if (n < 0)
		return CACHE_IN_USE;
	ret = remove_locked(e);
	for (int i = 0; i < n; i++)
		close(fds[i]);
	return ret;
}
