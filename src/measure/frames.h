/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stack frames of functions, from the files NAME.su that gcc -fstack-usage
 * writes beside each object.
 */
#ifndef LAZYMMU_FRAMES_H
#define LAZYMMU_FRAMES_H

#include <stdint.h>

#include "measure/functions.h"
#include "util/strlist.h"

/**
 * frames_read - read all *.su files below @outdir
 * @frames: set to the functions, in the order of functions_sort(); of several
 *	    functions with one name, the largest frame counts. To be released
 *	    with functions_free() on success
 * @outdir: the output directory of a build with -fstack-usage
 *
 * A build without any *.su file is a failure: the kernel was built without
 * -fstack-usage.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int frames_read(struct functions *frames, const char *outdir);

/**
 * frames_parse - append the functions of one *.su file
 * @frames: the functions are appended
 * @path: path of the file, for messages
 * @text: content of the file, followed by a NUL
 * @len: number of bytes
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int frames_parse(struct functions *frames, const char *path, char *text,
		 size_t len);

/**
 * frames_of - look up the frames of some functions in two kernels
 * @before: the first kernel, after functions_sort()
 * @names: the functions. Copies that the compiler makes, like "NAME.isra", are
 *	   included; "NAME.cold" is a piece of NAME and uses the frame of NAME
 * @most: set to the largest frame before and after; 0: no such function exists
 * @out: the functions that either kernel has are appended, the largest first
 */
void frames_of(const struct functions *before, const struct functions *after,
	       const struct strlist *names, uint64_t most[2], struct changes *out);

#endif
