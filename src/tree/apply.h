/* SPDX-License-Identifier: GPL-2.0-only */
/* Putting the series on a kernel, step by step. */
#ifndef LAZYMMU_APPLY_H
#define LAZYMMU_APPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "series/series.h"
#include "tree/kernel.h"
#include "tree/identity.h"
#include "tree/work.h"

/**
 * struct step_result - what a step did
 * @step: the step
 * @number: its place, from 1
 * @total: number of steps
 * @skipped: why it did not apply to this tree, or NULL
 * @files: files changed
 * @added: lines added
 * @removed: lines removed
 * @numstat: per file "ADDED\tREMOVED\tPATH", NUL-terminated each
 * @cpu_s: processor time it took, in seconds
 * @wall_s: time it took, in seconds
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
	double cpu_s;
	double wall_s;
};

/**
 * apply_steps - put the steps of @s on @w, a commit each
 * @w: opened with work_open()
 * @s: the series
 * @who: who commits
 * @report: called after each step; may be NULL
 * @arg: first argument of @report
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apply_steps(struct work *w, const struct series *s,
		const struct identity *who,
		void (*report)(void *arg, const struct step_result *r),
		void *arg);

#endif
