// SPDX-License-Identifier: GPL-2.0-only
#include "util/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"

struct regex {
	char *text;
	pcre2_code *code;
	pcre2_match_data *data;
};

struct regex *regex_compile(const char *pattern, char **why)
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
	free(re);
}

const char *regex_text(const struct regex *re)
{
	return re->text;
}

bool regex_match(const struct regex *re, const char *line, size_t len)
{
	return pcre2_match(re->code, (PCRE2_SPTR)line, len, 0, 0, re->data,
			   NULL) >= 0;
}

bool regex_match_text(const struct regex *re, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', end - text);
		size_t n = nl ? nl - text : end - text;

		if (regex_match(re, text, n))
			return true;
		text += n + 1;
	}
	return false;
}
