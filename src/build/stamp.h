/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stamp of a build: a file in its output directory that says what was built
 * there from what. It is removed before make changes anything and written when
 * everything has succeeded, so a build that failed or was interrupted has none.
 */
#ifndef LAZYMMU_STAMP_H
#define LAZYMMU_STAMP_H

#include <stddef.h>

#include "util/strlist.h"

/**
 * struct stamp - what a build is made of
 * @path: the file
 * @commit: the commit that is built
 * @config: hash of the symbols that are wanted
 * @compiler: its version
 * @goals: what make makes
 * @image: path of the image, whose content is part of the stamp; or NULL
 * @objects: objects that a whole build compiles, as far as known
 * @warnings: warnings of the compiler
 *
 * The build belongs to the caller, who releases the members.
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
 * stamp_check - is the build that @s describes there?
 * @s: @objects and @warnings are set to those of the stamp that is there, even
 *     if that is another build's
 *
 * Return: 1 or 0, or a negative errno value (failure recorded).
 */
int stamp_check(struct stamp *s);

/**
 * stamp_remove - what is in the output directory is not known from now on
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int stamp_remove(const struct stamp *s);

/**
 * stamp_write - the build that @s describes is there, whole
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int stamp_write(const struct stamp *s);

#endif
