/* SPDX-License-Identifier: GPL-2.0-only */
/* Version numbers: digits with dots between them. */
#ifndef LAZYMMU_VERSION_H
#define LAZYMMU_VERSION_H

/**
 * version_compare - compare dotted numbers: 1.9 < 1.10
 *
 * Return: negative, 0 or positive.
 */
int version_compare(const char *a, const char *b);

/**
 * version_find - the first dotted number ("2.39.5") in @text
 *
 * Return: the number, to be freed by the caller, or NULL if there is none.
 */
char *version_find(const char *text);

#endif
