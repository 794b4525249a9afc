// SPDX-License-Identifier: GPL-2.0-only
#include "util/json.h"

const char *json_text(const json_t *object, const char *key,
		      const char *otherwise)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : otherwise;
}
