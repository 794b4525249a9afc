/* SPDX-License-Identifier: GPL-2.0-only */
/* When and with which programs a result was made. */
#ifndef LAZYMMU_ORIGIN_H
#define LAZYMMU_ORIGIN_H

#include "util/strlist.h"

/** origin_date - today (UTC), as strftime() formats it */
void origin_date(const char *format, char date[32]);

/**
 * origin_programs - append the versions of the programs that matter for a
 * benchmark, as they tell it; a program that is not there is left out
 */
void origin_programs(struct strlist *out);

#endif
