// SPDX-License-Identifier: GPL-2.0-only
#include "build/patched.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

static int failed(const char *path, int err)
{
	return fail(err == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -err, "%s: %s",
		    path, strerror(-err));
}

int patched_save(const char *dir)
{
	char *copy = str_fmt("%s.copy", dir), *saved = str_fmt("%s.saved", dir);
	const char *const argv[] = { "cp", "-a", "--reflink=auto", dir, copy, NULL };
	struct strbuf out = STRBUF_INIT;
	int ret = rm_rf(copy);

	/* Only a whole copy gets the name that patched_restore() looks for. */
	if (ret)
		failed(copy, ret);
	else
		ret = proc_run(argv, &(struct proc){ .out = &out, .merge_err = true });
	if (ret > 0) {
		sb_rtrim(&out);
		ret = fail(strstr(out.buf, strerror(ENOSPC)) ? EXIT_NO_SPACE : EXIT_TOOL,
			   EIO, "%s cannot be copied: %s", dir, out.buf);
	}
	if (!ret && rename(copy, saved) < 0)
		ret = failed(saved, -errno);
	sb_free(&out);
	free(copy);
	free(saved);
	return ret;
}

int patched_restore(const char *dir)
{
	char *saved = str_fmt("%s.saved", dir);
	int ret = exists(saved);

	if (ret) {
		int err = rm_rf(dir);

		if (!err && rename(saved, dir) < 0)
			err = -errno;
		if (err)
			ret = failed(dir, err);
	}
	free(saved);
	return ret;
}

struct timespec *patched_mtimes_read(const char *dir, const struct strlist *files)
{
	struct timespec *v = calloc(files->n + 1, sizeof(*v));

	if (!v)
		oom();
	for (size_t i = 0; i < files->n; i++) {
		char *path = path_join(dir, files->v[i]);
		struct stat st;

		if (!lstat(path, &st))
			v[i] = st.st_mtim;
		free(path);
	}
	return v;
}

void patched_mtimes_restore(const char *dir, const struct strlist *files,
		    const struct timespec *mtimes)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct timespec times[2] = {
			{ .tv_nsec = UTIME_OMIT }, mtimes[i],
		};
		char *path = path_join(dir, files->v[i]);

		/* A newer one only makes make compile more. */
		if (mtimes[i].tv_sec)
			(void)utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
		free(path);
	}
}
