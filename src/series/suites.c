// SPDX-License-Identifier: GPL-2.0-only
#include "series/suites.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/strlist.h"

/* The name becomes part of a line of a file for apt. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct strlist *suites = arg;

	if (strcmp(key, "suite"))
		return "is not a key of this file, whose only key is 'suite'";
	if (!*value || value[strspn(value, letters)])
		return "is not the name of a suite, such as trixie-backports";
	if (sl_has(suites, value))
		return "names this suite again";
	sl_add(suites, value);
	return NULL;
}

int suites_load(struct strlist *suites)
{
	const char *home = home_dir();
	char *path __cleanup(str_free) = NULL;
	int err;

	if (!home)
		return -ENOENT;
	path = path_join(home, "versions/" SUITES_FILE);
	err = keyvalue_read(path, set_key, suites);
	if (!err && !suites->n)
		err = fail(EXIT_TOOL, EINVAL, "%s names no suite", path);
	return err;
}
