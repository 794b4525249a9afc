/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the edits of the series remove from the kernels that it was made for:
 * series/removed, which "make removed" writes. For each edit, it has digests of the
 * lines, so that lines that are only in the tree of a user can be told from them.
 *
 * The file has lines "STEP EDIT VERSION[,VERSION...] DIGEST...": the kernels of these
 * versions lose the same lines there. "#" begins a comment line.
 */
#ifndef LAZYMMU_REMOVED_H
#define LAZYMMU_REMOVED_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct edit;

/** REMOVED_FILE - the file, relative to the home directory */
#define REMOVED_FILE "series/removed"

/** REMOVED_NOTHING - in place of digests, if all lines of an edit say nothing */
#define REMOVED_NOTHING "-"

/** REMOVED_ID - size of a buffer for removed_edit() and removed_line() */
#define REMOVED_ID 9

/**
 * struct removal - what an edit removes from some versions
 * @step: the step
 * @edit: the edit, as of removed_edit()
 * @versions: the versions
 * @lines: the lines, as of removed_line(), each as often as it is removed
 */
struct removal {
	char *step;
	char *edit;
	struct strlist versions;
	struct strlist lines;
};

/**
 * struct removed - what all edits remove
 * @v: the removals
 * @n: number of removals
 * @room: number of removals for which there is memory
 */
struct removed {
	struct removal *v;
	size_t n;
	size_t room;
};

/**
 * removed_load - read series/removed
 * @out: set, to be released with removed_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int removed_load(struct removed *out);

/** removed_free - release what is in @r */
void removed_free(struct removed *r);

/** removal_free - release what is in @r */
void removal_free(struct removal *r);

/**
 * removed_edit - a name for the place of an edit in its step
 * @id: set to digits that depend on the files and on the expressions of the edit
 */
void removed_edit(const struct edit *e, char id[REMOVED_ID]);

/**
 * removed_line - the digest of a line
 * @line: the line; its indentation does not count, and the number of blanks
 * @len: its length
 * @id: set to digits that depend on the rest
 *
 * Return: false if the line says nothing, such as a brace: there is
 * no digest.
 */
bool removed_line(const char *line, size_t len, char id[REMOVED_ID]);

/**
 * removed_knows - does an edit remove a line from a kernel that it was made for?
 * @step: the step
 * @edit: the edit, as of removed_edit()
 * @line: the line, as of removed_line()
 * @times: ... as often as that
 */
bool removed_knows(const struct removed *r, const char *step, const char *edit,
		   const char *line, size_t times);

#endif
