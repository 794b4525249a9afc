/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs, started without a shell. Each runs with LC_ALL=C and without
 * LANGUAGE, so that its messages can be compared with English text.
 */
#ifndef LAZYMMU_PROC_H
#define LAZYMMU_PROC_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/**
 * struct proc - how a program runs and where its output goes
 * @cwd: its working directory; NULL: ours
 * @keep: NULL-terminated names of the variables of our environment that the
 *	program gets; NULL: all of them
 * @env: NULL-terminated additions to that environment, "NAME=VALUE"; a string
 *	without '=' names a variable to remove; NULL: none
 * @in: bytes for its standard input; NULL: /dev/null
 * @in_len: number of bytes at @in
 * @out: its standard output is appended here; NULL: see @line
 * @err: its standard error is appended here; NULL: see @line
 * @max: number of bytes that are kept of each of @out and @err; 0: all
 * @merge_err: standard error goes where standard output goes, in order
 * @line: called for every line (without newline, NUL-terminated, may hold NULs)
 *	of a stream that has no buffer. A result other than 0 ends the program;
 *	proc_run() returns a negative one. NULL: such a stream is inherited from
 *	us
 * @arg: first argument of @line
 * @timeout_s: seconds after which the program is killed; 0: never
 * @finish: a descriptor of ours (not 0) that the program keeps open. The
 *	program must not be interrupted halfway: it survives us if we are
 *	killed, and a lock on the descriptor shows how long it runs. When we
 *	are interrupted it has a minute to end
 * @whole: the program must run to its end, however long it takes: it goes on
 *	when we are interrupted, and survives us if we are killed
 * @tick: called with @arg about ten times a second while the program runs; its
 *	result has the same meaning as that of @line. May be NULL
 */
struct proc {
	const char *cwd;
	const char *const *keep;
	char *const *env;
	const char *in;
	size_t in_len;
	struct strbuf *out;
	struct strbuf *err;
	size_t max;
	bool merge_err;
	int (*line)(void *arg, const char *line, size_t len, bool is_err);
	void *arg;
	int timeout_s;
	int finish;
	bool whole;
	int (*tick)(void *arg);
};

/**
 * proc_run - run a program to its end
 * @argv: NULL-terminated; argv[0] is looked for in PATH
 * @p: how it runs; NULL: with everything inherited, and an empty standard input
 *
 * The program gets a process group of its own and dies with us. The group is
 * killed (SIGTERM, a second later SIGKILL) on time-out, when @p->line asks for
 * it, and when we are interrupted. Processes of the group that remain when the
 * program ends are killed as well. A program with @p->finish or @p->whole is
 * waited for when we are interrupted.
 *
 * Return: the exit status (0..255), 256 + N if signal N ended it, or -ENOENT
 * (no such program), -ETIMEDOUT, -EINTR (we were interrupted; recorded as a
 * failure), -ENOTDIR (@p->cwd cannot be entered; recorded as a failure), the
 * negative result of @p->line, or another negative errno value. The caller has
 * to record the other failures; tool_run() does so.
 */
int proc_run(const char *const argv[], struct proc *p);

/**
 * proc_catch_signals - interrupt_catch(), and writing to a program that has gone
 * is an error instead of the end of the process
 */
void proc_catch_signals(void);

/* Room for the text of proc_status(). */
#define PROC_STATUS_SIZE 128

/**
 * proc_describe - put the result of proc_run() into words
 * @ret: the result
 * @text: the words go here
 *
 * Return: @text: "exit status 3", "killed by signal 9 (Killed)", "not
 * installed", ...
 */
const char *proc_describe(int ret, char text[PROC_STATUS_SIZE]);

/**
 * proc_status - like proc_describe(), in memory that is valid to the end of the
 * caller's block
 */
#define proc_status(ret) proc_describe(ret, (char[PROC_STATUS_SIZE]){ "" })

/**
 * proc_find - look for a program in PATH
 *
 * Return: its path, to be freed by the caller, or NULL.
 */
char *proc_find(const char *program);

#endif
