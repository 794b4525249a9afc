// SPDX-License-Identifier: GPL-2.0-only
#include "measure/frames.h"

#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"

static const char suffix[] = ".su";

/* Read "FILE:LINE:COLUMN:NAME <tab> BYTES <tab> static", or with "dynamic,bounded". */
static bool parse_line(struct functions *frames, char *line)
{
	char *tab = strchr(line, '\t');
	const char *name = line;
	unsigned long long bytes;
	char *end;

	if (!tab)
		return false;
	*tab = '\0';
	for (int i = 0; i < 3; i++) {
		name = strchr(name, ':');
		if (!name)
			return false;
		name++;
	}
	bytes = strtoull(tab + 1, &end, 10);
	if (!*name || end == tab + 1 || *end != '\t')
		return false;
	functions_add(frames, name, bytes);
	return true;
}

int frames_parse(struct functions *frames, const char *path, char *text,
		 size_t len)
{
	struct lines l = LINES(text, len);
	char *line;

	while ((line = lines_cut(&l))) {
		if (!parse_line(frames, line))
			return fail(EXIT_TOOL, EINVAL,
				    "%s:%u: this is not a line of gcc's -fstack-usage",
				    path, l.number);
	}
	return 0;
}

static int read_one(struct functions *frames, const char *path)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	return frames_parse(frames, path, text.buf, text.len);
}

static bool is_usage_file(const FTSENT *e)
{
	return e->fts_info == FTS_F && e->fts_namelen > strlen(suffix) &&
	       !strcmp(e->fts_name + e->fts_namelen - strlen(suffix), suffix);
}

static void close_walk(FTS **walk)
{
	if (*walk)
		fts_close(*walk);
}

/* Read all files below @dir; *@found is set to their number. */
static int read_all(struct functions *frames, const char *dir, size_t *found)
{
	char *const roots[] = { (char *)dir, NULL };
	FTS *walk __cleanup(close_walk) = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;
	int err = 0;

	if (!walk)
		return fail(EXIT_TOOL, errno, "%s cannot be read: %s", dir,
			    strerror(errno));
	while (!err && (errno = 0, e = fts_read(walk))) {
		if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR ||
		    e->fts_info == FTS_NS)
			err = fail(EXIT_TOOL, e->fts_errno, "%s cannot be read: %s",
				   e->fts_path, strerror(e->fts_errno));
		else if (is_usage_file(e)) {
			++*found;
			err = read_one(frames, e->fts_path);
		}
	}
	if (!err && errno)
		err = fail(EXIT_TOOL, errno, "%s cannot be read: %s", dir,
			   strerror(errno));
	return err;
}

int frames_read(struct functions *frames, const char *outdir)
{
	size_t found = 0;
	int err;

	*frames = (struct functions){ 0 };
	err = read_all(frames, outdir, &found);
	if (!err && !found)
		err = fail(EXIT_TOOL, ENOENT,
			   "%s has no *.su file: the kernel was not built with -fstack-usage",
			   outdir);
	if (err)
		functions_free(frames);
	else
		functions_sort(frames, FUNCTIONS_MOST);
	return err;
}

/* Is @has the name @name, or that of a copy of @name? */
static bool is_copy(const char *has, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(has, name, len) &&
	       (!has[len] || (has[len] == '.' && !strstr(has + len, ".cold")));
}

/* The largest frame among @name and its copies; 0 if there is none. */
static uint64_t largest_frame(const struct functions *frames, const char *name)
{
	uint64_t most = 0;

	for (size_t i = 0; i < frames->n; i++) {
		if (frames->v[i].bytes > most && is_copy(frames->v[i].name, name))
			most = frames->v[i].bytes;
	}
	return most;
}

void frames_of(const struct functions *before, const struct functions *after,
	       const struct strlist *names, uint64_t most[2], struct changes *out)
{
	most[0] = most[1] = 0;
	for (size_t i = 0; i < names->n; i++) {
		uint64_t b = largest_frame(before, names->v[i]);
		uint64_t a = largest_frame(after, names->v[i]);

		most[0] = b > most[0] ? b : most[0];
		most[1] = a > most[1] ? a : most[1];
		if (b || a)
			changes_add(out, names->v[i], b, a);
	}
	changes_sort_by_after(out);
}
