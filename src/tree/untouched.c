// SPDX-License-Identifier: GPL-2.0-only
#include "tree/untouched.h"

#include <string.h>

#include "host/git.h"
#include "tree/install.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

/* Count the commits that neither fetch nor apply made. */
static int count_commits(const struct git *g, char **count)
{
	char *root __cleanup(str_free) = NULL;
	int err = git_line(g, &root, ARGS("rev-list", "--max-parents=0", "HEAD"));

	return err ? err : git_line(g, count, ARGS("rev-list", "--count", "--all", "HEAD",
						   "--not", "--glob=" INSTALL_MARK "*", root));
}

int untouched_kernel(const char *dir)
{
	char *path __cleanup(str_free) = path_join(dir, ".git");
	struct git g = { .own = true, .cwd = dir, .dir = path, .work = dir };
	struct strbuf changes __cleanup(sb_free) = STRBUF_INIT;
	char *count __cleanup(str_free) = NULL;
	char *worktrees __cleanup(str_free) = path_join(path, "worktrees");
	int err;

	if (exists(worktrees))
		return 0;
	err = count_commits(&g, &count);
	if (!err && strcmp(count, "0"))
		return 0;
	/*
	 * The kernel's .gitignore names patches, series and .config, which may
	 * be all of somebody's work.
	 */
	if (!err)
		err = git_ok(&g, &changes, "--no-optional-locks", "status", "--porcelain",
			     "--ignored", "--untracked-files=all");
	return err ? err : !changes.len;
}
