// SPDX-License-Identifier: GPL-2.0-only
#include "util/sha256.h"

#include <string.h>

void sha256_init(struct sha256 *d)
{
	SHA256Init(&d->context);
}

void sha256_add(struct sha256 *d, const void *mem, size_t len)
{
	SHA256Update(&d->context, mem, len);
}

void sha256_add_string(struct sha256 *d, const char *s)
{
	sha256_add(d, s, strlen(s) + 1);
}

void sha256_hex(struct sha256 *d, char hex[SHA256_HEX])
{
	SHA256End(&d->context, hex);
}
