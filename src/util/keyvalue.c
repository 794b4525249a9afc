// SPDX-License-Identifier: GPL-2.0-only
#include "util/keyvalue.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
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

static int parse_line(const char *path, unsigned int line_no, char *line,
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
		return fail(EXIT_TOOL, EINVAL, "%s:%u: '%s' is not 'key = value'",
			    path, line_no, line);
	*value++ = '\0';
	line = trim(line);
	value = trim(value);
	wrong = set(arg, line, value);
	if (wrong)
		return fail(EXIT_TOOL, EINVAL, "%s:%u: '%s = %s' %s",
			    path, line_no, line, value, wrong);
	return 0;
}

int keyvalue_read(const char *path,
		  const char *(*set)(void *arg, const char *key,
				     const char *value),
		  void *arg)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	char *line;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	l = (struct lines)LINES(text.buf, text.len);
	while (!err && (line = lines_cut(&l)))
		err = parse_line(path, l.number, line, set, arg);
	return err;
}
