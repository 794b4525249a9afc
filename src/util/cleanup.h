/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Release when a variable goes out of scope, as in the kernel's
 * linux/cleanup.h:
 *
 *	char *path __cleanup(str_free) = path_join(dir, name);
 *	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
 *	int fd __cleanup(fd_close) = open(path, O_RDONLY | O_CLOEXEC);
 *
 * Variables are released in the reverse order of their declarations. A variable
 * must be initialised where it is declared: each return after the declaration
 * releases it. To keep the value beyond the scope, return or store
 * take_ptr(path) or take_fd(&fd).
 */
#ifndef LAZYMMU_CLEANUP_H
#define LAZYMMU_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define __cleanup(func) __attribute__((cleanup(func)))

/** take_ptr - the value of the pointer @p, which is NULL afterwards */
#define take_ptr(p) ({ __typeof__(p) taken_ = (p); (p) = NULL; taken_; })

/** str_free - for __cleanup(): free the string *@s, which may be NULL */
static inline void str_free(char **s)
{
	free(*s);
}

/** fd_close - for __cleanup(): close *@fd, unless it is negative */
static inline void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/** take_fd - the descriptor *@fd, which is -1 afterwards */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
