/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Anchored edits: each names one line of the kernel by a regular expression
 * that must match exactly one, and says what becomes of it. What cannot be
 * placed without doubt is an error, never a guess.
 */
#ifndef LAZYMMU_EDITS_H
#define LAZYMMU_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct regex;
struct strbuf;

enum edit_verb {
	EDIT_NEW,
	EDIT_AFTER,
	EDIT_BEFORE,
	EDIT_DELETE,
	EDIT_REPLACE,
	CHECK_ABSENT,
	CHECK_PRESENT,
};

/**
 * struct edit - one of the edits or checks of a step
 * @verb: what it does
 * @line: of the edits file, from 1
 * @paths: new: the path and where its content is, relative to the home
 *	directory; check: pathspecs; else: the files of which one line is meant
 * @re: the anchor, or what a check looks for
 * @under: start of the scope, or NULL
 * @until: end of the scope, or NULL
 * @through: last line of the range, or NULL
 * @text: lines to put in, each with its newline, or NULL
 */
struct edit {
	enum edit_verb verb;
	size_t line;
	struct strlist paths;
	struct regex *re;
	struct regex *under;
	struct regex *until;
	struct regex *through;
	char *text;
};

/**
 * struct edits - a parsed edits file
 * @file: its path, for messages
 * @v: the edits
 * @n: their number
 * @room: how many there is memory for
 */
struct edits {
	char *file;
	struct edit *v;
	size_t n;
	size_t room;
};

/**
 * struct edit_tree - where edits find and put files
 * @load: append the content of the tree's file @path to @out; -ENOENT: there
 *	is none
 * @store: the tree's file @path has now this content
 * @source: append the file @path of the home directory to @out
 * @arg: first argument of the three
 */
struct edit_tree {
	int (*load)(void *arg, const char *path, struct strbuf *out);
	int (*store)(void *arg, const char *path, const struct strbuf *content);
	int (*source)(void *arg, const char *path, struct strbuf *out);
	void *arg;
};

/**
 * edits_parse - parse an edits file
 * @file: its path, for messages
 * @text: its content
 * @out: set on success; to be released with edits_free()
 *
 * Return: 0 or -EINVAL (failure recorded, with file and line).
 */
int edits_parse(const char *file, const char *text, struct edits **out);

/** edits_free - release @e, which may be NULL */
void edits_free(struct edits *e);

/**
 * edits_apply - make the edits, without the checks
 * @e: what to do
 * @step: name of the step, for messages
 * @tree: the files
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int edits_apply(const struct edits *e, const char *step,
		const struct edit_tree *tree);

#endif
