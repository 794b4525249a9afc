/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a text: names, numbers, and parts of them. */
#ifndef LAZYMMU_WORDS_H
#define LAZYMMU_WORDS_H

#include <stddef.h>

struct strlist;

/**
 * words_add - append the words of a text
 * @text: bytes
 * @len: number of bytes
 * @min: shorter words are left out
 * @out: the words are appended, as often as they are in the text
 *
 * A word is made of letters, digits and '_'. A character behind a backslash, as
 * in "\bword\b" of a regular expression, belongs to none.
 */
void words_add(const char *text, size_t len, size_t min, struct strlist *out);

#endif
