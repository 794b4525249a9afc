/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workers: processes that do pieces of work side by side.
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
 * enum worker_state - how far a worker is
 * @WORKER_WAITING: it has not begun
 * @WORKER_RUNNING: it is at work
 * @WORKER_DONE: it has reported
 * @WORKER_FAILED: it failed, or the worker that it comes after did
 */
enum worker_state { WORKER_WAITING, WORKER_RUNNING, WORKER_DONE, WORKER_FAILED };

/**
 * struct worker - a piece of work, and the process that does it
 * @name: for messages
 * @run: the work; called in the worker; returns 0, or a negative errno value with
 *	 the failure recorded. @report comes back to us
 * @arg: first argument of @run
 * @after: the worker that must be done before this one begins, or NULL
 * @heavy: it keeps several processors busy; see struct workers_limits
 * @memory: bytes that it will need
 * @state: how far it is
 * @out: the bytes that it wrote to standard output
 * @report: the report of @run
 * @failure: if it failed, why
 *
 * The caller sets the members down to @memory and zeroes the others. Those from
 * @state on are set by workers_run() and released by workers_free(). The rest is
 * private.
 */
struct worker {
	const char *name;
	int (*run)(void *arg, struct strbuf *report);
	void *arg;
	const struct worker *after;
	bool heavy;
	uint64_t memory;

	enum worker_state state;
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
 * workers_run - let all workers do their work
 * @v: the workers; of those that can begin, the first begins first
 * @n: their number
 * @limits: how much at once
 * @done: called in this process for each worker as it ends, done or failed; may
 *	  be NULL
 * @arg: first argument of @done
 *
 * When we are interrupted, all workers are: none is left when this returns, nor
 * is a program that one of them ran.
 *
 * Return: 0, also if workers failed, or a negative errno value with the failure
 * recorded (-EINTR: interrupted; the workers that had not ended have failed).
 */
int workers_run(struct worker *v, size_t n, const struct workers_limits *limits,
		void (*done)(void *arg, struct worker *w), void *arg);

/** workers_free - release what workers_run() has set in @v */
void workers_free(struct worker *v, size_t n);

#endif
