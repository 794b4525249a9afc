/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The place where a series is applied to a kernel: a scratch repository that
 * borrows the user's objects, an index, and a directory with the files that the
 * series may change. The user's repository is only read.
 */
#ifndef LAZYMMU_WORK_H
#define LAZYMMU_WORK_H

#include <stddef.h>

#include "host/git.h"
#include "tree/kernel.h"
#include "util/scratch.h"
#include "util/strlist.h"

struct identity;
struct misfits;
struct regex;
struct strbuf;

/**
 * struct work - a series that is being applied to a kernel
 * @scratch: the scratch directory that holds everything
 * @repo: the scratch repository
 * @dir: the files
 * @index: the index
 * @g: git, with this repository, directory and index
 * @files: sorted paths of the files in @dir
 * @touched: paths changed since the last commit
 * @commit: the last commit
 * @tree: its tree
 * @misfits: collects misfits; NULL: the first is a failure
 */
struct work {
	struct scratch scratch;
	char *repo;
	char *dir;
	char *index;
	struct git g;
	struct strlist files;
	struct strlist touched;
	char *commit;
	char *tree;
	struct misfits *misfits;
};

#define WORK_INIT { .scratch = { .lock = -1 } }

/**
 * work_open - prepare to change the tree at the HEAD of @k
 *
 * Return: 0 or a negative errno value (failure recorded); work_close() has to
 * be called in either case.
 */
int work_open(const struct kernel *k, struct work *w);

/** work_close - remove the scratch directory and all in it */
void work_close(struct work *w);

/**
 * work_bring - put files of the tree into the directory
 * @paths: paths of files; those that the tree does not have are ignored
 * @patterns: files with a line that matches one of these are added as well ...
 * @in: ... if one of these pathspecs names them
 *
 * The steps see no other files of the tree. Those that are there already, from an
 * earlier call, stay as they are.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_bring(struct work *w, const struct strlist *paths,
	       const struct strlist *patterns, const struct strlist *in);

/**
 * work_load - append the content of the file @path to @out
 *
 * Return: 0, -ENOENT (no such file), or another negative errno value (failure
 * recorded).
 */
int work_load(struct work *w, const char *path, struct strbuf *out);

/**
 * work_store - write @content to the file @path
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_store(struct work *w, const char *path, const struct strbuf *content);

/** work_touch - record that a program changed the file @path */
void work_touch(struct work *w, const char *path);

/**
 * work_grep - append the paths of files with a line that matches @re
 * @in: pathspecs
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_grep(struct work *w, const struct regex *re, const struct strlist *in,
	      struct strlist *out);

/**
 * work_write_tree - add the changed files to the index and write a tree
 * @tree: set to the new tree, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_write_tree(struct work *w, char **tree);

/**
 * work_undo - take back all changes since the last commit
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_undo(struct work *w);

/**
 * work_commit - make a commit
 * @tree: its tree; becomes @w->tree
 * @message: its message
 * @who: its author and committer
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_commit(struct work *w, const char *tree, const char *message,
		const struct identity *who);

#endif
