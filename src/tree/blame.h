/* SPDX-License-Identifier: GPL-2.0-only */
/* Which misfits are only consequences of others? */
#ifndef LAZYMMU_BLAME_H
#define LAZYMMU_BLAME_H

#include <stddef.h>

struct misfit;
struct step;
struct work;

/**
 * struct suspects - the steps that were skipped so far, as they did not fit
 * @v: the steps
 * @n: number of steps
 * @room: number of steps for which there is memory
 */
struct suspects {
	const struct step **v;
	size_t n;
	size_t room;
};

/**
 * blame_misfits - find the misfits that follow from others
 * @w: the tree, without the changes of the steps in @failed
 * @failed: the steps that were skipped so far
 * @m: misfits of one step; @because is set in those that follow from one of
 *	@failed, or from another misfit of the same step
 * @n: number of misfits
 *
 * A misfit follows if a line is looked for that a skipped step adds, or is found
 * that it removes, or if what is looked for has a name that the tree lacks and
 * that a skipped step brings in.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int blame_misfits(struct work *w, const struct suspects *failed,
		  struct misfit *m, size_t n);

#endif
