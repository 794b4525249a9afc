/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's initrd: an uncompressed "newc" cpio archive, because the small
 * kernels have no decompressor; written here, because no mknod is needed then.
 */
#ifndef LAZYMMU_INITRD_H
#define LAZYMMU_INITRD_H

#include <stddef.h>
#include <sys/types.h>

#include "build/target.h"
#include "util/strbuf.h"

/**
 * struct cpio - an archive being written
 * @out: its bytes
 * @inode: number of the next member
 */
struct cpio {
	struct strbuf *out;
	unsigned int inode;
};

/**
 * cpio_add - add a member
 * @name: without a leading "/"
 * @mode: type and permission bits
 * @mem: content of a regular file
 * @len: its size
 * @major: of a device
 * @minor: of a device
 */
void cpio_add(struct cpio *c, const char *name, mode_t mode, const void *mem,
	      size_t len, unsigned int major, unsigned int minor);

/** cpio_end - add the trailer, padded to 512 bytes */
void cpio_end(struct cpio *c);

/**
 * initrd_make - the initrd for a target
 * @t: the target
 * @path: set to its path in the cache, to be freed by the caller
 * @init: set to the path of the program in it, to be freed by the caller; may be
 *	  NULL
 *
 * guest/ is compiled with the target's compiler; what has been compiled from
 * the same sources by the same compiler is used again.
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int initrd_make(const struct target *t, char **path, char **init);

#endif
