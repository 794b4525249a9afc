/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking the series back from a ported tree. */
#ifndef LAZYMMU_REVERT_H
#define LAZYMMU_REVERT_H

#include "tree/history.h"
#include "tree/identity.h"
#include "tree/kernel.h"
#include "tree/work.h"

/**
 * revert_series - take all runs of the series back
 * @w: opened with work_open() on @k; its commit becomes the result
 * @k: the tree
 * @h: the runs
 * @who: the committer
 *
 * If nothing came after the series, the result is the commit that it started
 * from, else one commit on top of HEAD. Each run is taken back by a merge of the
 * tree with the run's base, whose common ancestor is the run's tip.
 *
 * Return: 0 or a negative errno value (failure recorded: later changes are in
 * the way, or use the series' interface; the message names the files).
 */
int revert_series(struct work *w, const struct kernel *k,
		  const struct history *h, const struct identity *who);

#endif
