// SPDX-License-Identifier: GPL-2.0-only
#include "tree/semantic.h"

#include <stdlib.h>
#include <string.h>

#include "host/spatch.h"
#include "series/step.h"
#include "tree/work.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/regex.h"
#include "util/strbuf.h"

static bool is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' &&
	       (path[len - 1] == 'c' || path[len - 1] == 'h');
}

/* Run spatch on the files, which are in the work's tree. */
static int run_spatch(struct work *w, const struct step *s, const struct cocci *c,
		      const struct strlist *files)
{
	char *who __cleanup(str_free) = s->trial ? str_dup("") :
						   str_fmt("step %s: ", s->name);
	struct spatch spatch = {
		.cocci = c->path,
		.dir = w->dir,
		.scratch = w->scratch.path,
		.files = files,
		.who = who,
	};

	return spatch_run(&spatch);
}

/* Which files are not what they were? */
static int note_changes(struct work *w, const struct strlist *files,
			const struct strbuf *before, int *changed)
{
	struct strbuf now = STRBUF_INIT;
	int err = 0;

	for (size_t i = 0; i < files->n && !err; i++) {
		sb_reset(&now);
		err = work_load(w, files->v[i], &now);
		if (err)
			fail(EXIT_TOOL, -err, "spatch removed %s", files->v[i]);
		if (now.len == before[i].len &&
		    !memcmp(now.buf, before[i].buf, now.len))
			continue;
		work_touch(w, files->v[i]);
		++*changed;
	}
	sb_free(&now);
	return err;
}

int semantic_apply(struct work *w, const struct step *s, const struct cocci *c)
{
	struct strlist found = { 0 }, files = { 0 };
	struct strbuf *before;
	int changed = 0;
	int err;

	err = work_grep(w, c->files, &c->in, &found);
	for (size_t i = 0; i < found.n; i++) {
		if (is_c_file(found.v[i]))
			sl_add(&files, found.v[i]);
	}
	before = calloc(files.n + 1, sizeof(*before));
	if (!before)
		oom();
	for (size_t i = 0; i < files.n; i++)
		sb_init(&before[i]);
	for (size_t i = 0; i < files.n && !err; i++)
		err = work_load(w, files.v[i], &before[i]);
	if (!err && files.n)
		err = run_spatch(w, s, c, &files);
	if (!err && files.n)
		err = note_changes(w, &files, before, &changed);
	if (!err && changed < c->expect) {
		struct strbuf in = STRBUF_INIT;

		for (size_t i = 0; i < c->in.n; i++)
			sb_addf(&in, "%s%s", i ? " " : "", c->in.v[i]);
		err = step_misfit(s, "%s changed %d files, at least %d expected (%zu files in %s match '%s')",
				  s->trial ? "it" : c->path, changed, c->expect,
				  files.n, in.buf, regex_text(c->files));
		sb_free(&in);
	}
	for (size_t i = 0; i < files.n; i++)
		sb_free(&before[i]);
	free(before);
	sl_free(&found);
	sl_free(&files);
	return err;
}
