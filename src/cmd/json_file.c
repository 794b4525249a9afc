// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/json_file.h"

#include <errno.h>
#include <string.h>

#include "build/target.h"
#include "util/fail.h"
#include "util/file.h"

int json_file_need(const char *path, const struct targets *ts)
{
	int err;

	if (!path)
		return 0;
	if (target_find(ts, path))
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' is a target: give --json=FILE, or --json=./%s for a file of that name",
			    path, path);
	err = write_file_check(path);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}
