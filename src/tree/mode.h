/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lazy MMU mode a tree has. Its code says so; its name says nothing. */
#ifndef LAZYMMU_MODE_H
#define LAZYMMU_MODE_H

#include "host/git.h"

/**
 * enum mode - the lazy MMU mode of a tree
 * @MODE_STATELESS: sections without a state: no sign of another mode was found
 * @MODE_STATEFUL: that of the series
 * @MODE_COUNTERS: mainline's own
 */
enum mode { MODE_STATELESS, MODE_STATEFUL, MODE_COUNTERS };

/**
 * mode_find - find the mode of a commit
 * @g: the repository
 * @commit: the commit or the tree
 * @mode: set to its mode
 * @file: set to a file that shows the mode, to be freed by the caller; NULL if
 *	no file shows one
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int mode_find(const struct git *g, const char *commit, enum mode *mode,
	      char **file);

/**
 * mode_has_series - has a commit this series already?
 * @g: the repository
 * @commit: the commit or the tree
 * @series: the series; that of MODE_STATEFUL is found by mode_find()
 * @file: set to a file that shows the series, to be freed by the caller; NULL if
 *	no file does
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int mode_has_series(const struct git *g, const char *commit, const char *series,
		    char **file);

/**
 * mode_grep - find a file of a commit with a line that matches
 * @g: the repository
 * @commit: the commit or the tree
 * @patterns: Perl-compatible regular expressions
 * @in: where to look
 * @out: the paths of the files are appended
 *
 * Return: 0, also without a match, or a negative errno value (failure recorded).
 */
int mode_grep(const struct git *g, const char *commit,
	      const struct strlist *patterns, const struct strlist *in,
	      struct strlist *out);

#endif
