/* SPDX-License-Identifier: GPL-2.0-only */
/* The costs in a benchmark as JSON. */
#ifndef LAZYMMU_COSTS_JSON_H
#define LAZYMMU_COSTS_JSON_H

#include <jansson.h>

#include "measure/costs.h"

/** costs_json - all costs as a JSON object; to be released with json_decref() */
json_t *costs_json(const struct costs *t);

#endif
