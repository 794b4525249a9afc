/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays: their size, literal ones, and growing ones. */
#ifndef LAZYMMU_ARRAY_H
#define LAZYMMU_ARRAY_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "util/fail.h"

/** ARRAY_SIZE - number of elements of the array @a */
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/** ARGS - a NULL-terminated argument list: ARGS("git", "status") */
#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/**
 * GROW - make room for one more element of a growing array
 * @v: pointer to the elements, NULL at the beginning
 * @n: number of elements in use
 * @cap: number of elements there is room for, 0 at the beginning
 *
 * The new element, v[n], is zeroed. The caller counts it.
 */
#define GROW(v, n, cap) \
	((v) = array_grow((v), (n), &(cap), sizeof(*(v))))

static inline void *array_grow(void *v, size_t n, size_t *cap, size_t size)
{
	if (n == *cap) {
		*cap = *cap ? 2 * *cap : 8;
		v = reallocarray(v, *cap, size);
		if (!v)
			oom();
	}
	memset((char *)v + n * size, 0, size);
	return v;
}

#endif
