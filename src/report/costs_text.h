/* SPDX-License-Identifier: GPL-2.0-only */
/* The costs in a benchmark as text. */
#ifndef LAZYMMU_COSTS_TEXT_H
#define LAZYMMU_COSTS_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "measure/costs.h"

/**
 * costs_text_remarks - print the hypervisor, and what was not measured, a line
 * each
 * @prefix: printed before each line
 */
void costs_text_remarks(const struct costs *t, const char *prefix, FILE *to);

/**
 * costs_text_rows - print the rows
 * @markdown: print a table in Markdown
 */
void costs_text_rows(const struct costs *t, bool markdown, FILE *to);

/**
 * costs_text_changes - print functions of stock and ported, in the columns of the
 * kernel's scripts/bloat-o-meter
 * @c: the functions
 * @most: most functions that are printed
 */
void costs_text_changes(const struct changes *c, size_t most, FILE *to);

#endif
