/* SPDX-License-Identifier: GPL-2.0-only */
/* What make and the compiler say while a kernel is built. */
#ifndef LAZYMMU_MAKELOG_H
#define LAZYMMU_MAKELOG_H

#include <stddef.h>

#include "util/strlist.h"

#define MAKELOG_ERRORS	30	/* lines kept; the rest is in the log */

/**
 * struct makelog - a build's output being read
 * @source: the source directory; it is taken off the paths in messages
 * @output: the output directory; the same
 * @objects: objects compiled or assembled
 * @current: the last of them
 * @warnings: the lines with a warning
 * @errors: the lines that say why it failed, with what the compiler shows
 *	    below them
 *
 * The other member is private.
 */
struct makelog {
	const char *source;
	const char *output;
	size_t objects;
	char current[128];
	struct strlist warnings;
	struct strlist errors;
	int detail;
};

/** makelog_init - begin; the directories stay valid, or are NULL */
void makelog_init(struct makelog *m, const char *source, const char *output);

/** makelog_line - read a line */
void makelog_line(struct makelog *m, const char *line);

/**
 * makelog_touching - the warnings about certain files
 * @files: paths in the source tree
 * @out: gets the lines
 */
void makelog_touching(const struct makelog *m, const struct strlist *files,
		      struct strlist *out);

/** makelog_free - release it */
void makelog_free(struct makelog *m);

#endif
