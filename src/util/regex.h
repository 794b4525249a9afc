/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular expressions (PCRE2) on single lines of bytes. */
#ifndef LAZYMMU_REGEX_H
#define LAZYMMU_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

/**
 * regex_compile - prepare the PCRE2 pattern @pattern
 * @why: set to why it is no pattern, to be freed by the caller
 *
 * Return: to be released with regex_free(), or NULL.
 */
struct regex *regex_compile(const char *pattern, char **why);

/** regex_free - release @re, which may be NULL */
void regex_free(struct regex *re);

/** regex_text - the pattern @re was made of */
const char *regex_text(const struct regex *re);

/**
 * regex_match - does @re match somewhere in the line?
 * @line: bytes without newline
 * @len: their number
 *
 * A match that costs too much counts as none.
 */
bool regex_match(const struct regex *re, const char *line, size_t len);

/**
 * regex_match_text - does @re match in some line of @text?
 */
bool regex_match_text(const struct regex *re, const char *text, size_t len);

#endif
