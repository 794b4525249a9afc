/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular expressions that come from a file. */
#ifndef LAZYMMU_PATTERN_H
#define LAZYMMU_PATTERN_H

#include <stddef.h>

struct regex;

/**
 * pattern_compile - regex_compile() for a pattern in a file
 * @file: path of the file
 * @line: number of the line
 * @pattern: the pattern
 *
 * Return: to be released with regex_free(), or NULL (failure recorded, with file
 * and line).
 */
struct regex *pattern_compile(const char *file, size_t line, const char *pattern);

#endif
