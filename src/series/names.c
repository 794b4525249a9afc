// SPDX-License-Identifier: GPL-2.0-only
#include "series/names.h"

#include <errno.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"

#define COVER	"cover."

int names_load(struct strlist *out)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	char *dir __cleanup(str_free) = NULL;
	int err;

	sl_add(out, SERIES_STATEFUL);
	if (!home_dir())
		return -ENOENT;
	dir = path_join(home_dir(), "series");
	err = list_dir(dir, &files);
	if (err && err != -ENOENT)
		return fail(EXIT_TOOL, -err, "the directory %s cannot be read: %s",
			    dir, strerror(-err));
	for (size_t i = 0; i < files.n; i++) {
		const char *name = files.v[i] + strlen(COVER);
		static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

		/* Other names are an editor's copies. */
		if (!strncmp(files.v[i], COVER, strlen(COVER)) && *name &&
		    !name[strspn(name, letters)])
			sl_add(out, name);
	}
	return 0;
}

char *names_join(const struct strlist *names)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < names->n; i++)
		sb_addf(&sb, "%s%s", i ? "," : "", names->v[i]);
	return sb_detach(&sb);
}

int names_need(const char *name)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *known __cleanup(str_free) = NULL;
	int err = names_load(&names);

	if (err || sl_has(&names, name))
		return err;
	known = names_join(&names);
	return fail(EXIT_USAGE, EINVAL, "there is no series '%s': the series are %s",
		    name, known);
}

char *names_file(const char *dir, const char *file, const char *series)
{
	return str_fmt("%s/%s%s%s", dir, file, names_is_main(series) ? "" : ".",
		       names_is_main(series) ? "" : series);
}

bool names_is_main(const char *series)
{
	return !strcmp(series, SERIES_STATEFUL);
}
