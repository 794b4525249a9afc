// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu series: write the series as patches to mail. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/port.h"
#include "cmd/status.h"
#include "host/space.h"
#include "series/series.h"
#include "tree/apply.h"
#include "tree/identity.h"
#include "tree/resolve.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/strbuf.h"

/* The patches need no more space than this. */
#define PATCH_BYTES (4ULL << 20)

/*
 * struct arguments - the arguments of the command
 * @dir: the output directory
 * @parts: list the parts of the series
 */
struct arguments {
	struct port port;
	const char *dir;
	bool parts;
};

enum {
	OPT_PARTS = 256,
};

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "Directory for the patches, which is new or empty", 0 },
	{ "parts", OPT_PARTS, NULL, 0, "List the parts of the series that can be left out, and their steps", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->port;
		return 0;
	case 'o':
		a->dir = arg;
		return 0;
	case OPT_PARTS:
		a->parts = true;
		a->port.optional = true;
		return 0;
	case ARGP_KEY_END:
		if (a->parts && (a->dir || a->port.kernel || a->port.without.n))
			argp_error(state, "--parts is given alone");
		if (!a->parts && a->port.kernel && (!a->dir || !*a->dir))
			argp_error(state, "the output directory is missing: give it with -o");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &port_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "-o DIR KERNEL\n--parts",
	.doc = "Write the series for KERNEL as patches to mail, with a cover letter.\v"
	       "KERNEL is a version that 'lazymmu versions' lists, or the path of a kernel "
	       "git tree, in which nothing is changed. A new DIR appears complete or not at all. "
	       "'git am --empty=drop DIR/*.patch' on the tree's HEAD gives the tree that "
	       "'lazymmu apply' makes.\n\n"
	       "The exit status is that of 'lazymmu apply'.",
	.help_filter = status_help,
};

/*
 * struct output - the output directory
 * @dir: its absolute path
 * @there: the directory exists and is empty; else it does not exist, and is
 *	made
 */
struct output {
	char *dir;
	bool there;
};

static int refuse_dir(const char *dir, const char *why)
{
	return fail(EXIT_USAGE, EINVAL,
		    "%s cannot be the output directory: %s; give a new directory, or an empty one, with -o",
		    dir, why);
}

/*
 * Check that @path can be written to; if it does not exist, check the nearest
 * parent that exists.
 */
static int check_place(const char *dir, const char *path)
{
	char *place = str_dup(path);
	char *slash, *why;
	int err = 0;

	while (!exists(place) && (slash = strrchr(place, '/')) && slash > place)
		*slash = '\0';
	if (!exists(place))
		strcpy(place, "/");
	if (!is_dir(place))
		why = str_fmt("%s is not a directory", place);
	else if (access(place, W_OK | X_OK) < 0)
		why = str_fmt("%s cannot be written to (%s)", place, strerror(errno));
	else
		why = NULL;
	if (why)
		err = refuse_dir(dir, why);
	else
		err = space_need(place, PATCH_BYTES, "the series",
				     "give a directory elsewhere with -o");
	free(why);
	free(place);
	return err;
}

