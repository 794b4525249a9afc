/* SPDX-License-Identifier: GPL-2.0-only */
/* The subjects that steps had in earlier versions of the series. */
#ifndef LAZYMMU_FORMER_H
#define LAZYMMU_FORMER_H

#include <stdbool.h>

#include "series/step.h"
#include "util/strlist.h"

/**
 * struct former - the subjects of the past, from the file series/former
 * @steps: for each of them, the directory of the step that has the content now, or
 *	"none"
 * @subjects: the subjects
 */
struct former {
	struct strlist steps;
	struct strlist subjects;
};

/**
 * former_load - read series/former
 * @f: to be released with former_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int former_load(struct former *f);

/** former_is_in - does @subjects have the subject of @s, or one that it had? */
bool former_is_in(const struct former *f, const struct step *s,
		  const struct strlist *subjects);

/** former_free - release what is in @f */
void former_free(struct former *f);

#endif
