/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256, to name things by their content. */
#ifndef LAZYMMU_DIGEST_H
#define LAZYMMU_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct digest - a running SHA-256
 */
struct digest {
	uint32_t h[8];
	uint64_t bytes;
	unsigned char block[64];
};

/** digest_init - start */
void digest_init(struct digest *d);

/** digest_add - take in @len bytes */
void digest_add(struct digest *d, const void *mem, size_t len);

/** digest_adds - take in the string @s with its NUL, so that "a","b" != "ab" */
void digest_adds(struct digest *d, const char *s);

/** digest_hex - finish, and write the value as 64 hex digits and a NUL */
void digest_hex(struct digest *d, char hex[65]);

#endif
