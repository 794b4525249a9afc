// SPDX-License-Identifier: GPL-2.0-only
#include "series/header.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"

static const char *const keys[] = {
	"files", "in", "expect", "say", "again", "for", "target", "flavour", "caught-by", "curve", "values",
	"workloads",
};

int header_error(const struct header_line *l, const char *what)
{
	return fail(EXIT_STEP, EINVAL, "%s:%zu: %s", l->file, l->line, what);
}

static int check_key(const struct header_line *l)
{
	struct strbuf known __cleanup(sb_free) = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(l->key, keys[i]))
			return 0;
		sb_addf(&known, "%s%s", i ? ", " : "", keys[i]);
	}
	return fail(EXIT_STEP, EINVAL, "%s:%zu: there is no '%s:' (%s)", l->file,
		    l->line, l->key, known.buf);
}

/* Split the line @text into key and value; *@key is NULL if the line is prose. */
static void split_line(char *text, const char **key, const char **value)
{
	char *colon, *end;

	*key = NULL;
	text += strspn(text, "/ \t");
	colon = text + strspn(text, "abcdefghijklmnopqrstuvwxyz-_");
	if (colon == text || *colon != ':')
		return;
	*colon = '\0';
	*key = text;
	*value = colon + 1 + strspn(colon + 1, " \t");
	end = colon + 1 + strlen(colon + 1);
	while (end > *value && isspace((unsigned char)end[-1]))
		*--end = '\0';
}

int header_read(const char *path,
		int (*take)(void *arg, const struct header_line *l), void *arg)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct lines lines;
	char *line;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	lines = (struct lines)LINES(text.buf, text.len);
	while (!err && (line = lines_cut(&lines)) && !strncmp(line, "//", 2)) {
		struct header_line l = { .file = path, .line = lines.number };

		split_line(line, &l.key, &l.value);
		if (!l.key)
			continue;
		err = check_key(&l);
		if (!err)
			err = take(arg, &l);
	}
	return err;
}
