/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pieces of work that are done side by side, each by a process of its own.
 *
 * A worker is a fork of this process. Its standard output is collected, so that
 * the output of two workers never mixes; its standard error goes to ours line by
 * line. At its end it hands back a report or a failure. A worker that dies
 * without having done so has failed.
 */
#ifndef LAZYMMU_WORKERS_H
#define LAZYMMU_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/fail.h"
#include "util/strbuf.h"

/**
 * enum work_state - what became of a piece of work
 * @WORK_WAITING: it has not begun
 * @WORK_RUNNING: a worker is at it
 * @WORK_DONE: its worker has reported
 * @WORK_FAILED: its worker failed, or the work that it comes after did
 */
enum work_state { WORK_WAITING, WORK_RUNNING, WORK_DONE, WORK_FAILED };

/**
 * struct work - a piece of work
 * @name: for messages
 * @run: does it, in the worker; returns 0, or a negative errno value with the
 *	 failure recorded. @report goes back to us
 * @arg: first argument of @run
 * @after: the piece that must have been done before this one begins, or NULL
 * @heavy: it keeps several processors busy; see struct workers_limits
 * @memory: bytes that it will need
 * @state: what became of it
 * @out: what its worker wrote to standard output
 * @report: what @run reported
 * @failure: if it failed, why
 *
 * The caller sets the members down to @memory and zeroes the others; the others
 * are set by workers_run() and released with work_free(). The last ones are
 * private.
 */
struct work {
	const char *name;
	int (*run)(void *arg, struct strbuf *report);
	void *arg;
	const struct work *after;
	bool heavy;
	uint64_t memory;

	enum work_state state;
	struct strbuf out;
	struct strbuf report;
	struct failure failure;

	pid_t pid;
	int out_fd;
	int err_fd;
	int report_fd;
	struct strbuf line;
};

/**
 * struct workers_limits - how much is done at once
 * @jobs: at most so many workers
 * @heavy: at most so many whose work is heavy
 * @memory: together they may need so many bytes; a single worker is started even
 *	    if it needs more
 * @live: the workers' output goes where ours goes, at once; for work of which
 *	  only one piece can run at a time
 */
struct workers_limits {
	int jobs;
	int heavy;
	uint64_t memory;
	bool live;
};

/**
 * workers_run - do all the work
 * @v: the pieces; of those that can begin, the first begins first
 * @n: their number
 * @limits: how much at once
 * @done: called in this process for each piece as it ends, done or failed; may
 *	  be NULL
 * @arg: first argument of @done
 *
 * When we are interrupted, all workers are: none is left when this returns, nor
 * is a program that one of them ran.
 *
 * Return: 0, also if pieces of work failed, or a negative errno value with the
 * failure recorded (-EINTR: interrupted; the pieces that had not ended have
 * failed).
 */
int workers_run(struct work *v, size_t n, const struct workers_limits *limits,
		void (*done)(void *arg, struct work *w), void *arg);

/** work_free - release what workers_run() has set in @w */
void work_free(struct work *w);

#endif
