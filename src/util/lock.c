// SPDX-License-Identifier: GPL-2.0-only
#include "util/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"

static int lock(const char *path, int how)
{
	int fd __cleanup(fd_close) = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0 || flock(fd, LOCK_EX | how) < 0)
		return -errno;
	return take_fd(&fd);
}

int lock_try(const char *path)
{
	return lock(path, LOCK_NB);
}

int lock_take(const char *path, const char *holder)
{
	int fd = mkdir_parents(path);

	if (!fd)
		fd = lock_try(path);
	if (fd == -EWOULDBLOCK) {
		note("waiting for another lazymmu that %s", holder);
		fd = lock(path, 0);
	}
	if (fd == -EINTR)
		return fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	if (fd < 0)
		return fail(EXIT_TOOL, -fd, "the lock %s cannot be taken: %s", path,
			    strerror(-fd));
	return fd;
}
