// SPDX-License-Identifier: GPL-2.0-only
#include "build/changes.h"

#include "tree/store.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

int changes_between(const struct kernel *k, const char *from, const char *to,
		    struct strlist *files)
{
	struct strbuf names __cleanup(sb_free) = STRBUF_INIT;
	struct store store __cleanup(store_close) = STORE_INIT;
	int err = store_open(k, &store);

	if (!err)
		err = git_ok(&store.g, &names, "diff", "--name-only", "-z",
			     from, to);
	if (!err)
		sl_split_nul(files, names.buf, names.len);
	return err;
}
