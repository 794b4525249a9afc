// SPDX-License-Identifier: GPL-2.0-only
/* Files of "key = value" lines. */
#include "util/keyvalue.h"

#include <errno.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

static char *trim(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static int one_line(const char *path, int line_no, char *line,
		    const char *(*set)(void *, const char *, const char *),
		    void *arg)
{
	const char *wrong;
	char *value;

	line = trim(line);
	if (!*line || *line == '#')
		return 0;
	value = strchr(line, '=');
	if (!value)
		return fail(EXIT_TOOL, EINVAL, "%s:%d: '%s' is not 'key = value'",
			    path, line_no, line);
	*value++ = '\0';
	line = trim(line);
	value = trim(value);
	wrong = set(arg, line, value);
	if (wrong)
		return fail(EXIT_TOOL, EINVAL, "%s:%d: '%s = %s' %s",
			    path, line_no, line, value, wrong);
	return 0;
}

int keyvalue_read(const char *path,
		  const char *(*set)(void *arg, const char *key,
				     const char *value),
		  void *arg)
{
	struct strbuf text;
	char *line, *next;
	int line_no = 0, ret;

	sb_init(&text);
	ret = read_file(path, &text);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	for (line = text.buf; !ret && line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ret = one_line(path, ++line_no, line, set, arg);
	}
	sb_free(&text);
	return ret;
}
