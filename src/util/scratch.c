// SPDX-License-Identifier: GPL-2.0-only
#include "util/scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/outside.h"
#include "util/paths.h"
#include "util/private.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* "apply-123-aBcDeF" */
static bool is_scratch_name(const char *name)
{
	const char *p = name + strspn(name, "abcdefghijklmnopqrstuvwxyz");
	size_t digits = p > name && *p == '-' ? strspn(p + 1, "0123456789") : 0;

	return digits && p[digits + 1] == '-' && p[digits + 2];
}

static bool is_our_dir(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/*
 * Remove the scratch directory @dir, after the things that its run left
 * outside.
 */
static void remove_all(const char *dir)
{
	outside_remove(dir);
	rm_rf(dir);
}

int scratch_outside(const struct scratch *s, const struct strlist *things)
{
	return outside_record(s->path, things);
}

/*
 * Remove @dir if its process is dead. Only getting the lock proves that. If the
 * lock cannot be taken for another reason, the process may be alive.
 */
static void sweep_one(const char *dir)
{
	char *lock __cleanup(str_free) = path_join(dir, "lock");
	int fd __cleanup(fd_close) = is_our_dir(dir) ? lock_try(lock) : -1;

	if (fd >= 0)
		remove_all(dir);
}

/* Remove the directories of dead processes. The caller holds the global lock. */
static void sweep(const char *tmp)
{
	struct strlist names __cleanup(sl_free) = { 0 };

	list_dir(tmp, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *dir __cleanup(str_free) = path_join(tmp, names.v[i]);

		if (is_scratch_name(names.v[i]))
			sweep_one(dir);
	}
}

/*
 * The directory of all scratch directories, to be freed by the caller, or NULL
 * (failure recorded).
 */
static char *scratch_top(void)
{
	const char *cache = cache_dir();
	char *tmp __cleanup(str_free) = cache ? path_join(cache, "tmp") : NULL;

	if (!tmp || private_dir(tmp, "directory for temporary files") < 0)
		return NULL;
	return take_ptr(tmp);
}

/*
 * Take the global lock and sweep. If the lock cannot be taken, nothing is swept
 * and the run continues.
 *
 * Return: 0, with the lock in *@fd or -1, or -EINTR (failure recorded).
 */
static int lock_and_sweep(const char *tmp, int *fd)
{
	char *lock __cleanup(str_free) = path_join(tmp, ".lock");
	int ret = lock_take(lock, "tidies up");
	struct failure f;

	*fd = ret >= 0 ? ret : -1;
	if (ret >= 0) {
		sweep(tmp);
	} else if (ret == -EINTR) {
		return ret;
	} else {
		fail_take(&f);
		note("the leftovers of killed runs cannot be removed now: %s", f.message);
		failure_free(&f);
	}
	return 0;
}

static int make_locked(const char *tmp, const char *what, struct scratch *s)
{
	char *path __cleanup(str_free) = str_fmt("%s/%s-%d-XXXXXX", tmp, what,
						 (int)getpid());
	char *lock __cleanup(str_free) = NULL;
	int fd;

	if (!mkdtemp(path))
		return -errno;
	lock = path_join(path, "lock");
	fd = lock_try(lock);
	if (fd < 0) {
		rm_rf(path);
		return fd;
	}
	s->path = take_ptr(path);
	s->lock = fd;
	return 0;
}

int scratch_make(const char *what, struct scratch *s)
{
	char *tmp __cleanup(str_free) = NULL;
	int fd __cleanup(fd_close) = -1;
	int err;

	*s = (struct scratch){ .lock = -1 };
	tmp = scratch_top();
	if (!tmp)
		return -ENOENT;
	err = lock_and_sweep(tmp, &fd);
	if (err)
		return err;
	err = make_locked(tmp, what, s);
	if (err == -ENOSPC)
		return fail(EXIT_NO_SPACE, ENOSPC,
			    "no space left in %s: free some, or set LAZYMMU_CACHE to another place",
			    tmp);
	if (err)
		return fail(EXIT_TOOL, -err, "no scratch directory can be made in %s: %s",
			    tmp, strerror(-err));
	return 0;
}

int scratch_sweep(void)
{
	char *tmp __cleanup(str_free) = scratch_top();
	int fd __cleanup(fd_close) = -1;

	return tmp ? lock_and_sweep(tmp, &fd) : -ENOENT;
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
