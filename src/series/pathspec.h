/* SPDX-License-Identifier: GPL-2.0-only */
/* Which files of a kernel tree are meant, in the way of git's pathspecs. */
#ifndef LAZYMMU_PATHSPEC_H
#define LAZYMMU_PATHSPEC_H

#include <stdbool.h>

#include "util/strlist.h"

/**
 * pathspec_default - append where semantic patches and checks look when they do
 * not say it
 */
void pathspec_default(struct strlist *out);

/**
 * pathspec_match - is the kernel's file @path in the set?
 * @in: directories, files or globs ('*' also matches '/'); ":!X" excludes X
 * @path: relative to the top of the tree
 */
bool pathspec_match(const struct strlist *in, const char *path);

/**
 * pathspec_is_path - is @path a relative path without "..", "." and ".git" in it?
 *
 * Such a path names a file inside the tree, and none of git's own.
 */
bool pathspec_is_path(const char *path);

#endif
