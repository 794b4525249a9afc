/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the place of an anchored edit in the files of a tree. */
#ifndef LAZYMMU_PLACE_H
#define LAZYMMU_PLACE_H

#include <stddef.h>

#include "util/strbuf.h"

struct edit;
struct edits;
struct losses;
struct misfits;
struct removed;

/**
 * struct edit_tree - the access of edits to files
 * @load: append the content of the tree's file @path to @out; returns -ENOENT
 *	if there is no such file
 * @store: give the tree's file @path this content
 * @source: append the file @path of the home directory to @out
 * @arg: first argument of the three
 * @misfits: collects misfits; NULL: the first is a failure
 * @removed: what the edits are known to remove; NULL: that is not known
 * @losses: collects lines that are removed without being known; only if @removed
 *	is known
 */
struct edit_tree {
	int (*load)(void *arg, const char *path, struct strbuf *out);
	int (*store)(void *arg, const char *path, const struct strbuf *content);
	int (*source)(void *arg, const char *path, struct strbuf *out);
	void *arg;
	struct misfits *misfits;
	const struct removed *removed;
	struct losses *losses;
};

/**
 * struct seeker - an edit that looks for its place
 * @edits: the edits file, for messages
 * @e: the edit
 * @step: name of the step, for messages
 * @tree: the files
 */
struct seeker {
	const struct edits *edits;
	const struct edit *e;
	const char *step;
	const struct edit_tree *tree;
};

/**
 * struct file_lines - a file split into lines
 * @path: its path
 * @text: its content
 * @at: line i is text[at[i]] to text[at[i + 1]], with its newline
 * @n: number of lines
 */
struct file_lines {
	const char *path;
	struct strbuf text;
	size_t *at;
	size_t n;
};

/**
 * struct range - lines
 * @first: the first line, from 0
 * @last: the line behind the last one
 */
struct range {
	size_t first, last;
};

/**
 * struct place - the files of an edit, and its place in them
 * @files: the files that the tree has
 * @scope: for each file, the lines to look at
 * @n: number of files
 * @file: the file that has the place
 * @hit: the lines to replace; an insertion has an empty range
 */
struct place {
	struct file_lines *files;
	struct range *scope;
	size_t n;
	size_t file;
	struct range hit;
};

/**
 * place_line - a line of a file
 * @i: the line, from 0
 * @len: set to its length
 *
 * Return: the line; the newline does not count.
 */
const char *place_line(const struct file_lines *l, size_t i, size_t *len);

/**
 * place_open - read the files of an edit, and limit them to its scope
 * @p: set, to be released with place_free(), also after a failure
 *
 * Return: 0, 1 if this does not fit the tree (the misfit was collected), or a
 * negative errno value (failure recorded).
 */
int place_open(const struct seeker *s, struct place *p);

/**
 * place_find - find the place of the edit
 * @p: opened with place_open()
 *
 * Return: as of place_open().
 */
int place_find(const struct seeker *s, struct place *p);

/**
 * place_count - count the lines that match the anchor of the edit
 * @p: opened with place_open()
 * @n: set to the number
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int place_count(const struct seeker *s, const struct place *p, size_t *n);

/** place_free - release what is in @p */
void place_free(struct place *p);

#endif
