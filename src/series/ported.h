/* SPDX-License-Identifier: GPL-2.0-only */
/* The signs by which a tree's lazy MMU mode is told, from the file series/ported. */
#ifndef LAZYMMU_PORTED_H
#define LAZYMMU_PORTED_H

#include "util/strlist.h"

/**
 * struct ported - the signs of a tree's lazy MMU mode
 * @lines: regular expressions; a ported tree has a line that matches one of
 *	them ...
 * @mainline: ... and another tree with mainline's own mode one that matches one
 *	of these ...
 * @states: ... and none without the series one that matches one of these, because
 *	it uses a section with a state
 * @others: the names of other series, each followed by a regular expression: a
 *	tree that has the series has a line that matches ...
 * @in: ... in a file that one of these pathspecs names
 */
struct ported {
	struct strlist lines;
	struct strlist mainline;
	struct strlist states;
	struct strlist others;
	struct strlist in;
};

/**
 * ported_load - read series/ported
 * @p: to be released with ported_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int ported_load(struct ported *p);

/**
 * ported_lines_of - by which lines does a tree show that it has another series?
 * @p: the signs
 * @series: the series
 * @out: the regular expressions are appended
 */
void ported_lines_of(const struct ported *p, const char *series, struct strlist *out);

/** ported_free - release what is in @p */
void ported_free(struct ported *p);

#endif
