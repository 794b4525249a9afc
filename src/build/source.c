// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two locks. NAME.lock is exclusive while the directory changes, and shared
 * while processes build from the directory; while it is shared, the file holds
 * the id of the commit. flock(2) releases an exclusive lock before it takes the
 * shared one, so a process changes NAME.lock only while it holds NAME.gate.
 */
#include "build/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tree/checkout.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"

#define HOLDER "builds from the same source"

static char *lock_path(const char *name, const char *suffix)
{
	return str_fmt("%s/build/%s.%s", cache_dir(), name, suffix);
}

static int lock_failed(const char *path, int err)
{
	return fail(EXIT_TOOL, err, "the lock %s cannot be used: %s", path,
		    strerror(err));
}

/*
 * Join the processes that build from @commit.
 *
 * Return: a descriptor, -EWOULDBLOCK if there is no such process, or another
 * negative errno value (failure recorded).
 */
static int join_builds(const char *path, const char *commit)
{
	struct strbuf at __cleanup(sb_free) = STRBUF_INIT;
	int fd __cleanup(fd_close) = open(path, O_RDWR | O_CLOEXEC);
	int err;

	if (fd < 0)
		return lock_failed(path, errno);
	if (flock(fd, LOCK_SH | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EWOULDBLOCK : lock_failed(path, errno);
	err = read_file(path, &at);
	if (err)
		return lock_failed(path, -err);
	return strcmp(at.buf, commit) ? -EWOULDBLOCK : take_fd(&fd);
}

/* Turn the exclusive lock @fd into a shared one, and write the commit to its file. */
static int share_lock(int fd, const char *path, const char *commit)
{
	ssize_t len = strlen(commit);
	ssize_t n = -1;

	if (!ftruncate(fd, 0))
		n = pwrite(fd, commit, len, 0);
	if (n != len)
		return lock_failed(path, n < 0 ? errno : ENOSPC);
	if (flock(fd, LOCK_SH) < 0)
		return lock_failed(path, errno);
	return 0;
}

int source_own(const char *name)
{
	char *gate_path __cleanup(str_free) = lock_path(name, "gate");
	char *path __cleanup(str_free) = lock_path(name, "lock");
	int gate __cleanup(fd_close) = lock_take(gate_path, HOLDER);

	return gate < 0 ? gate : lock_take(path, HOLDER);
}

int source_share(const char *name, const struct kernel *k, const char *commit,
		 const char *label, char **srcdir)
{
	char *gate_path __cleanup(str_free) = lock_path(name, "gate");
	char *path __cleanup(str_free) = lock_path(name, "lock");
	int gate __cleanup(fd_close) = lock_take(gate_path, HOLDER);
	int fd __cleanup(fd_close) = -1;
	bool joined;
	int err;

	if (gate < 0)
		return gate;
	fd = lock_try(path);
	joined = fd == -EWOULDBLOCK;
	if (joined)
		fd = join_builds(path, commit);
	if (fd == -EWOULDBLOCK) {
		joined = false;
		fd = lock_take(path, HOLDER);
	} else if (fd < 0 && !joined) {
		return lock_failed(path, -fd);
	}
	if (fd < 0)
		return fd;
	/* If others build from this commit, no file is written. */
	err = checkout_update(k, commit, label, srcdir);
	if (!err && !joined)
		err = share_lock(fd, path, commit);
	return err ? err : take_fd(&fd);
}
