/* SPDX-License-Identifier: GPL-2.0-only */
/* Putting the series on a kernel, step by step. */
#ifndef LAZYMMU_APPLY_H
#define LAZYMMU_APPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "series/loss.h"
#include "series/misfit.h"
#include "series/series.h"
#include "tree/kernel.h"
#include "tree/identity.h"
#include "tree/work.h"

/**
 * struct step_result - the effect of a step
 * @step: the step
 * @number: place of the step in the series, from 1
 * @total: number of steps
 * @skipped: why the step was skipped for this tree, or NULL
 * @files: number of files that changed
 * @added: number of lines added
 * @removed: number of lines removed
 * @numstat: for each file "ADDED\tREMOVED\tPATH" and a NUL
 * @said: what the semantic patches have to say about this tree
 * @misfits: why the step was left out; only if misfits are collected
 * @nr_misfits: number of misfits; 0 if the step fits
 * @losses: lines that the step removes although it was not made for them
 * @commit: the commit; NULL if there is none
 * @cpu_s: processor time of the step, in seconds
 * @wall_s: duration of the step, in seconds
 */
struct step_result {
	const struct step *step;
	size_t number;
	size_t total;
	const char *skipped;
	size_t files;
	unsigned long added;
	unsigned long removed;
	const struct strlist *numstat;
	const struct strlist *said;
	const struct misfit *misfits;
	size_t nr_misfits;
	const struct losses *losses;
	const char *commit;
	double cpu_s;
	double wall_s;
};

/**
 * apply_steps - apply the steps of @s to @w, one commit per step
 * @w: opened with work_open(). If its @misfits collects, steps that do not fit
 *	are left out, and this goes on with the next step
 * @s: the series
 * @who: the committer
 * @report: called after each step; may be NULL
 * @arg: first argument of @report
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apply_steps(struct work *w, const struct series *s,
		const struct identity *who,
		void (*report)(void *arg, const struct step_result *r),
		void *arg);

/**
 * apply_bring - put the files into the directory of @w that the steps may read
 * or change
 * @w: opened with work_open()
 * @s: the series
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apply_bring(struct work *w, const struct series *s);

/**
 * apply_check - check the post-conditions of all steps
 * @w: the files are in its directory
 * @s: the series
 * @misfits: collects those that do not hold
 *
 * The post-condition of a step may be one that a later step ends: compare with
 * the misfits of a ported tree.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apply_check(struct work *w, const struct series *s, struct misfits *misfits);

#endif
