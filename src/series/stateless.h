/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The forms of lazy MMU sections and pauses that have no state, in any text: also
 * where a semantic patch does not look, such as macros.
 */
#ifndef LAZYMMU_STATELESS_H
#define LAZYMMU_STATELESS_H

#include <stddef.h>

/**
 * stateless_find - find what closes a section or a pause without its state, and
 * what opens one and throws the state away
 * @text: C code; comments and literals do not count
 * @len: number of bytes
 * @take: called for each of these places, in order, with the number of the line,
 *	and what is wrong there and what to do, as a part of a sentence
 * @arg: first argument of @take
 */
void stateless_find(const char *text, size_t len,
		    void (*take)(void *arg, size_t line, const char *what),
		    void *arg);

#endif