/* Before the work begins, refuse a directory that cannot be used. */
static int check_output(const char *dir, struct output *o)
{
	struct strlist names = { 0 };
	struct stat st;
	int err = 0;

	o->dir = realpath(dir, NULL);
	o->there = o->dir;
	if (!o->dir && errno != ENOENT)
		return refuse_dir(dir, strerror(errno));
	if (!o->dir && !lstat(dir, &st) && S_ISLNK(st.st_mode))
		return refuse_dir(dir, "it is a symbolic link to what does not exist");
	if (!o->dir)
		o->dir = str_dup(dir);
	else if (!is_dir(o->dir))
		err = refuse_dir(dir, "it is not a directory");
	else if ((err = list_dir(o->dir, &names)))
		err = refuse_dir(dir, strerror(-err));
	else if (names.n)
		err = fail(EXIT_USAGE, ENOTEMPTY,
			   "%s is not empty: give a new directory with -o", dir);
	sl_free(&names);
	return err ? err : check_place(dir, o->dir);
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
	/* Skip the comments at the top: the licence. */
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

static int format_patches(const struct kernel *k, const struct work *w,
			  const struct identity *who, const char *dir,
			  struct strbuf *list)
{
	struct strbuf cover __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf errors __cleanup(sb_free) = STRBUF_INIT;
	char *range __cleanup(str_free) = str_fmt("%s..refs/heads/result", k->head);
	struct git g __cleanup(git_free) = w->g;
	struct failure f;
	int ret;

	g.env = (struct strlist){ 0 };
	identity_env(who, &g.env);
	ret = read_cover(&cover);
	if (!ret)
		ret = git_ok(&g, NULL, "config", "branch.result.description",
			     cover.buf);
	if (ret)
		return ret;
	ret = git_try(&g, NULL, 0, list, &errors,
		      ARGS("format-patch", "--cover-letter",
			   "--cover-from-description=subject", "--no-signature",
			   "--no-attach", "--no-thread", "--no-notes",
			   "--no-ext-diff", "--no-textconv", "--no-color",
			   "--no-renames", "--no-encode-email-headers",
			   "--stat=75", "-o", dir, range));
	/*
	 * git format-patch does not check that everything was written. If it
	 * complains about space, the disk of the patches is full, not that of
	 * the repository.
	 */
	if (ret == -ENOSPC ||
	    (ret >= 0 && (space_blamed(errors.buf) || space_is_out(dir)))) {
		fail_take(&f);
		failure_free(&f);
		return fail(EXIT_NO_SPACE, ENOSPC,
			    "no space left for the patches in %s: give a directory elsewhere with -o",
			    dir);
	}
	return ret > 0 ? git_failed(&g, "format-patch", ret, errors.buf) : ret;
}

/* Add @path to the record: if this run is killed, the next run removes @path. */
static void add_outside(struct strlist *outside, const char *kind,
			const char *path, const char *origin)
{
	sl_add(outside, kind);
	sl_add(outside, path);
	sl_add(outside, origin);
}

/*
 * Record the unfinished directory @dir, so that it is removed with the scratch
 * directory.
 */
static int expect_tree(const struct work *w, const char *dir)
{
	struct strlist outside __cleanup(sl_free) = { 0 };

	add_outside(&outside, "tree", dir, "");
	return scratch_outside(&w->scratch, &outside);
}

/* Give @old the name @new. Records no failure. */
static int move_file(const char *old, const char *new)
{
	int err = link(old, new) ? -errno : 0;

	/* Not every file system has hard links. */
	if ((err == -EPERM || err == -ENOTSUP) && !exists(new))
		err = rename(old, new) ? -errno : 0;
	return err;
}

/*
 * Move the files in @from to the empty directory @to: all of them or none. If the
 * command is killed meanwhile, the next run finds the files under both names, and
 * removes them.
 */
static int move_files(const struct work *w, const char *from, const char *to)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strlist outside __cleanup(sl_free) = { 0 };
	int err = list_dir(from, &names);

	for (size_t i = 0; i < names.n; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		add_outside(&outside, "link", new, old);
	}
	add_outside(&outside, "tree", from, "");
	if (!err)
		err = scratch_outside(&w->scratch, &outside);
	for (size_t i = 0; i < names.n && !err; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		err = move_file(old, new);
	}
	return err ? err : expect_tree(w, from);
}

static int make_output(const char *dir)
{
	int err = mkdir_parents(dir);

	if (!err && mkdir(dir, 0777))
		err = -errno;
	if (err)
		return fail(EXIT_TOOL, -err,
			    "%s cannot be made: %s; give a directory elsewhere with -o",
			    dir, strerror(-err));
	return 0;
}

/*
 * Write to a directory with another name. At the end it is renamed; or, if the
 * output directory exists, its files are moved there, because that directory
 * may be the user's working directory.
 */
