/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Regular expressions (PCRE2) on single lines of bytes.
 *
 * A match can fail: PCRE2 gives up when a pattern backtracks too much. The
 * caller must not take such an error for "does not match".
 */
#ifndef LAZYMMU_REGEX_H
#define LAZYMMU_REGEX_H

#include <stddef.h>

struct regex;

/**
 * regex_compile - prepare the PCRE2 pattern @pattern
 * @pattern: the pattern
 * @origin: where the pattern was written, for messages ("FILE:LINE", "--only"),
 *	    or NULL
 * @why: set to what is wrong with @pattern, to be freed by the caller
 *
 * Records no failure.
 *
 * Return: to be released with regex_free(), or NULL.
 */
struct regex *regex_compile(const char *pattern, const char *origin, char **why);

/** regex_free - release @re, which may be NULL */
void regex_free(struct regex *re);

/** regex_text - the pattern that @re was made of */
const char *regex_text(const struct regex *re);

/**
 * regex_match - does @re match somewhere in the line?
 * @re: the pattern
 * @line: bytes without newline
 * @len: number of bytes
 *
 * Return: 1 or 0, or a negative errno value if PCRE2 gave up (failure recorded,
 * with the pattern, its origin and the line).
 */
int regex_match(const struct regex *re, const char *line, size_t len);

/**
 * regex_match_text - does @re match in some line of @text?
 * @re: the pattern
 * @text: lines
 * @len: number of bytes
 * @name: where the text is from, for messages
 *
 * Return: as of regex_match(); the failure names @name and the number of the
 * line, too.
 */
int regex_match_text(const struct regex *re, const char *text, size_t len,
		     const char *name);

#endif
