/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands that a message tells the user to run. */
#ifndef LAZYMMU_SHELL_H
#define LAZYMMU_SHELL_H

/**
 * shell_word - write a string so that a shell takes it for one word
 * @s: a path or another argument
 *
 * A string without special characters stays as it is. There is no pair of quotes
 * around the word, as messages have quotes around whole commands.
 *
 * Return: to be freed by the caller.
 */
char *shell_word(const char *s);

#endif
