/* SPDX-License-Identifier: GPL-2.0-only */
/* Building every commit of the series. */
#ifndef LAZYMMU_BISECT_H
#define LAZYMMU_BISECT_H

#include <stdbool.h>
#include <stddef.h>

#include "build/target.h"
#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * enum bisect_state - the result for a commit
 * @BISECT_BUILT: the commit was built now
 * @BISECT_REUSED: the commit was built by an earlier run
 * @BISECT_UNCONCERNED: the commit changes nothing that the target compiles
 * @BISECT_FAILED: the commit does not build
 */
enum bisect_state { BISECT_BUILT, BISECT_REUSED, BISECT_UNCONCERNED, BISECT_FAILED };

/**
 * struct bisect_step - the result of a commit for a target
 * @target: the target
 * @number: the place of the commit in the series, from 1
 * @total: number of commits
 * @subject: first line of the commit's message
 * @state: the result
 * @objects: number of objects that were compiled
 * @seconds: how long the build took
 * @why: why the commit does not build; NULL if it builds
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
 * @kernel: the kernel to which the series is applied
 * @flavour: the flavour of the kernels
 * @jobs: as of struct kbuild_request
 * @targets: the targets
 * @n: number of targets
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
 * After every commit, in order, the directories with the files of the series
 * are built for each target. So make compiles only what the commit changes. A
 * warning about a file that the series touches counts as a failure of the
 * commit. A commit that does not build is reported, and the next one is built.
 *
 * Return: 0, also if commits do not build, or a negative errno value (failure
 * recorded) if not all commits could be tried.
 */
int bisect_run(const struct bisect_request *rq);

/**
 * bisect_goals - the directories to build
 * @touched: all files that the series touches
 * @srcarch: the architecture's directory in arch/
 * @goals: the directories are appended as goals of make, and sorted
 */
void bisect_goals(const struct strlist *touched, const char *srcarch,
		  struct strlist *goals);

/**
 * bisect_concerns - can a change of these files matter to an architecture?
 * @files: the files that a commit changes
 * @srcarch: the architecture's directory in arch/
 */
bool bisect_concerns(const struct strlist *files, const char *srcarch);

#endif
