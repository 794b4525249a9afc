/* SPDX-License-Identifier: GPL-2.0-only */
/* The series: all steps, in order. */
#ifndef LAZYMMU_SERIES_H
#define LAZYMMU_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "series/step.h"
#include "series/variant.h"

struct removed;

/**
 * struct series - the steps for one kernel version
 * @steps: in order
 * @n: number of steps
 * @room: number of steps for which there is memory
 * @omitted: names of the steps that were left out with their parts
 * @removed: what the steps are known to remove; NULL: only for a variant to test or
 *	measure with, of which nobody keeps the tree
 * @id: hexadecimal digest of all that the result depends on, except the kernel
 */
struct series {
	struct step *steps;
	size_t n;
	size_t room;
	struct strlist omitted;
	struct removed *removed;
	char id[65];
};

/**
 * series_load - read the steps for kernel version @version
 * @name: which series; NULL: none, only the step of the variant
 * @variant: chooses among the steps; some variants have a step of their own
 * @without: the parts to leave out, or NULL
 * @out: set on success; to be released with series_free()
 *
 * Return: 0 or a negative errno value (failure recorded). A part that the series
 * does not have is a failure.
 */
int series_load(const char *name, const char *version, enum variant variant,
		const struct strlist *without, struct series *out);

/**
 * series_load_all - read the steps of all series, for all kernel versions, without
 * an id
 * @out: set on success; to be released with series_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int series_load_all(struct series *out);

/**
 * series_load_update - read the commit that converts what came into a ported tree
 * @out: set on success; to be released with step_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int series_load_update(struct step *out);

/**
 * series_need_parts - check that the series has these parts
 * @parts: the parts, as given by the user
 *
 * Return: 0 or a negative errno value (failure recorded, with the list of parts).
 */
int series_need_parts(const struct strlist *parts);

/** series_free - release what is in @s */
void series_free(struct series *s);

#endif
