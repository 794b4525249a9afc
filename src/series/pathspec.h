/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of files of a kernel tree, written like git's pathspecs. */
#ifndef LAZYMMU_PATHSPEC_H
#define LAZYMMU_PATHSPEC_H

#include <stdbool.h>

#include "util/strlist.h"

/**
 * pathspec_default - append the pathspecs for semantic patches and checks that
 * name none
 */
void pathspec_default(struct strlist *out);

/**
 * PATHSPEC_EVERYWHERE - where code of the kernel may have a section of its own, with
 * spaces between the pathspecs; programs for user space are left out
 */
#define PATHSPEC_EVERYWHERE ". :!tools :!Documentation"

/**
 * pathspec_match - is the kernel's file @path in the set?
 * @in: directories, files or globs ('*' also matches '/'); ":!X" excludes X
 * @path: relative to the top of the tree
 */
bool pathspec_match(const struct strlist *in, const char *path);

/**
 * pathspec_is_path - is @path a relative path without "..", "." and ".git" in it?
 *
 * Such a path names a file inside the tree that is not one of git's own.
 */
bool pathspec_is_path(const char *path);

#endif
