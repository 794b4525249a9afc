/* SPDX-License-Identifier: GPL-2.0-only */
/* Coccinelle, as a program. */
#ifndef LAZYMMU_SPATCH_H
#define LAZYMMU_SPATCH_H

struct cocci;
struct step;
struct work;

/**
 * spatch_apply - run a semantic patch on the files it is for
 * @w: the files; those that change are noted there
 * @s: the step, for messages
 * @c: its semantic patch
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int spatch_apply(struct work *w, const struct step *s, const struct cocci *c);

#endif
