/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a series is put on a kernel: a scratch repository that borrows the
 * user's objects, an index of its own, and a directory with just the files the
 * series may touch. The user's repository is only read.
 */
#ifndef LAZYMMU_WORK_H
#define LAZYMMU_WORK_H

#include <stddef.h>

#include "host/git.h"
#include "tree/kernel.h"
#include "util/scratch.h"
#include "util/strlist.h"

struct identity;
struct regex;
struct strbuf;

/**
 * struct work - a series being put on a kernel
 * @scratch: everything is in here
 * @repo: the scratch repository
 * @dir: the files
 * @index: the index
 * @g: git, on these three
 * @files: sorted paths of the files in @dir
 * @touched: paths changed since the last commit
 * @commit: the last commit
 * @tree: its tree
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
};

#define WORK_INIT { .scratch = { .lock = -1 } }

/**
 * work_open - prepare to change the tree at @k's HEAD
 *
 * Return: 0 or a negative errno value (failure recorded); work_close() is
 * wanted in either case.
 */
int work_open(const struct kernel *k, struct work *w);

/** work_close - remove the scratch directory and all in it */
void work_close(struct work *w);

/**
 * work_bring - put files of the tree into the directory
 * @paths: paths of files; those that the tree does not have are ignored
 * @patterns: also every file with a line that matches one of these ...
 * @in: ... below one of these pathspecs
 *
 * Called once: the steps see no other file of the tree.
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
 * work_store - the file @path has this content now
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_store(struct work *w, const char *path, const struct strbuf *content);

/** work_touch - note that a program changed the file @path */
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
 * work_write_tree - take what was touched into the index
 * @tree: set to the new tree, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int work_write_tree(struct work *w, char **tree);

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
