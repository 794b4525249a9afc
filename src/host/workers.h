/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workers: processes that do pieces of work side by side.
 *
 * A worker is a fork of this process. Its standard output is collected, so that
 * the output of two workers never mixes; its standard error goes to ours line
 * by line. At its end a worker hands back a report or a failure. A worker that
 * dies before that has failed.
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
 * enum worker_state - the state of a worker
 * @WORKER_WAITING: the worker has not begun
 * @WORKER_RUNNING: the worker runs
 * @WORKER_DONE: the worker has reported success
 * @WORKER_FAILED: the worker failed, or the worker that it depends on failed
 */
enum worker_state { WORKER_WAITING, WORKER_RUNNING, WORKER_DONE, WORKER_FAILED };

/**
 * struct worker - a piece of work, and the process that does it
 * @name: for messages
 * @run: the work; called in the worker; returns 0, or a negative errno value
 *	 with the failure recorded. @report is handed back to the caller's
 *	 process
 * @arg: first argument of @run
 * @after: the worker that must be done before this one begins, or NULL
 * @heavy: the work keeps several processors busy; see struct workers_limits
 * @memory: bytes of memory that the work needs
 * @state: the state of the worker
 * @out: the bytes that it wrote to standard output
 * @report: the report of @run
 * @failure: why the worker failed; empty otherwise
 *
 * The caller sets the members down to @memory and zeroes the others.
 * workers_run() sets @state, @out, @report and @failure, and workers_free()
 * releases them. The rest is private.
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
 * @jobs: most workers at once
 * @heavy: most workers with heavy work at once
 * @memory: most bytes that the running workers need together; a single worker
 *	    is started even if it needs more
 * @live: the workers' output goes to our own at once; only for work of which
 *	  one piece runs at a time. If the reader of our output has gone,
 *	  output_lose() is called, and the worker has not failed
 */
struct workers_limits {
	int jobs;
	int heavy;
	uint64_t memory;
	bool live;
};

/**
 * workers_run - run all workers to their ends
 * @v: the workers; among workers that can begin, the first in @v begins first
 * @n: their number
 * @limits: how much runs at once
 * @done: called in this process for each worker that has ended, done or failed;
 *	  may be NULL
 * @arg: first argument of @done
 *
 * When this process is interrupted, all workers are interrupted. When
 * workers_run() returns, neither a worker nor a program that a worker ran is
 * left.
 *
 * Return: 0, also if workers failed, or a negative errno value with the failure
 * recorded (-EINTR: interrupted; the workers that had not ended have failed).
 */
int workers_run(struct worker *v, size_t n, const struct workers_limits *limits,
		void (*done)(void *arg, struct worker *w), void *arg);

/** workers_free - release the members of @v that workers_run() set */
void workers_free(struct worker *v, size_t n);

#endif
