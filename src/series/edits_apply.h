/* SPDX-License-Identifier: GPL-2.0-only */
/* Making anchored edits in the files of a tree. */
#ifndef LAZYMMU_EDITS_APPLY_H
#define LAZYMMU_EDITS_APPLY_H

struct edit_tree;
struct edits;

/**
 * edits_apply - make the edits; the checks are left to the caller
 * @e: the edits
 * @step: name of the step, for messages
 * @tree: the files; see series/place.h
 *
 * Return: 0, 1 if edits did not fit (the misfits were collected, and all other
 * edits were made), or a negative errno value (failure recorded).
 */
int edits_apply(const struct edits *e, const char *step,
		const struct edit_tree *tree);

#endif
