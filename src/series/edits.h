/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Anchored edits: each names a line of the kernel by a regular expression,
 * which must match exactly one line, and says how to change it. An edit whose
 * place is in doubt is an error, never a guess.
 */
#ifndef LAZYMMU_EDITS_H
#define LAZYMMU_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct regex;

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
 * @verb: the kind of edit
 * @line: line number in the edits file, from 1
 * @paths: for new, the path and the source of its content, relative to the home
 *	directory; for check, pathspecs; else the files in which the line is
 *	searched for
 * @re: the anchor, or the pattern of a check
 * @under: start of the scope, or NULL
 * @until: end of the scope, or NULL
 * @through: last line of the range, or NULL
 * @text: the lines to insert, each with its newline, or NULL
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
 * @n: number of edits
 * @room: number of edits for which there is memory
 */
struct edits {
	char *file;
	struct edit *v;
	size_t n;
	size_t room;
};

/**
 * edits_parse - parse an edits file
 * @file: its path, for messages
 * @text: its content
 * @dialect: edits that are for another dialect are left out; NULL: none is
 * @out: set on success; to be released with edits_free()
 *
 * Return: 0 or -EINVAL (failure recorded, with file and line).
 */
int edits_parse(const char *file, const char *text, const char *dialect,
		struct edits **out);

/** edits_free - release @e, which may be NULL */
void edits_free(struct edits *e);

#endif
