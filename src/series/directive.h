/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a text that are for the command: "Lazymmu-NAME: VALUE". */
#ifndef LAZYMMU_DIRECTIVE_H
#define LAZYMMU_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * directive_value - the value of a directive
 * @text: a line
 * @name: "Lazymmu-series"
 *
 * Return: the value, perhaps ""; NULL if the line is another one.
 */
const char *directive_value(const char *text, const char *name);

/**
 * directive_for - take a line "Lazymmu-for: DIALECT" or "Lazymmu-for: all"
 * @file: its file, for messages
 * @line: its number
 * @text: the line
 * @dialect: what is for another dialect is left out; NULL: nothing is
 * @skip: set if the line is such a directive: are the lines that follow left out?
 *
 * Return: 1, 0 if the line is another one, or -EINVAL (failure recorded).
 */
int directive_for(const char *file, size_t line, const char *text,
		  const char *dialect, bool *skip);

#endif
