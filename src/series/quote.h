/* SPDX-License-Identifier: GPL-2.0-only */
/* Quoting a semantic patch in a commit message. */
#ifndef LAZYMMU_QUOTE_H
#define LAZYMMU_QUOTE_H

struct strbuf;

/**
 * quote_add - append a semantic patch as an indented quotation
 * @path: the file
 * @out: the message
 *
 * The comment at the top of the file, with its licence and header lines, is left
 * out. All lines are indented: at the start of a line, git am and patch would
 * take some of them for a part of the change.
 *
 * Return: 0 or a negative errno value (failure recorded: the file cannot be read,
 * holds nothing to quote, or a line is too long for a commit message).
 */
int quote_add(const char *path, struct strbuf *out);

#endif
