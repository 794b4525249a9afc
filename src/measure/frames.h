/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stack frames of functions, as gcc's -fstack-usage writes them: a file NAME.su
 * beside each object.
 */
#ifndef LAZYMMU_FRAMES_H
#define LAZYMMU_FRAMES_H

#include <stdint.h>

#include "measure/functions.h"
#include "util/strlist.h"

/**
 * frames_read - read all *.su files below @outdir
 * @frames: the functions are set, in the order of functions_sort(); of functions
 *	    of one name the largest frame counts. To be released with
 *	    functions_free() on success
 * @outdir: the output directory of a build with -fstack-usage
 *
 * That there is no such file is a failure: the kernel was built without it.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int frames_read(struct functions *frames, const char *outdir);

/**
 * frames_parse - append the functions of one *.su file
 * @frames: the functions are appended
 * @path: of the file, for messages
 * @text: its content, with a NUL behind it
 * @len: bytes of it
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int frames_parse(struct functions *frames, const char *path, char *text,
		 size_t len);

/**
 * frames_of - look up the frames of some functions in two kernels
 * @before: after functions_sort(), as @after
 * @names: the functions. "NAME.isra" and other copies that the compiler has made
 *	   of NAME are included; "NAME.cold", a piece of NAME, has its frame
 * @most: set to the largest before and after; 0: none of them is there
 * @out: gets those that one of the kernels has, the largest first
 */
void frames_of(const struct functions *before, const struct functions *after,
	       const struct strlist *names, uint64_t most[2], struct changes *out);

#endif
