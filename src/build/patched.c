// SPDX-License-Identifier: GPL-2.0-only
#include "build/patched.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "build/changes.h"
#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "tree/checkout.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

/* Make a copy of @outdir that patched_restore() will find. */
static int save_build(const char *outdir)
{
	char *copy __cleanup(str_free) = str_fmt("%s.copy", outdir);
	char *saved __cleanup(str_free) = str_fmt("%s.saved", outdir);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true };
	int ret = rm_rf(copy);

	if (ret)
		return fail(EXIT_TOOL, -ret, "%s cannot be removed: %s", copy,
			    strerror(-ret));
	ret = tool_run(ARGS("cp", "-a", "--reflink=auto", outdir, copy), &p);
	sb_rtrim(&out);
	if (ret > 0 && (space_blamed(out.buf) || space_is_out(copy)))
		return fail(EXIT_NO_SPACE, ENOSPC, "no space left to copy %s: %s",
			    outdir, out.buf);
	if (ret > 0)
		return fail(EXIT_TOOL, EIO, "%s cannot be copied: %s", outdir,
			    out.buf);
	/* Only a complete copy gets the name that patched_restore() looks for. */
	if (!ret && rename(copy, saved) < 0)
		ret = fail(EXIT_TOOL, errno, "%s cannot be made: %s", saved,
			   strerror(errno));
	return ret;
}

int patched_restore(const char *outdir)
{
	char *saved __cleanup(str_free) = str_fmt("%s.saved", outdir);
	struct stat st;
	int err;

	if (lstat(saved, &st) < 0)
		return errno == ENOENT ? 0 :
		       fail(EXIT_TOOL, errno, "%s cannot be read: %s", saved,
			    strerror(errno));
	err = rm_rf(outdir);
	if (!err && rename(saved, outdir) < 0)
		err = -errno;
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be put back: %s", outdir,
			    strerror(-err));
	return 1;
}

static void read_mtimes(struct patched *p)
{
	p->mtimes = calloc(p->files.n + 1, sizeof(*p->mtimes));
	if (!p->mtimes)
		oom();
	for (size_t i = 0; i < p->files.n; i++) {
		char *path __cleanup(str_free) = path_join(p->srcdir, p->files.v[i]);
		struct stat st;

		if (!lstat(path, &st))
			p->mtimes[i] = st.st_mtim;
	}
}

static void restore_mtimes(const struct patched *p)
{
	for (size_t i = 0; i < p->files.n; i++) {
		const struct timespec times[2] = {
			{ .tv_nsec = UTIME_OMIT }, p->mtimes[i],
		};
		char *path __cleanup(str_free) = path_join(p->srcdir, p->files.v[i]);

		/*
		 * If this fails, the file keeps a newer time, and make compiles
		 * more than necessary.
		 */
		if (p->mtimes[i].tv_sec)
			(void)utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
	}
}

int patched_begin(struct patched *p, const struct kernel *k, const char *variant,
		  const char *outdir, const char *base, const char *commit)
{
	int err;

	p->kernel = k;
	p->variant = variant;
	p->base = base;
	err = save_build(outdir);
	/* The source may be missing while the build exists. */
	if (!err)
		err = checkout_update(k, base, variant, &p->srcdir);
	if (!err)
		err = changes_between(k, base, commit, &p->files);
	if (!err)
		read_mtimes(p);
	return err;
}

int patched_end(const struct patched *p)
{
	char *srcdir __cleanup(str_free) = NULL;
	int err = checkout_update(p->kernel, p->base, p->variant, &srcdir);

	if (err)
		return err;
	restore_mtimes(p);
	return checkout_refresh(p->kernel, p->base, p->variant);
}

void patched_free(struct patched *p)
{
	free(p->srcdir);
	free(p->mtimes);
	sl_free(&p->files);
	*p = (struct patched){ 0 };
}
