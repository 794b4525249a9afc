/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing cpio archives in the "newc" format, which a kernel takes as initrd.
 * They are written here because a program would need mknod for /dev/console.
 */
#ifndef LAZYMMU_CPIO_H
#define LAZYMMU_CPIO_H

#include <stddef.h>
#include <sys/types.h>

#include "util/strbuf.h"

/**
 * struct cpio - an archive being written
 * @out: its bytes are appended here
 * @inode: number of the member written last
 */
struct cpio {
	struct strbuf *out;
	unsigned int inode;
};

/**
 * cpio_add - add a member
 * @name: its path, without a leading "/"
 * @mode: type and permission bits
 * @mem: content of a regular file
 * @len: its size
 * @major: major number of a device
 * @minor: minor number of a device
 */
void cpio_add(struct cpio *c, const char *name, mode_t mode, const void *mem,
	      size_t len, unsigned int major, unsigned int minor);

/** cpio_end - add the trailer, padded to 512 bytes */
void cpio_end(struct cpio *c);

#endif
