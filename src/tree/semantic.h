/* SPDX-License-Identifier: GPL-2.0-only */
/* Applying a step's semantic patch to the files of a tree. */
#ifndef LAZYMMU_SEMANTIC_H
#define LAZYMMU_SEMANTIC_H

struct cocci;
struct step;
struct strlist;
struct work;

/**
 * semantic_apply - run a semantic patch on the files that it is for
 * @w: the tree; the files that change are recorded there
 * @s: the step, for messages
 * @c: the semantic patch
 * @said: what @c has to say if a file changes is added
 *
 * Return: 0, 1 if it changed too few files (the misfit was collected), or a
 * negative errno value (failure recorded).
 */
int semantic_apply(struct work *w, const struct step *s, const struct cocci *c,
		   struct strlist *said);

#endif
