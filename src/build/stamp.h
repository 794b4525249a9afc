/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stamp of a build: a file in the output directory that names the inputs of
 * the build. The stamp is removed before make changes anything and written when
 * everything has succeeded, so a build that failed or was interrupted has no
 * stamp.
 */
#ifndef LAZYMMU_STAMP_H
#define LAZYMMU_STAMP_H

#include <stddef.h>

#include "util/strlist.h"

/**
 * struct stamp - the inputs of a build
 * @path: path of the stamp
 * @commit: the commit that is built
 * @config: hash of the symbols that are wanted
 * @compiler: version of the compiler
 * @goals: the goals of make
 * @image: path of the image, whose hash is part of the stamp; or NULL
 * @objects: number of objects that a whole build compiles, as far as known
 * @warnings: number of compiler warnings
 *
 * The caller owns the members and releases them.
 */
struct stamp {
	char *path;
	char commit[65];
	char config[65];
	char *compiler;
	struct strlist goals;
	const char *image;
	size_t objects;
	size_t warnings;
};

/**
 * stamp_check - is the build that @s describes up to date?
 * @s: @objects and @warnings are taken from the stamp in the directory, even if
 *     it is that of another build
 *
 * Return: 1 or 0, or a negative errno value (failure recorded).
 */
int stamp_check(struct stamp *s);

/**
 * stamp_remove - remove the stamp, before the output directory changes
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int stamp_remove(const struct stamp *s);

/**
 * stamp_write - write the stamp, after the build has succeeded
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int stamp_write(const struct stamp *s);

#endif
