/* SPDX-License-Identifier: GPL-2.0-only */
/* The series: all steps, in order. */
#ifndef LAZYMMU_SERIES_H
#define LAZYMMU_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "series/step.h"
#include "series/variant.h"

/**
 * struct series - the steps for one kernel version
 * @steps: in order
 * @n: number of steps
 * @room: number of steps for which there is memory
 * @id: hexadecimal digest of all that the result depends on, except the kernel
 */
struct series {
	struct step *steps;
	size_t n;
	size_t room;
	char id[65];
};

/**
 * series_load - read the steps for kernel version @version
 * @variant: chooses among the steps; some variants have a step of their own
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int series_load(const char *version, enum variant variant, struct series *out);

/** series_free - release what is in @s */
void series_free(struct series *s);

#endif
