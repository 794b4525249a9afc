// SPDX-License-Identifier: GPL-2.0-only
#include "series/quote.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"

/* checkpatch wants no longer lines in a commit message. */
#define WIDTH	75
#define INDENT	"  "

/* The columns that @line takes in the message. */
static size_t columns(const char *line)
{
	size_t n = strlen(INDENT);

	for (; *line; line++)
		n = *line == '\t' ? (n | 7) + 1 : n + 1;
	return n;
}

int quote_add(const char *path, struct strbuf *out)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	size_t blank = 0;
	bool is_header = true, is_empty = true;
	char *line;
	int err = read_file(path, &text);

	if (err)
		return fail(err == -ENOENT ? EXIT_STEP : EXIT_TOOL, -err,
			    "%s cannot be read: %s", path, strerror(-err));
	l = (struct lines)LINES(text.buf, text.len);
	while ((line = lines_cut(&l))) {
		is_header = is_header && !strncmp(line, "//", 2);
		if (is_header)
			continue;
		if (!*line) {
			blank++;
			continue;
		}
		if (columns(line) > WIDTH)
			return fail(EXIT_STEP, EINVAL,
				    "%s:%u: this line is quoted in the commit message, and too long: %zu columns with the indentation, at most %d",
				    path, l.number, columns(line), WIDTH);
		/* Blank lines at the beginning and the end are dropped. */
		for (; blank && !is_empty; blank--)
			sb_addch(out, '\n');
		blank = 0;
		is_empty = false;
		sb_addf(out, INDENT "%s\n", line);
	}
	if (is_empty)
		return fail(EXIT_STEP, EINVAL, "%s holds nothing to quote", path);
	return 0;
}
