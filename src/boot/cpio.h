/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing cpio archives in the "newc" format, which a kernel takes as its
 * initrd. The program cpio would need a real /dev/console, and so the right to
 * make one.
 */
#ifndef LAZYMMU_CPIO_H
#define LAZYMMU_CPIO_H

#include <stddef.h>
#include <sys/types.h>

#include "util/strbuf.h"

/**
 * struct cpio - an archive being written
 * @out: its bytes are appended here
 * @inode: inode number of the last member
 */
struct cpio {
	struct strbuf *out;
	unsigned int inode;
};

/**
 * cpio_add - add a member
 * @name: path of the member, without a leading "/"
 * @mode: type and permission bits
 * @mem: content of a regular file
 * @len: size of the content
 * @major: major number of a device
 * @minor: minor number of a device
 */
void cpio_add(struct cpio *c, const char *name, mode_t mode, const void *mem,
	      size_t len, unsigned int major, unsigned int minor);

/** cpio_end - add the trailer, padded to 512 bytes */
void cpio_end(struct cpio *c);

#endif
