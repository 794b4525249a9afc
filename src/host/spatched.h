/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The results of spatch, kept in the cache. spatch handles each file by itself, so
 * the result of a file depends on the program, its arguments, the semantic patch,
 * and the path and the content of the file: the key of what is kept is the SHA-256
 * of these.
 */
#ifndef LAZYMMU_HOST_SPATCHED_H
#define LAZYMMU_HOST_SPATCHED_H

#include <stdbool.h>

struct strbuf;

/**
 * struct spatched - the results of one semantic patch
 * @dir: their directory; NULL: nothing is kept, as the result may depend on more
 *	(another file, a script, a configuration of spatch), or as the semantic
 *	patch or spatch cannot be read, which spatch_run() tells
 */
struct spatched {
	char *dir;
};

/**
 * spatched_open - find the results of a semantic patch
 * @cocci: path of the semantic patch
 * @arguments: all other arguments that matter
 * @sd: set; to be released with spatched_close(), also after a failure
 *
 * Return: 0, or a negative errno value if there is no cache or a signal arrived
 * (failure recorded).
 */
int spatched_open(const char *cocci, const char *arguments, struct spatched *sd);

/**
 * spatched_same - are these the results of the same program, arguments and rules?
 *
 * If the semantic patch has changed between two calls of spatched_open(), nobody
 * knows which of both spatch has read.
 */
bool spatched_same(const struct spatched *a, const struct spatched *b);

/** spatched_close - release what is in @sd */
void spatched_close(struct spatched *sd);

/**
 * spatched_find - look for the result of a file
 * @path: its path below the directory that spatch runs in
 * @before: its content
 * @after: what spatch made of it is appended, if it is known
 *
 * A result that is damaged is not known.
 *
 * Return: whether it is known.
 */
bool spatched_find(const struct spatched *sd, const char *path,
		   const struct strbuf *before, struct strbuf *after);

/**
 * spatched_keep - keep the result of a file, after spatch has ended without a
 * failure
 * @path: its path below the directory that spatch ran in
 * @before: its content
 * @after: what spatch made of it
 *
 * If it cannot be kept, spatch will do the same again: a note says so.
 */
void spatched_keep(const struct spatched *sd, const char *path,
		   const struct strbuf *before, const struct strbuf *after);

#endif
