// SPDX-License-Identifier: GPL-2.0-only
#include "build/changes.h"

#include "host/git.h"
#include "tree/prepare.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

int changes_between(const struct kernel *k, const char *from, const char *to,
		    struct strlist *files)
{
	struct strbuf names __cleanup(sb_free) = STRBUF_INIT;
	char *repo __cleanup(str_free) = prepare_repo(k);
	struct git g = { .own = true, .dir = repo };
	int err = git_ok(&g, &names, "diff", "--name-only", "-z", from, to);

	if (!err)
		sl_split_nul(files, names.buf, names.len);
	return err;
}
