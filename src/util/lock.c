// SPDX-License-Identifier: GPL-2.0-only
#include "util/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"

/*
 * A busy lock is tried this many times, 20 ms apart, before a note about the
 * waiting.
 */
#define SHORT_TRIES 25

static int lock(const char *path, int how)
{
	int fd __cleanup(fd_close) = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0 || flock(fd, how) < 0)
		return -errno;
	return take_fd(&fd);
}

int lock_try(const char *path)
{
	return lock(path, LOCK_EX | LOCK_NB);
}

/*
 * Take the lock; @how is LOCK_EX or LOCK_SH. A note says that we are waiting.
 */
static int lock_wait(const char *path, int how, const char *holder)
{
	const struct timespec nap = { 0, 20 * 1000 * 1000 };
	int fd = mkdir_parents(path);

	if (!fd)
		fd = lock(path, how | LOCK_NB);
	/*
	 * Most locks are held for a moment only: no note about such a short
	 * wait.
	 */
	for (int i = 0; fd == -EWOULDBLOCK && i < SHORT_TRIES; i++)
		fd = nanosleep(&nap, NULL) ? -EINTR : lock(path, how | LOCK_NB);
	if (fd == -EWOULDBLOCK) {
		note("waiting for another lazymmu that %s", holder);
		fd = lock(path, how);
	}
	if (fd == -EINTR)
		return fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	if (fd < 0)
		return fail(EXIT_TOOL, -fd, "the lock %s cannot be taken: %s", path,
			    strerror(-fd));
	return fd;
}

int lock_take(const char *path, const char *holder)
{
	return lock_wait(path, LOCK_EX, holder);
}

int lock_share(const char *path, const char *holder)
{
	return lock_wait(path, LOCK_SH, holder);
}

int lock_try_share(const char *path)
{
	return lock(path, LOCK_SH | LOCK_NB);
}
