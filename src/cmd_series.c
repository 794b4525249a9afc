// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu series: write the series as patches to mail. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "cmd.h"
#include "fail.h"
#include "home.h"
#include "series.h"
#include "strbuf.h"
#include "xfile.h"

struct arguments {
	const char *kernel;
	const char *dir;
};

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "Directory for the patches: a new one, or an empty one", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'o':
		a->dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->kernel)
			argp_error(state, "one KERNEL only");
		a->kernel = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->kernel)
			argp_error(state, "which KERNEL? A version (6.12) or the path of a git tree");
		if (!a->dir || !*a->dir)
			argp_error(state, "where to? Give a directory with -o");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "-o DIR KERNEL",
	.doc = "Write the series for KERNEL as patches to mail, with a cover letter.\v"
	       "KERNEL is a version ('6.12') or the path of a kernel git tree, in which "
	       "nothing is changed. DIR appears complete or not at all. "
	       "'git am --empty=drop DIR/*.patch' on the tree's HEAD gives the tree that "
	       "'lazymmu apply' makes.\n\n"
	       "The exit status is that of 'lazymmu apply'.",
};

/* An empty directory can be replaced by the new one; anything else is kept. */
static int check_dir(const char *dir)
{
	struct strlist names = { 0 };
	int err = list_dir(dir, &names);

	if (err == -ENOENT)
		err = 0;
	else if (err)
		fail(EXIT_USAGE, -err, "%s cannot be the output directory: %s", dir,
		     strerror(-err));
	else if (names.n)
		err = fail(EXIT_USAGE, ENOTEMPTY,
			   "%s is not empty: give a new directory with -o", dir);
	sl_free(&names);
	return err;
}

/* The text of the cover letter: subject, empty line, body. */
static int read_cover(struct strbuf *text)
{
	char *file = path_join(home_dir(), "series/cover");
	int err = read_file(file, text);
	size_t skip = 0;

	if (err)
		fail(EXIT_TOOL, -err, "the cover letter %s cannot be read: %s", file,
		     strerror(-err));
	/* Comments at the top: the licence. */
	while (text->buf[skip] == '#' || text->buf[skip] == '\n')
		skip += strcspn(text->buf + skip, "\n") + (text->buf[skip] != '\0');
	memmove(text->buf, text->buf + skip, text->len - skip + 1);
	text->len -= skip;
	sb_rtrim(text);
	if (!err && !text->len)
		err = fail(EXIT_STEP, EINVAL, "%s holds no text", file);
	free(file);
	return err;
}

static int format(const struct kernel *k, const struct work *w,
		  const struct identity *who, const char *dir,
		  struct strbuf *list)
{
	struct git g = w->g;
	struct strbuf cover = STRBUF_INIT;
	char *range = str_fmt("%s..refs/heads/result", k->head);
	int err;

	g.env = (struct strlist){ 0 };
	identity_env(who, &g.env);
	err = read_cover(&cover);
	if (!err)
		err = git_ok(&g, NULL, "config", "branch.result.description",
			     cover.buf);
	if (!err)
		err = git_ok(&g, list, "format-patch", "--cover-letter",
			     "--cover-from-description=subject", "--no-signature",
			     "--no-attach", "--no-thread", "--no-notes",
			     "--no-ext-diff", "--no-textconv", "--no-color",
			     "--no-renames", "--no-encode-email-headers",
			     "--stat=75", "-o", dir, range);
	free(range);
	git_free(&g);
	sb_free(&cover);
	return err;
}

/* Write to a new directory next to @dir, which takes its place at the end. */
static int write_series(const struct kernel *k, const struct work *w,
			const struct identity *who, const char *dir,
			struct strbuf *list)
{
	char *tmp = str_fmt("%s.XXXXXX", dir);
	mode_t mask = umask(0);
	int err;

	umask(mask);
	err = mkdir_parents(tmp);
	if (!err && !mkdtemp(tmp))
		err = -errno;
	if (err) {
		fail(err == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -err,
		     "no directory can be made next to %s: %s", dir, strerror(-err));
		free(tmp);
		return err;
	}
	chmod(tmp, 0777 & ~mask);
	err = format(k, w, who, tmp, list);
	if (!err && rename(tmp, dir) < 0)
		err = fail(EXIT_TOOL, errno, "%s cannot be made: %s", dir,
			   strerror(errno));
	if (err)
		rm_rf(tmp);
	free(tmp);
	return err;
}

static void report(void *arg, const struct step_result *r)
{
	(void)arg;
	note("  %zu/%zu  %s%s%s", r->number, r->total,
	     r->skipped ? r->step->name : r->step->subject,
	     r->skipped ? ": skipped, " : "", r->skipped ? r->skipped : "");
}

static int make_series(const struct kernel *k, const char *dir)
{
	struct work w = { .scratch = { .lock = -1 } };
	struct identity who = { 0 };
	struct strbuf list = STRBUF_INIT;
	struct strlist files = { 0 };
	struct series s = { 0 };
	int err;

	err = series_load(k->version, false, &s);
	if (!err)
		err = apply_identity(k, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, &s, &who, report, NULL);
	if (!err)
		err = write_series(k, &w, &who, dir, &list);
	if (!err) {
		sl_split(&files, list.buf, "\n");
		for (size_t i = 0; i < files.n; i++)
			printf("%s%s\n", dir, strrchr(files.v[i], '/'));
		note("%zu patches; 'git am --empty=drop %s/*.patch' applies them",
		     files.n - 1, dir);
	}
	work_close(&w);
	identity_free(&who);
	series_free(&s);
	sl_free(&files);
	sb_free(&list);
	return err;
}

/* @dir as an absolute path (git starts elsewhere) without slashes at the end. */
static char *absolute(const char *dir)
{
	size_t len = strlen(dir);
	char *cwd, *path;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (*dir == '/')
		return strndup(dir, len);
	cwd = getcwd(NULL, 0);
	path = str_fmt("%s/%.*s", cwd ? cwd : "", (int)len, dir);
	free(cwd);
	return path;
}

int cmd_series(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct kernel k;
	char *dir;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	dir = absolute(a.dir);
	if (!dir)
		oom();
	err = check_dir(dir);
	if (!err)
		err = kernel_resolve(a.kernel, &k);
	if (!err) {
		err = make_series(&k, dir);
		kernel_free(&k);
	}
	free(dir);
	return err;
}
