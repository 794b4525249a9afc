// SPDX-License-Identifier: GPL-2.0-only
#include "scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "home.h"
#include "strbuf.h"
#include "strlist.h"
#include "xfile.h"

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
		fd = lock_file(lock, false);
		if (fd != -EWOULDBLOCK) {
			rm_rf(dir);
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
	s->lock = lock_file(lock, false);
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
		fd = lock_file(lock, true);
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

void scratch_remove(struct scratch *s)
{
	if (s->path) {
		rm_rf(s->path);
		if (s->lock >= 0)
			close(s->lock);
	}
	free(s->path);
	*s = (struct scratch){ .lock = -1 };
}

int space_check(const char *path, uint64_t bytes, const char *what)
{
	return space_check_at(path, bytes, what,
			      "free some, or set LAZYMMU_CACHE to another place");
}

int space_check_at(const char *path, uint64_t bytes, const char *what,
		   const char *advice)
{
	uint64_t left;
	int err = free_bytes(path, &left);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be looked at: %s", path,
			    strerror(-err));
	if (left >= bytes)
		return 0;
	return fail(EXIT_NO_SPACE, ENOSPC,
		    "not enough space in %s: %s needs %llu MB, %llu MB are left; %s",
		    path, what, (unsigned long long)(bytes >> 20),
		    (unsigned long long)(left >> 20), advice);
}
