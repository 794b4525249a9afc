// SPDX-License-Identifier: GPL-2.0-only
#include "tree/spatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "host/space.h"
#include "series/step.h"
#include "tree/work.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/regex.h"
#include "util/strbuf.h"

static bool is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' &&
	       (path[len - 1] == 'c' || path[len - 1] == 'h');
}

/* A name that means the same to a shell, and to a list of names. */
static bool is_plain(const char *path)
{
	return *path != '-' &&
	       !path[strspn(path, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-+.,/")];
}

/*
 * spatch gives the names of files to a shell without quoting them: a file of
 * any other name is lent one for as long as spatch runs.
 */
#define ODD_DIR "odd"

static int rename_unsafe(const struct work *w, const struct strlist *files,
		      struct strlist *names)
{
	int err = 0;

	for (size_t i = 0; i < files->n && !err; i++) {
		const char *path = files->v[i];
		char *from, *to;

		if (is_plain(path)) {
			sl_add(names, path);
			continue;
		}
		/* Relative: the path of the cache may be odd, too. */
		sl_addf(names, "../" ODD_DIR "/%zu%s", i, path + strlen(path) - 2);
		from = path_join(w->dir, path);
		to = path_join(w->dir, names->v[i]);
		err = mkdir_parents(to);
		if (!err && rename(from, to) < 0)
			err = -errno;
		if (err)
			fail(err == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -err,
			     "%s cannot be renamed to %s: %s", from, to,
			     strerror(-err));
		free(from);
		free(to);
	}
	return err;
}

static int restore_names(const struct work *w, const struct strlist *files,
			   const struct strlist *names)
{
	int err = 0;

	for (size_t i = 0; i < names->n && !err; i++) {
		char *from, *to;

		if (is_plain(files->v[i]))
			continue;
		from = path_join(w->dir, names->v[i]);
		to = path_join(w->dir, files->v[i]);
		if (rename(from, to) < 0)
			err = fail(EXIT_TOOL, errno, "%s cannot be renamed to %s: %s",
				   from, to, strerror(errno));
		free(from);
		free(to);
	}
	return err;
}

/*
 * The files, an empty line between any two: spatch takes neighbours for one
 * program otherwise, and matches across them.
 */
static int write_groups(const char *path, const struct strlist *files)
{
	struct strbuf sb = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < files->n; i++)
		sb_addf(&sb, "%s%s\n", i ? "\n" : "", files->v[i]);
	err = write_file(path, sb.buf, sb.len);
	sb_free(&sb);
	if (err)
		fail(err == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -err,
		     "%s cannot be written: %s", path, strerror(-err));
	return err;
}

/* The line of spatch's messages that tells most. */
static char *complaint(const char *text)
{
	static const char *const marks[] = {
		"parse error", "Fatal error", "rror", "ailure"
	};
	const char *start = text;
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		const char *p = strstr(text, marks[i]);

		if (!p)
			continue;
		while (p > text && p[-1] != '\n')
			p--;
		start = p;
		break;
	}
	/* spatch says where on the next lines. */
	for (int lines = 0; *start && lines < 3; lines++) {
		size_t len = strcspn(start, "\n");

		sb_addf(&sb, "%s%.*s", lines ? " " : "", (int)len, start);
		start += len + (start[len] == '\n');
	}
	sb_rtrim(&sb);
	return sb_detach(&sb);
}

static int run(struct work *w, const struct step *s, const struct cocci *c,
	       const struct strlist *files)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct strlist argv = { 0 }, names = { 0 };
	struct proc p = { .cwd = w->dir, .out = &out, .err = &err };
	char *groups = path_join(w->scratch.path, "groups");
	int ret;

	sl_split(&argv, "spatch --very-quiet --no-includes --in-place", " ");
	/* Not in /tmp: what it leaves when it is killed is ours to remove. */
	sl_split(&argv, "--temp-files ..", " ");
	sl_add(&argv, "--sp-file");
	sl_add(&argv, c->path);
	sl_add(&argv, "--file-groups");
	sl_add(&argv, groups);
	ret = rename_unsafe(w, files, &names);
	if (!ret)
		ret = write_groups(groups, &names);
	if (!ret)
		ret = proc_run((const char *const *)argv.v, &p);
	if (ret == -ENOENT) {
		fail(EXIT_MISSING_TOOL, ENOENT,
		     "spatch is not installed (package coccinelle): 'lazymmu doctor --install' installs what is missing");
	} else if (ret < 0) {
		fail(EXIT_TOOL, -ret, "spatch cannot be run: %s", strerror(-ret));
	} else if (ret > 0) {
		char *what = complaint(err.buf);

		ret = fail(space_blamed(err.buf) ? EXIT_NO_SPACE : EXIT_STEP, EINVAL,
			   "%s%s%sspatch failed on %s (%s)%s%s",
			   s->trial ? "" : "step ", s->trial ? "" : s->name,
			   s->trial ? "" : ": ", c->path, proc_status(ret),
			   *what ? ": " : "", what);
		free(what);
	} else if (space_blamed(err.buf) || space_blamed(out.buf)) {
		/* It says so, goes on with the next file, and exits with 0. */
		ret = fail(EXIT_NO_SPACE, ENOSPC,
			   "no space left for spatch in %s: %s", w->dir,
			   strerror(ENOSPC));
	}
	if (!ret)
		ret = restore_names(w, files, &names);
	free(groups);
	sl_free(&names);
	sl_free(&argv);
	sb_free(&out);
	sb_free(&err);
	return ret;
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

int spatch_apply(struct work *w, const struct step *s, const struct cocci *c)
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
		err = run(w, s, c, &files);
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
