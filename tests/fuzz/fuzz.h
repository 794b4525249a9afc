/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that the fuzzers share. See docs/testing.md. */
#ifndef LAZYMMU_FUZZ_H
#define LAZYMMU_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

/* The function that libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* CHECK - end the process with a message, unless a condition holds */
#define CHECK(what) \
	do { \
		if (!(what)) \
			broken(__FILE__, __LINE__, #what); \
	} while (0)

/** broken - see CHECK() */
void broken(const char *file, int line, const char *what)
	__attribute__((noreturn));

/* The byte that separates the texts of an input. */
#define FUZZ_CUT	0xff

/**
 * fuzz_part - get text number @n, from 0, of an input
 * @out: set to a copy of the text, followed by a NUL
 *
 * Return: does the input have that text?
 */
bool fuzz_part(const uint8_t *data, size_t size, int n, struct strbuf *out);

/** fuzz_hash - a number that depends only on the input */
uint32_t fuzz_hash(const uint8_t *data, size_t size);

/** fuzz_random - the next random number, never 0; *@state must not be 0 */
uint32_t fuzz_random(uint32_t *state);

/** fuzz_file - path of the file @name in a temporary directory */
const char *fuzz_file(const char *name);

/** fuzz_put - write @text to the file of fuzz_file(); NULL: remove the file */
void fuzz_put(const char *name, const struct strbuf *text);

#endif
