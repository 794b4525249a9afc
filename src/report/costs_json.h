/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of a benchmark, for programs. */
#ifndef LAZYMMU_COSTS_JSON_H
#define LAZYMMU_COSTS_JSON_H

#include <jansson.h>

#include "measure/costs.h"

/** costs_json - all costs as an object; to be released with json_decref() */
json_t *costs_json(const struct costs *t);

#endif
