/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of text: columns as wide as their widest cell. */
#ifndef LAZYMMU_TABLE_H
#define LAZYMMU_TABLE_H

#include <stdio.h>

#include "util/strlist.h"

/**
 * struct table - rows of cells
 * @align: a letter for each column: 'l' or 'r', the side to which cells are
 *	aligned
 * @cells: the cells, row by row
 */
struct table {
	const char *align;
	struct strlist cells;
};

/** TABLE - an empty table; @align_ must stay valid */
#define TABLE(align_) { .align = (align_) }

/**
 * table_row - append a row
 * @cells: as many as @t has columns
 */
void table_row(struct table *t, const char *const cells[]);

/**
 * table_print - write the table to @to, with two spaces between the columns
 * @prefix: before each row
 */
void table_print(const struct table *t, const char *prefix, FILE *to);

/** table_free - release the cells; the table is empty afterwards */
void table_free(struct table *t);

#endif
