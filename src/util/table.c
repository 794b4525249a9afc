// SPDX-License-Identifier: GPL-2.0-only
#include "util/table.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/strbuf.h"

void table_row(struct table *t, const char *const cells[])
{
	for (size_t i = 0; t->align[i]; i++)
		sl_add(&t->cells, cells[i]);
}

static int width_of(const struct table *t, size_t column)
{
	size_t columns = strlen(t->align), width = 0;

	for (size_t i = column; i < t->cells.n; i += columns) {
		size_t len = strlen(t->cells.v[i]);

		width = len > width ? len : width;
	}
	return width;
}

void table_print(const struct table *t, const char *prefix, FILE *to)
{
	size_t columns = strlen(t->align);

	for (size_t row = 0; row < t->cells.n; row += columns) {
		struct strbuf line __cleanup(sb_free) = STRBUF_INIT;

		for (size_t i = 0; i < columns; i++)
			sb_addf(&line, "%s%*s", i ? "  " : "",
				t->align[i] == 'r' ? width_of(t, i) : -width_of(t, i),
				t->cells.v[row + i]);
		sb_rtrim(&line);
		fprintf(to, "%s%s\n", prefix, line.buf);
	}
}

void table_free(struct table *t)
{
	sl_free(&t->cells);
}
