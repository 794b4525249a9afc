// SPDX-License-Identifier: GPL-2.0-only
#include "util/json.h"

#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"

const char *json_text(const json_t *object, const char *key,
		      const char *otherwise)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : otherwise;
}

int json_write(const char *path, json_t *value)
{
	char *text __cleanup(str_free) = json_dumps(value, JSON_INDENT(2));
	int err;

	json_decref(value);
	if (!text)
		oom();
	err = write_file_atomic(path, text, strlen(text));
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}
