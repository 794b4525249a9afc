/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256, for names that depend on content. libmd computes the hash. */
#ifndef LAZYMMU_SHA256_H
#define LAZYMMU_SHA256_H

#include <stddef.h>
#include <sys/types.h>

#include <sha256.h>

/** SHA256_HEX - size of a buffer for sha256_hex() */
#define SHA256_HEX SHA256_DIGEST_STRING_LENGTH

/**
 * struct sha256 - the SHA-256 of bytes that are added piece by piece
 */
struct sha256 {
	SHA2_CTX context;
};

/** sha256_init - start */
void sha256_init(struct sha256 *d);

/** sha256_add - take in @len bytes */
void sha256_add(struct sha256 *d, const void *mem, size_t len);

/** sha256_add_string - take in the string @s with its NUL, so that "a","b" != "ab" */
void sha256_add_string(struct sha256 *d, const char *s);

/** sha256_hex - finish, and write the value as 64 hex digits and a NUL */
void sha256_hex(struct sha256 *d, char hex[SHA256_HEX]);

#endif