static int write_series(const struct kernel *k, const struct work *w,
			const struct identity *who, const struct output *o,
			struct strbuf *list)
{
	const char *name = strrchr(w->scratch.path, '/') + 1;
	char *tmp __cleanup(str_free) =
		str_fmt(o->there ? "%s/.lazymmu.%s" : "%s.%s", o->dir, name);
	int err;

	err = expect_tree(w, tmp);
	if (!err)
		err = make_output(tmp);
	if (!err)
		err = format_patches(k, w, who, tmp, list);
	if (err)
		return err;
	if (o->there)
		err = move_files(w, tmp, o->dir);
	else
		err = rename(tmp, o->dir) ? -errno : 0;
	if (err)
		return fail(EXIT_TOOL, -err, "the patches cannot be moved to %s: %s",
			    o->dir, strerror(-err));
	return 0;
}

static void report_step(void *arg, const struct step_result *r)
{
	(void)arg;
	note("  %zu/%zu  %s%s%s", r->number, r->total,
	     r->skipped ? r->step->name : r->step->subject,
	     r->skipped ? ": skipped, " : "", r->skipped ? r->skipped : "");
	for (size_t i = 0; i < r->said->n; i++)
		note("       %s", r->said->v[i]);
}

static int make_series(const struct kernel *k, const struct strlist *without,
		       const struct output *o)
{
	struct work w = WORK_INIT;
	struct identity who = { 0 };
	struct strbuf list = STRBUF_INIT;
	struct strlist files = { 0 };
	struct series s = { 0 };
	int err;

	err = series_load(k->version, PORTED, without, &s);
	if (!err)
		err = identity_of_user(k, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, &s, &who, report_step, NULL);
	if (!err)
		err = write_series(k, &w, &who, o, &list);
	if (!err) {
		sl_split(&files, list.buf, "\n");
		for (size_t i = 0; i < files.n; i++)
			printf("%s%s\n", o->dir, strrchr(files.v[i], '/'));
		note("%zu patches; 'git am --empty=drop %s/*.patch' applies them",
		     files.n - 1, o->dir);
	}
	work_close(&w);
	identity_free(&who);
	series_free(&s);
	sl_free(&files);
	sb_free(&list);
	return err;
}

/*
 * Make @dir an absolute path without slashes at its end, as git is started in
 * another directory. Returns NULL on failure (recorded).
 */
static char *make_absolute(const char *dir)
{
	char *cwd __cleanup(str_free) = NULL;
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (*dir == '/')
		return str_fmt("%.*s", (int)len, dir);
	cwd = getcwd(NULL, 0);
	if (!cwd) {
		fail(EXIT_TOOL, errno,
		     "the working directory cannot be read: %s",
		     strerror(errno));
		return NULL;
	}
	return str_fmt("%s/%.*s", cwd, (int)len, dir);
}

static int list_parts(void)
{
	struct series s;
	int err = series_load_all(&s);

	if (err)
		return err;
	printf("%-10s %s\n", "PART", "STEP");
	for (size_t i = 0; i < s.n; i++) {
		if (s.steps[i].part)
			printf("%-10s %s\n", s.steps[i].part, s.steps[i].name);
	}
	series_free(&s);
	return 0;
}

int cmd_series(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct output o = { 0 };
	struct kernel k;
	char *dir __cleanup(str_free) = NULL;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (a.parts)
		return list_parts();
	err = series_need_parts(&a.port.without);
	if (!err) {
		dir = make_absolute(a.dir);
		err = dir ? 0 : -EIO;
	}
	/* A killed run may have left files in the output directory. */
	if (!err)
		err = scratch_sweep();
	if (!err)
		err = check_output(dir, &o);
	if (!err)
		err = resolve_kernel(a.port.kernel, &k);
	if (!err) {
		err = make_series(&k, &a.port.without, &o);
		kernel_free(&k);
	}
	port_free(&a.port);
	free(o.dir);
	return err;
}
