/* SPDX-License-Identifier: GPL-2.0-only */
/* Making anchored edits in the files of a tree. */
#ifndef LAZYMMU_EDITS_APPLY_H
#define LAZYMMU_EDITS_APPLY_H

struct edits;
struct strbuf;

/**
 * struct edit_tree - the access of edits to files
 * @load: append the content of the tree's file @path to @out; returns -ENOENT
 *	if there is no such file
 * @store: give the tree's file @path this content
 * @source: append the file @path of the home directory to @out
 * @arg: first argument of the three
 */
struct edit_tree {
	int (*load)(void *arg, const char *path, struct strbuf *out);
	int (*store)(void *arg, const char *path, const struct strbuf *content);
	int (*source)(void *arg, const char *path, struct strbuf *out);
	void *arg;
};

/**
 * edits_apply - make the edits; the checks are left to the caller
 * @e: the edits
 * @step: name of the step, for messages
 * @tree: the files
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int edits_apply(const struct edits *e, const char *step,
		const struct edit_tree *tree);

#endif
