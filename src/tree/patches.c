// SPDX-License-Identifier: GPL-2.0-only
#include "tree/patches.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/git.h"
#include "host/space.h"
#include "series/directive.h"
#include "series/names.h"
#include "series/versions.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/strbuf.h"

/* The name that git gives to the cover letter. */
#define GIT_COVER_NAME "0000-cover-letter.patch"

/* In the order of enum patch_format. */
static const char *const format_names[] = { "mail", "mbox", "quilt", "debian" };

bool patches_format(const char *name, enum patch_format *format)
{
	for (size_t i = 0; i < ARRAY_SIZE(format_names); i++) {
		if (strcmp(name, format_names[i]))
			continue;
		*format = i;
		return true;
	}
	return false;
}

int patches_identity(const struct kernel *k, enum patch_format format,
		     struct identity *who)
{
	int err = identity_of_user(k, who);

	if (!err && format != PATCHES_MAIL)
		err = identity_date(k, who);
	return err;
}

/*
 * The text of the cover letter of a series, as it is for a dialect: subject, empty
 * line, body. It begins behind the comments at the top: the licence.
 */
static int cut_cover(const char *file, struct strbuf *text, const char *dialect,
		     struct strbuf *out)
{
	struct lines l = LINES(text->buf, text->len);
	bool skip = false;
	char *line;
	int ret = 0;

	while (ret >= 0 && (line = lines_cut(&l))) {
		ret = directive_for(file, l.number, line, dialect, &skip);
		if (ret || skip)
			continue;
		if (out->len || (*line && *line != '#'))
			sb_add_squeezed(out, line);
	}
	sb_rtrim(out);
	if (ret < 0)
		return ret;
	return out->len ? 0 : fail(EXIT_STEP, EINVAL, "%s holds no text", file);
}

static int read_cover(const struct kernel *k, struct strbuf *out)
{
	char *dir __cleanup(str_free) = path_join(home_dir(), "series");
	char *file __cleanup(str_free) = names_file(dir, "cover", k->series);
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	const char *dialect;
	int err = read_file(file, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "the cover letter %s cannot be read: %s",
			    file, strerror(-err));
	err = versions_dialect_of(k->version, &dialect);
	return err ? err : cut_cover(file, &text, dialect, out);
}

static int no_space(const char *dir)
{
	struct failure f;

	fail_take(&f);
	failure_free(&f);
	return fail(EXIT_NO_SPACE, ENOSPC,
		    "no space left for the patches in %s: give a directory elsewhere with -o",
		    dir);
}

/* The arguments of git format-patch, without directory and range. */
static void format_args(enum patch_format format, struct strlist *args)
{
	static const char *const always[] = {
		"format-patch", "--cover-letter", "--cover-from-description=subject",
		"--no-signature", "--no-attach", "--no-thread", "--no-notes",
		"--no-ext-diff", "--no-textconv", "--no-color", "--no-renames",
		"--no-encode-email-headers", "--stat=75",
	};

	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		sl_add(args, always[i]);
	/* The length of abbreviations depends on the repository. */
	if (format != PATCHES_MAIL) {
		sl_add(args, "--zero-commit");
		sl_add(args, "--abbrev=12");
	}
	if (format == PATCHES_QUILT || format == PATCHES_DEBIAN) {
		sl_add(args, "--subject-prefix=");
		sl_add(args, "--no-numbered");
	}
	/* From, Date and Subject are fields of DEP-3 already. */
	if (format == PATCHES_DEBIAN)
		sl_add(args, "--add-header=Forwarded: no");
}

/* Let git write the cover letter and the patches; @list gets their paths. */
static int format_patches(const struct kernel *k, const struct work *w,
			  const struct identity *who, enum patch_format format,
			  const char *dir, struct strbuf *list)
{
	struct strbuf cover __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf errors __cleanup(sb_free) = STRBUF_INIT;
	struct strlist args __cleanup(sl_free) = { 0 };
	struct git g __cleanup(git_free) = w->g;
	int ret;

	g.env = (struct strlist){ 0 };
	identity_env(who, &g.env);
	ret = read_cover(k, &cover);
	if (!ret)
		ret = git_ok(&g, NULL, "config", "branch.result.description",
			     cover.buf);
	if (ret)
		return ret;
	format_args(format, &args);
	sl_add(&args, "-o");
	sl_add(&args, dir);
	sl_addf(&args, "%s..refs/heads/result", k->head);
	ret = git_try(&g, NULL, 0, list, &errors, (const char *const *)args.v);
	/*
	 * git format-patch does not check that everything was written. If it
	 * complains about space, the disk of the patches is full, not that of
	 * the repository.
	 */
	if (ret == -ENOSPC ||
	    (ret >= 0 && (space_blamed(errors.buf) || space_is_out(dir))))
		return no_space(dir);
	return ret > 0 ? git_failed(&g, "format-patch", ret, errors.buf) : ret;
}

int patches_not_written(const char *file, int err)
{
	if (err == -ENOSPC)
		return no_space(file);
	return fail(EXIT_TOOL, -err, "%s cannot be written: %s", file, strerror(-err));
}

/* Replace the patches by one mailbox. A mailbox is mails, one after the other. */
static int join_patches(const char *dir, struct strlist *files)
{
	char *mbox __cleanup(str_free) = path_join(dir, PATCHES_MBOX_NAME);
	struct strbuf mails __cleanup(sb_free) = STRBUF_INIT;
	int err = 0;

	for (size_t i = 0; i < files->n && !err; i++) {
		char *file __cleanup(str_free) = path_join(dir, files->v[i]);

		err = read_file(file, &mails);
		if (!err && unlink(file) < 0)
			err = -errno;
		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be read: %s", file,
				    strerror(-err));
	}
	err = write_file(mbox, mails.buf, mails.len);
	if (err)
		return patches_not_written(mbox, err);
	sl_free(files);
	sl_add(files, PATCHES_MBOX_NAME);
	return 0;
}

/* The mail of the cover letter is no patch, so it gets another name. */
static int rename_cover(const char *dir, struct patches *p)
{
	char *old __cleanup(str_free) = path_join(dir, p->cover);
	char *new __cleanup(str_free) = path_join(dir, PATCHES_COVER_NAME);

	p->cover = PATCHES_COVER_NAME;
	return rename(old, new) < 0 ? patches_not_written(new, -errno) : 0;
}

int patches_write(const struct kernel *k, const struct work *w,
		  const struct identity *who, enum patch_format format,
		  const char *dir, struct patches *p)
{
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;
	struct strlist paths __cleanup(sl_free) = { 0 };
	int err = format_patches(k, w, who, format, dir, &list);

	if (err)
		return err;
	/* git lists the cover letter first. */
	sl_split(&paths, list.buf, "\n");
	for (size_t i = 1; i < paths.n; i++)
		sl_add(&p->files, strrchr(paths.v[i], '/') + 1);
	p->n = p->files.n;
	p->cover = GIT_COVER_NAME;
	if (format != PATCHES_MAIL)
		err = rename_cover(dir, p);
	if (!err && format == PATCHES_MBOX)
		err = join_patches(dir, &p->files);
	return err;
}

void patches_series(const struct kernel *k, const struct patches *p,
		    const char *under, struct strbuf *out)
{
	sb_addf(out, "# written by lazymmu for Linux %s\n", k->release);
	for (size_t i = 0; i < p->files.n; i++)
		sb_addf(out, "%s%s\n", under, p->files.v[i]);
}

void patches_free(struct patches *p)
{
	sl_free(&p->files);
	*p = (struct patches){ 0 };
}
