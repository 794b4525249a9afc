/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256, to name things by their content. */
#ifndef LAZYMMU_DIGEST_H
#define LAZYMMU_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct sha256 - a running SHA-256
 */
struct sha256 {
	uint32_t h[8];
	uint64_t bytes;
	unsigned char block[64];
};

/** sha256_init - start */
void sha256_init(struct sha256 *d);

/** sha256_add - take in @len bytes */
void sha256_add(struct sha256 *d, const void *mem, size_t len);

/** sha256_add_string - take in the string @s with its NUL, so that "a","b" != "ab" */
void sha256_add_string(struct sha256 *d, const char *s);

/** sha256_hex - finish, and write the value as 64 hex digits and a NUL */
void sha256_hex(struct sha256 *d, char hex[65]);

#endif
