// SPDX-License-Identifier: GPL-2.0-only
#include "tree/expire.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

void expire_use(const struct git *g, const char *ref)
{
	char *file __cleanup(str_free) = path_join(g->dir, ref);

	/*
	 * If the time cannot be set, the tree expires too early and has to be
	 * made again; no more.
	 */
	(void)utimensat(AT_FDCWD, file, NULL, 0);
}

static bool is_old(const struct git *g, const char *ref)
{
	char *file __cleanup(str_free) = path_join(g->dir, ref);
	struct stat st;

	return !stat(file, &st) &&
	       time(NULL) - st.st_mtime >= EXPIRE_DAYS * 24 * 60 * 60;
}

/* Delete the old references; *@n is their number. */
static int delete_old(const struct git *g, size_t *n)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf in __cleanup(sb_free) = STRBUF_INIT;
	struct strlist refs __cleanup(sl_free) = { 0 };
	int err = git_ok(g, &out, "for-each-ref", "--format=%(refname)", "refs/heads/");

	sl_split(&refs, out.buf, "\n");
	for (size_t i = 0; i < refs.n && !err; i++) {
		if (!is_old(g, refs.v[i]))
			continue;
		sb_addf(&in, "delete %s\n", refs.v[i]);
		++*n;
	}
	if (err || !*n)
		return err;
	return git_do(g, in.buf, in.len, NULL,
		      (const char *const[]){ "update-ref", "--stdin", NULL });
}

void expire_old(const struct git *g)
{
	struct failure f;
	size_t n = 0;
	int err = delete_old(g, &n);

	if (!err && n)
		err = git_ok(g, NULL, "prune", "--expire=now");
	if (!err && n)
		note("cache: removed %zu prepared tree%s that nobody used for %d days",
		     n, n == 1 ? "" : "s", EXPIRE_DAYS);
	if (!err)
		return;
	fail_take(&f);
	note("cache: old trees cannot be removed now: %s", f.message);
	failure_free(&f);
}
