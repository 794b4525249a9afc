/* SPDX-License-Identifier: GPL-2.0-only */
/* How to tell that a tree has been ported already: the file series/ported. */
#ifndef LAZYMMU_PORTED_H
#define LAZYMMU_PORTED_H

#include "util/strlist.h"

/**
 * struct ported - how to recognise a ported tree
 * @lines: regular expressions: a line that matches one of them ...
 * @in: ... in a file of one of these pathspecs
 */
struct ported {
	struct strlist lines;
	struct strlist in;
};

/**
 * ported_load - read series/ported
 * @p: to be released with ported_free() in either case
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int ported_load(struct ported *p);

/** ported_free - release what is in @p */
void ported_free(struct ported *p);

#endif
