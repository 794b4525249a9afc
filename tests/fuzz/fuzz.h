/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzzers share. See docs/testing.md. */
#ifndef LAZYMMU_FUZZ_H
#define LAZYMMU_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* CHECK - end the process, saying what does not hold */
#define CHECK(what) \
	do { \
		if (!(what)) \
			broken(__FILE__, __LINE__, #what); \
	} while (0)

/** broken - see CHECK() */
void broken(const char *file, int line, const char *what)
	__attribute__((noreturn));

/* Where an input that stands for several texts is cut. */
#define FUZZ_CUT	0xff

/**
 * fuzz_part - the text number @n, from 0, of an input
 * @out: a copy, with a NUL behind it
 *
 * Return: whether there is one.
 */
bool fuzz_part(const uint8_t *data, size_t size, int n, struct strbuf *out);

/** fuzz_hash - a number that depends on the input only */
uint32_t fuzz_hash(const uint8_t *data, size_t size);

/** fuzz_random - the next number, never 0, from @state, which must not be 0 */
uint32_t fuzz_random(uint32_t *state);

/** fuzz_file - path of the file @name in a directory of ours */
const char *fuzz_file(const char *name);

/** fuzz_put - make that file hold @text; NULL: let there be none */
void fuzz_put(const char *name, const struct strbuf *text);

#endif
