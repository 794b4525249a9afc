// SPDX-License-Identifier: GPL-2.0-only
#include "tree/semantic.h"

#include <stdlib.h>
#include <string.h>

#include "host/spatch.h"
#include "series/misfit.h"
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

/* Run spatch on the files in the directory of @w. */
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

/* Note the files that spatch changed, and count them. */
static int note_changes(struct work *w, const struct strlist *files,
			const struct strbuf *before, int *changed)
{
	struct strbuf now __cleanup(sb_free) = STRBUF_INIT;

	for (size_t i = 0; i < files->n; i++) {
		int err;

		sb_reset(&now);
		err = work_load(w, files->v[i], &now);
		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be read after spatch: %s",
				    files->v[i], strerror(-err));
		if (now.len == before[i].len &&
		    !memcmp(now.buf, before[i].buf, now.len))
			continue;
		work_touch(w, files->v[i]);
		++*changed;
	}
	return 0;
}

/* Run the semantic patch on the files, and count those that it changed. */
static int change_files(struct work *w, const struct step *s, const struct cocci *c,
			const struct strlist *files, int *changed)
{
	struct strbuf *before = calloc(files->n, sizeof(*before));
	int err = 0;

	if (!before)
		oom();
	for (size_t i = 0; i < files->n; i++)
		before[i] = (struct strbuf)STRBUF_INIT;
	for (size_t i = 0; i < files->n && !err; i++)
		err = work_load(w, files->v[i], &before[i]);
	if (!err)
		err = run_spatch(w, s, c, files);
	if (!err)
		err = note_changes(w, files, before, changed);
	for (size_t i = 0; i < files->n; i++)
		sb_free(&before[i]);
	free(before);
	return err;
}

static int too_few_changed(struct work *w, const struct step *s,
			   const struct cocci *c, size_t n, int changed)
{
	struct strbuf in __cleanup(sb_free) = STRBUF_INIT;
	struct misfit m = { .kind = MISFIT_PATCH, .re = c->files };

	if (w->misfits)
		m.cocci = str_dup(c->path);
	for (size_t i = 0; i < c->in.n; i++)
		sb_addf(&in, "%s%s", i ? " " : "", c->in.v[i]);
	return step_misfit(s, w->misfits, &m, "%s changed %d files, at least %d expected (%zu files in %s match '%s')",
			   s->trial ? "it" : c->path, changed, c->expect, n, in.buf,
			   regex_text(c->files));
}

int semantic_apply(struct work *w, const struct step *s, const struct cocci *c,
		   struct strlist *said)
{
	struct strlist found __cleanup(sl_free) = { 0 };
	struct strlist files __cleanup(sl_free) = { 0 };
	int changed = 0;
	int err = work_grep(w, c->files, &c->in, &found);

	for (size_t i = 0; i < found.n; i++) {
		if (is_c_file(found.v[i]))
			sl_add(&files, found.v[i]);
	}
	if (!err && files.n)
		err = change_files(w, s, c, &files, &changed);
	if (!err && changed < c->expect)
		err = too_few_changed(w, s, c, files.n, changed);
	if (err >= 0 && changed && c->say)
		sl_add(said, c->say);
	return err;
}
