/* SPDX-License-Identifier: GPL-2.0-only */
/* Does every commit of the series build? */
#ifndef LAZYMMU_BISECT_H
#define LAZYMMU_BISECT_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * enum bisect_state - what became of a commit
 * @BISECT_BUILT: it was built now
 * @BISECT_REUSED: it has been built before
 * @BISECT_UNCONCERNED: it changes nothing that the target compiles
 * @BISECT_FAILED: it does not build
 */
enum bisect_state { BISECT_BUILT, BISECT_REUSED, BISECT_UNCONCERNED, BISECT_FAILED };

/**
 * struct bisect_step - one commit for one target
 * @target: the target
 * @number: the place of the commit in the series, from 1
 * @total: number of commits
 * @subject: the first line of its message
 * @state: what became of it
 * @objects: number of objects that were compiled
 * @seconds: how long it took
 * @why: why it does not build; NULL if it does
 */
struct bisect_step {
	const struct target *target;
	size_t number;
	size_t total;
	const char *subject;
	enum bisect_state state;
	size_t objects;
	double seconds;
	const char *why;
};

/**
 * struct bisect_request - what to build
 * @kernel: the kernel to put the series on
 * @flavour: the flavour of the kernels
 * @jobs: as of struct kbuild_request
 * @targets: for which targets
 * @n: their number
 * @report: called for each commit and target
 * @arg: first argument of @report
 */
struct bisect_request {
	const struct kernel *kernel;
	const char *flavour;
	int jobs;
	const struct target *const *targets;
	int n;
	void (*report)(void *arg, const struct bisect_step *step);
	void *arg;
};

/**
 * bisect_run - build the series commit by commit
 * @rq: what to build
 *
 * For each target the directories that hold what the series touches are built,
 * after every commit, in order, so that only what a commit changes is compiled.
 * A warning about a file that the series touches counts as a failure of the
 * commit. A commit that does not build is reported, and the next one is built.
 *
 * Return: 0, also if commits do not build, or a negative errno value (failure
 * recorded) if that could not be found out.
 */
int bisect_run(const struct bisect_request *rq);

/**
 * bisect_goals - the directories to build
 * @touched: all files that the series touches
 * @srcarch: the architecture's directory in arch/
 * @goals: the directories are appended, in make's words, and sorted
 */
void bisect_goals(const struct strlist *touched, const char *srcarch,
		  struct strlist *goals);

/**
 * bisect_concerns - can the change of these files make a difference?
 * @files: the files that a commit changes
 * @srcarch: the architecture's directory in arch/
 */
bool bisect_concerns(const struct strlist *files, const char *srcarch);

#endif
