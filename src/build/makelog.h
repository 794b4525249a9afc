/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the output of make and of the compiler while a kernel is built. */
#ifndef LAZYMMU_MAKELOG_H
#define LAZYMMU_MAKELOG_H

#include <stddef.h>

#include "util/strlist.h"

#define MAKELOG_ERRORS	30	/* lines kept; the rest is in the log */

/**
 * struct makelog - the output of a build, while it is read
 * @source: the source directory; removed from the beginning of paths
 * @output: the output directory; removed from the beginning of paths as well
 * @objects: number of objects compiled or assembled
 * @current: path of the latest object
 * @warnings: the lines with a warning
 * @errors: the lines with errors, also make's own, each followed by the source
 *	    lines that the compiler shows
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

/**
 * makelog_init - begin to read
 * @source: the source directory, valid as long as @m; may be NULL
 * @output: the output directory, valid as long as @m; may be NULL
 */
void makelog_init(struct makelog *m, const char *source, const char *output);

/** makelog_line - read the next line, without its newline */
void makelog_line(struct makelog *m, const char *line);

/**
 * makelog_touching - find the warnings about some files
 * @files: paths in the source tree; a line counts if it begins with one of them
 * @out: the lines are appended
 */
void makelog_touching(const struct makelog *m, const struct strlist *files,
		      struct strlist *out);

/** makelog_free - release what is in @m */
void makelog_free(struct makelog *m);

#endif
