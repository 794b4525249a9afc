// SPDX-License-Identifier: GPL-2.0-only
#include "util/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/lines.h"
#include "util/strbuf.h"

/* How much of a line a message shows. */
#define SHOWN 60

struct regex {
	char *text;
	char *origin;
	pcre2_code *code;
	pcre2_match_data *data;
};

struct regex *regex_compile(const char *pattern, const char *origin, char **why)
{
	struct regex *re;
	PCRE2_UCHAR text[256];
	PCRE2_SIZE offset;
	pcre2_code *code;
	int err;

	code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern),
			     PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C,
			     &err, &offset, NULL);
	if (!code) {
		pcre2_get_error_message(err, text, sizeof(text));
		*why = str_fmt("%s at character %zu", (char *)text, (size_t)offset + 1);
		return NULL;
	}
	re = calloc(1, sizeof(*re));
	if (!re)
		oom();
	re->text = str_dup(pattern);
	re->origin = origin ? str_dup(origin) : NULL;
	re->code = code;
	re->data = pcre2_match_data_create_from_pattern(code, NULL);
	if (!re->data)
		oom();
	return re;
}

void regex_free(struct regex *re)
{
	if (!re)
		return;
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
	free(re->text);
	free(re->origin);
	free(re);
}

const char *regex_text(const struct regex *re)
{
	return re->text;
}

/* PCRE2 failed with @status. The message calls the line @where. */
static int match_failed(const struct regex *re, int status, const char *where,
			const char *line, size_t len)
{
	PCRE2_UCHAR why[256];

	pcre2_get_error_message(status, why, sizeof(why));
	return fail(EXIT_TOOL, ERANGE,
		    "the pattern '%s'%s%s%s cannot be tried on %s '%.*s%s': %s; write it so that it backtracks less",
		    re->text, re->origin ? " (" : "", re->origin ? re->origin : "",
		    re->origin ? ")" : "", where,
		    (int)(len < SHOWN ? len : SHOWN), line,
		    len < SHOWN ? "" : "...", (char *)why);
}

static int match_line(const struct regex *re, const char *line, size_t len)
{
	return pcre2_match(re->code, (PCRE2_SPTR)line, len, 0, 0, re->data, NULL);
}

int regex_match(const struct regex *re, const char *line, size_t len)
{
	int status = match_line(re, line, len);

	if (status >= 0)
		return 1;
	if (status == PCRE2_ERROR_NOMATCH)
		return 0;
	return match_failed(re, status, "the line", line, len);
}

int regex_match_text(const struct regex *re, const char *text, size_t len,
		     const char *name)
{
	struct lines l = LINES(text, len);

	while (lines_next(&l)) {
		int status = match_line(re, l.line, l.len);
		char *where __cleanup(str_free) = NULL;

		if (status >= 0)
			return 1;
		if (status == PCRE2_ERROR_NOMATCH)
			continue;
		where = str_fmt("%s:%u", name, l.number);
		return match_failed(re, status, where, l.line, l.len);
	}
	return 0;
}
