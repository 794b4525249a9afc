// SPDX-License-Identifier: GPL-2.0-only
#include "tree/mode.h"

#include <string.h>

#include "series/ported.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

int mode_grep(const struct git *g, const char *commit,
	      const struct strlist *patterns, const struct strlist *in,
	      struct strlist *out)
{
	struct strbuf found __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct strlist args __cleanup(sl_free) = { 0 };
	struct strlist names __cleanup(sl_free) = { 0 };
	int ret;

	sl_split(&args, "grep -lzP --no-textconv", " ");
	for (size_t i = 0; i < patterns->n; i++) {
		sl_add(&args, "-e");
		sl_add(&args, patterns->v[i]);
	}
	sl_add(&args, commit);
	sl_add(&args, "--");
	sl_add_all(&args, in);
	ret = git_try(g, NULL, 0, &found, &err, (const char *const *)args.v);
	/* git grep only warns about files that it cannot read. */
	if (ret > 1 || (ret >= 0 && strstr(err.buf, "error: ")))
		return git_failed(g, "grep", ret, err.buf);
	if (ret)
		return ret < 0 ? ret : 0;
	sl_split_nul(&names, found.buf, found.len);
	for (size_t i = 0; i < names.n; i++) {
		const char *file = strchr(names.v[i], ':');

		sl_add(out, file ? file + 1 : names.v[i]);
	}
	return 0;
}

int mode_find(const struct git *g, const char *commit, enum mode *mode,
	      char **file)
{
	struct strlist found __cleanup(sl_free) = { 0 };
	struct ported p __cleanup(ported_free) = { 0 };
	int err = ported_load(&p);

	*mode = MODE_STATEFUL;
	*file = NULL;
	if (!err)
		err = mode_grep(g, commit, &p.lines, &p.in, &found);
	if (!err && !found.n) {
		*mode = MODE_COUNTERS;
		err = mode_grep(g, commit, &p.mainline, &p.in, &found);
	}
	if (err)
		return err;
	if (found.n)
		*file = str_dup(found.v[0]);
	else
		*mode = MODE_STATELESS;
	return 0;
}

int mode_has_series(const struct git *g, const char *commit, const char *series,
		    char **file)
{
	struct strlist found __cleanup(sl_free) = { 0 };
	struct strlist lines __cleanup(sl_free) = { 0 };
	struct ported p __cleanup(ported_free) = { 0 };
	int err = ported_load(&p);

	*file = NULL;
	if (!err)
		ported_lines_of(&p, series, &lines);
	if (err || !lines.n)
		return err;
	err = mode_grep(g, commit, &lines, &p.in, &found);
	if (!err && found.n)
		*file = str_dup(found.v[0]);
	return err;
}
