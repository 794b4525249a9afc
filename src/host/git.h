/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * git, as a program. User configuration that changes what git writes, hooks, and
 * variables like GIT_DIR in our environment have no effect on it.
 */
#ifndef LAZYMMU_GIT_H
#define LAZYMMU_GIT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct strbuf;

/**
 * struct git - the repository that git works on, and how git runs
 * @cwd: git's working directory; NULL: that of this process
 * @dir: GIT_DIR, NULL: found from @cwd
 * @work: GIT_WORK_TREE, NULL: as configured
 * @index: GIT_INDEX_FILE, NULL: the repository's own
 * @own: the repository is our own, so git reads neither the system's nor the
 *	user's configuration
 * @finish: as in struct proc
 * @env: more variables for git's environment, "NAME=VALUE"
 */
struct git {
	const char *cwd;
	const char *dir;
	const char *work;
	const char *index;
	bool own;
	int finish;
	struct strlist env;
};

/**
 * git_try - run git and return its exit status
 * @g: the repository
 * @in: bytes for git's standard input, or NULL
 * @in_len: number of bytes at @in
 * @out: git's standard output is appended; NULL: it is thrown away
 * @err: git's standard error is appended; NULL: it is thrown away
 * @args: NULL-terminated arguments, without "git"
 *
 * A positive status is git's own answer about the repository: "no", or a
 * refusal. A failure that says nothing about the repository is a negative
 * value.
 *
 * Return: the exit status (0..255), 256 + N if signal N ended git, or a negative
 * errno value (failure recorded): -ENOENT (git is not installed), -EINTR (we
 * were interrupted), -ENOSPC (git failed for lack of space), -ENOTDIR (@g->cwd
 * cannot be entered), or another.
 */
int git_try(const struct git *g, const char *in, size_t in_len,
	    struct strbuf *out, struct strbuf *err, const char *const args[]);

/**
 * git_do - run git, which must succeed
 *
 * The arguments are those of git_try().
 *
 * Return: 0 or a negative errno value (failure recorded, with git's message).
 */
int git_do(const struct git *g, const char *in, size_t in_len,
	   struct strbuf *out, const char *const args[]);

/* git_do() and git_try() with the arguments listed, without input. */
#define git_ok(g, out, ...) \
	git_do(g, NULL, 0, out, (const char *const[]){ __VA_ARGS__, NULL })
#define git_status(g, out, ...) \
	git_try(g, NULL, 0, out, NULL, (const char *const[]){ __VA_ARGS__, NULL })

/**
 * git_failed - record the failure of a git command that git_try() ran
 * @g: the repository
 * @command: "fetch"
 * @status: the result of git_try(), not 0
 * @message: what git wrote to standard error
 *
 * Return: a negative errno value.
 */
int git_failed(const struct git *g, const char *command, int status,
	       const char *message);

/**
 * git_line - run git, which must succeed, and take its output as one line
 * @out: set to the output without the last newline, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int git_line(const struct git *g, char **out, const char *const args[]);

/**
 * git_quote - quote a path for a list of directories that git reads
 * @path: the path
 * @out: the quoted path is appended here
 */
void git_quote(const char *path, struct strbuf *out);

/**
 * git_filters_off - from now on, run no filter that the repository's own
 * configuration names
 * @g: the repository; variables are added to its @env
 *
 * A program that a tree brings along is never executed.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int git_filters_off(struct git *g);

/**
 * git_free - release what @g owns, that is @g->env
 */
void git_free(struct git *g);

#endif
