/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a tree have the content of a step already? */
#ifndef LAZYMMU_EDITS_THERE_H
#define LAZYMMU_EDITS_THERE_H

struct edit_tree;
struct edits;

/**
 * edits_there - has somebody made all of these edits in the tree?
 * @e: the edits
 * @step: name of the step
 * @tree: the files; nothing is stored
 *
 * The edits are taken back from the last to the first, in memory. They are there
 * if each text is at its place, each new file is the same, nothing is left of
 * what a delete removes, and there is at least one text or file. In doubt they
 * are not there.
 *
 * Return: 1, 0, or a negative errno value (failure recorded).
 */
int edits_there(const struct edits *e, const char *step,
		const struct edit_tree *tree);

#endif
