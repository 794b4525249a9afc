// SPDX-License-Identifier: GPL-2.0-only
#include "util/scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* In a scratch directory: what scratch_outside() was told. */
#define OUTSIDE "outside"

/* A file that has no content yet is somebody else's, if it gets some. */
#define EMPTY_SECONDS 2

static bool is_old(const struct stat *st)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec - st->st_mtim.tv_sec > EMPTY_SECONDS ||
	       now.tv_sec < st->st_mtim.tv_sec;
}

static void remove_file(const char *path, const char *content)
{
	const struct timespec nap = { 0, 100000000 };
	struct strbuf sb = STRBUF_INIT;
	struct stat st;
	bool ours = false;

	for (;;) {
		sb_reset(&sb);
		if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
		    read_file(path, &sb))
			break;
		ours = !strcmp(sb.buf, content) || (!sb.len && is_old(&st));
		if (ours || sb.len)
			break;
		nanosleep(&nap, NULL);
	}
	if (ours)
		unlink(path);
	sb_free(&sb);
}

static void remove_link(const char *path, const char *other)
{
	struct stat a, b;

	if (!lstat(path, &a) && !lstat(other, &b) && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino)
		unlink(path);
}

/* Remove the scratch directory @dir. */
static void remove_all(const char *dir)
{
	char *file = path_join(dir, OUTSIDE);
	struct strbuf sb = STRBUF_INIT;
	struct strlist v = { 0 };

	if (!read_file(file, &sb))
		sl_split_nul(&v, sb.buf, sb.len);
	for (size_t i = 0; i + 2 < v.n; i += 3) {
		if (!strcmp(v.v[i], "tree"))
			rm_rf(v.v[i + 1]);
		else if (!strcmp(v.v[i], "file"))
			remove_file(v.v[i + 1], v.v[i + 2]);
		else if (!strcmp(v.v[i], "link"))
			remove_link(v.v[i + 1], v.v[i + 2]);
	}
	rm_rf(dir);
	sl_free(&v);
	sb_free(&sb);
	free(file);
}

int scratch_outside(const struct scratch *s, const struct strlist *outside)
{
	char *file = path_join(s->path, OUTSIDE);
	struct strbuf sb = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < outside->n; i++)
		sb_add(&sb, outside->v[i], strlen(outside->v[i]) + 1);
	err = write_file_atomic(file, sb.buf, sb.len);
	if (err)
		fail(err == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -err,
		     "%s cannot be written: %s", file, strerror(-err));
	sb_free(&sb);
	free(file);
	return err;
}

/* Remove directories whose lock is free. The caller holds the global lock. */
static void sweep(const char *tmp)
{
	struct strlist names = { 0 };

	list_dir(tmp, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *dir, *lock;
		int fd;

		if (names.v[i][0] == '.')
			continue;
		dir = path_join(tmp, names.v[i]);
		lock = path_join(dir, "lock");
		fd = lock_try(lock);
		if (fd != -EWOULDBLOCK) {
			remove_all(dir);
			if (fd >= 0)
				close(fd);
		}
		free(lock);
		free(dir);
	}
	sl_free(&names);
}

static int make(const char *tmp, const char *what, struct scratch *s)
{
	char *lock;
	int err = 0;

	s->path = str_fmt("%s/%s-%d-XXXXXX", tmp, what, (int)getpid());
	if (!mkdtemp(s->path))
		return -errno;
	lock = path_join(s->path, "lock");
	s->lock = lock_try(lock);
	if (s->lock < 0)
		err = s->lock;
	free(lock);
	return err;
}

int scratch_make(const char *what, struct scratch *s)
{
	const char *cache = cache_dir();
	char *tmp, *lock;
	int fd, err;

	*s = (struct scratch){ .lock = -1 };
	if (!cache)
		return -ENOENT;
	tmp = path_join(cache, "tmp");
	lock = path_join(tmp, ".lock");
	err = mkdir_p(tmp, 0777);
	if (!err) {
		fd = lock_take(lock, "tidies up");
		if (fd < 0) {
			err = fd;
		} else {
			sweep(tmp);
			err = make(tmp, what, s);
			close(fd);
		}
	}
	if (err == -ENOSPC)
		fail(EXIT_NO_SPACE, ENOSPC,
		     "no space left in %s: free some, or set LAZYMMU_CACHE to another place",
		     tmp);
	else if (err == -EINTR)
		fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	else if (err)
		fail(EXIT_TOOL, -err, "no scratch directory can be made in %s: %s",
		     tmp, strerror(-err));
	free(lock);
	free(tmp);
	return err;
}

void scratch_sweep(void)
{
	const char *cache = cache_dir();
	char *tmp, *lock;
	int fd;

	if (!cache)
		return;
	tmp = path_join(cache, "tmp");
	lock = path_join(tmp, ".lock");
	fd = lock_take(lock, "tidies up");
	if (fd >= 0) {
		sweep(tmp);
		close(fd);
	}
	free(lock);
	free(tmp);
}

void scratch_remove(struct scratch *s)
{
	if (s->path) {
		remove_all(s->path);
		if (s->lock >= 0)
			close(s->lock);
	}
	free(s->path);
	*s = (struct scratch){ .lock = -1 };
}
