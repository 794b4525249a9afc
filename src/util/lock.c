// SPDX-License-Identifier: GPL-2.0-only
#include "util/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/interrupt.h"

/* Milliseconds between two tries to take a lock that another process has. */
#define LOOK_MS 50

/* Number of tries without a note: most locks are held for a moment only. */
#define QUIET_LOOKS 10

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
 * Try again and again: a flock() that blocks would miss a signal that arrives
 * just before it.
 */
static int lock_poll(const char *path, int how, const char *holder)
{
	const struct timespec nap = { 0, LOOK_MS * 1000000L };
	sigset_t mask;
	int fd;

	interrupt_block(&mask);
	for (int looks = 0; ; looks++) {
		fd = interrupt_came() ? -EINTR : lock(path, how | LOCK_NB);
		if (fd != -EWOULDBLOCK)
			break;
		if (looks == QUIET_LOOKS)
			note("waiting for another lazymmu that %s", holder);
		ppoll(NULL, 0, &nap, &mask);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return fd;
}

/* Take the lock; @how is LOCK_EX or LOCK_SH. */
static int lock_wait(const char *path, int how, const char *holder)
{
	int fd = mkdir_parents(path);

	if (!fd)
		fd = lock_poll(path, how, holder);
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
