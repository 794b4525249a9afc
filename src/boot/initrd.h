/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's initrd: an uncompressed cpio archive, because the small kernels
 * have no decompressor.
 */
#ifndef LAZYMMU_INITRD_H
#define LAZYMMU_INITRD_H

#include "build/target.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * initrd_make - the initrd for a target
 * @t: the target
 * @k: the kernel that will be booted
 * @program: files of a program of the kernel's tree to put into the initrd, as of
 *	     program_read(); "" for none
 * @modules: paths of kernel modules, which are put into /modules
 * @path: set to the path of the initrd in the cache, to be freed by the caller
 * @init: set to the path of a copy of the guest's program, to be freed by the
 *	  caller; may be NULL
 *
 * guest/ is compiled with the target's compiler. An initrd in the cache is used
 * again if it was made from the same sources and modules by the same compiler.
 *
 * Return: 0, or a negative errno value with the failure recorded; nothing is set
 * then.
 */
int initrd_make(const struct target *t, const struct kernel *k, const char *program,
		const struct strlist *modules, char **path, char **init);

#endif
