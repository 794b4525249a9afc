/* SPDX-License-Identifier: GPL-2.0-only */
/* The origin of a result: the date, and the programs that made it. */
#ifndef LAZYMMU_ORIGIN_H
#define LAZYMMU_ORIGIN_H

#include "util/strlist.h"

/** origin_date - format today's date (UTC) like strftime() */
void origin_date(const char *format, char date[32]);

/**
 * origin_programs - append the versions of the programs that matter for a
 * benchmark, as the programs print them; a missing program is left out
 */
void origin_programs(struct strlist *out);

#endif
