// SPDX-License-Identifier: GPL-2.0-only
#include "host/spatch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "host/space.h"
#include "host/spatched.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* The arguments that a change of files takes; what else there is names files. */
#define ARGUMENTS "--quiet --no-includes --temp-files .. "
#define IN_PLACE "--in-place"

/* Can a shell and a list of names take the name literally? */
static bool is_plain(const char *path)
{
	return *path != '-' &&
	       !path[strspn(path, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-+.,/")];
}

/*
 * spatch gives the names of files to a shell without quoting them: files with
 * unsafe names are renamed while spatch runs, into this directory of the scratch
 * directory.
 */
#define UNSAFE_DIR "unsafe"

static int rename_unsafe(const struct spatch *s, struct strlist *names)
{
	for (size_t i = 0; i < s->files->n; i++) {
		const char *path = s->files->v[i];
		char *from __cleanup(str_free) = path_join(s->dir, path);
		char *to __cleanup(str_free) = NULL;
		int err;

		if (is_plain(path)) {
			sl_add(names, path);
			continue;
		}
		/*
		 * The name is relative, because the path of the cache may be
		 * unsafe as well.
		 */
		sl_addf(names, "../" UNSAFE_DIR "/%zu%s", i, path + strlen(path) - 2);
		to = path_join(s->dir, names->v[i]);
		err = mkdir_parents(to);
		if (!err && rename(from, to) < 0)
			err = -errno;
		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be renamed to %s: %s",
				    from, to, strerror(-err));
	}
	return 0;
}

static int restore_names(const struct spatch *s, const struct strlist *names)
{
	for (size_t i = 0; i < names->n; i++) {
		char *from __cleanup(str_free) = path_join(s->dir, names->v[i]);
		char *to __cleanup(str_free) = path_join(s->dir, s->files->v[i]);

		if (!is_plain(s->files->v[i]) && rename(from, to) < 0)
			return fail(EXIT_TOOL, errno, "%s cannot be renamed to %s: %s",
				    from, to, strerror(errno));
	}
	return 0;
}

/*
 * Write the list of files with an empty line between any two. Without it,
 * spatch treats neighbours as one program and matches across them.
 */
static int write_groups(const char *path, const struct strlist *files)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < files->n; i++)
		sb_addf(&sb, "%s%s\n", i ? "\n" : "", files->v[i]);
	err = write_file(path, sb.buf, sb.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}

/* Find the most informative line of spatch's messages. */
static char *find_complaint(const char *text)
{
	static const char *const marks[] = {
		"parse error", "Fatal error", "EXN: ", "rror", "ailure"
	};
	const char *start = text;
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *p = strstr(text, marks[i]);

		if (!p)
			continue;
		while (p > text && p[-1] != '\n')
			p--;
		start = p;
		break;
	}
	/* spatch names the place on the next lines. */
	for (int lines = 0; *start && lines < 3; lines++) {
		size_t len = strcspn(start, "\n");

		sb_addf(&sb, "%s%.*s", lines ? " " : "", (int)len, start);
		start += len + (start[len] == '\n');
	}
	sb_rtrim(&sb);
	return sb_detach(&sb);
}

/**
 * struct watch - the progress of a running spatch
 * @s: the semantic patch and its files
 * @names: the names of @s->files while spatch runs
 * @err: spatch's messages, except those about progress
 * @file: the original name of the file that spatch works on; NULL: spatch reads
 *	the semantic patch
 * @since: when spatch began with @file, in seconds
 * @seconds: how long spatch may take for one file
 */
struct watch {
	const struct spatch *s;
	const struct strlist *names;
	struct strbuf err;
	const char *file;
	double since;
	int seconds;
};

static const char *real_name(const struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->names->n; i++) {
		if (!strcmp(w->names->v[i], name))
			return w->s->files->v[i];
	}
	return NULL;
}

/* A line of spatch's messages: "HANDLING: mm/memory.c" when it begins a file. */
static int take_message(void *arg, const char *line, size_t len, bool is_err)
{
	static const char handling[] = "HANDLING: ";
	static const char *const progress[] = {
		"init_defs_builtins: ", "diff = ", "Note: processing took "
	};
	struct watch *w = arg;

	(void)is_err;
	if (!strncmp(line, handling, strlen(handling))) {
		w->file = real_name(w, line + strlen(handling));
		w->since = clock_wall();
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(progress); i++) {
		if (!strncmp(line, progress[i], strlen(progress[i])))
			return 0;
	}
	sb_add(&w->err, line, len);
	sb_addch(&w->err, '\n');
	return 0;
}

/*
 * spatch's own --timeout is of no use: it does not end a script that waits, and
 * afterwards spatch continues with the next file.
 */
static int check_clock(void *arg)
{
	const struct watch *w = arg;

	if (clock_wall() - w->since < w->seconds)
		return 0;
	return fail(EXIT_STEP, ETIMEDOUT,
		    "%sspatch did not end within %d seconds on %s with %s: LAZYMMU_SPATCH_SECONDS gives it more",
		    w->s->who, w->seconds, w->file ? w->file : "reading its rules",
		    w->s->cocci);
}

int spatch_seconds(void)
{
	static const char variable[] = "LAZYMMU_SPATCH_SECONDS";
	const char *value = getenv(variable);
	char *end;
	long n;

	if (!value || !*value)
		return SPATCH_SECONDS;
	n = strtol(value, &end, 10);
	if (*end || n < 1 || n > 1000000)
		return fail(EXIT_USAGE, EINVAL,
			    "%s=%s: give a number of seconds, such as 300",
			    variable, value);
	return (int)n;
}

/* Judge a run of spatch that ended by itself. */
static int judge(const struct watch *w, int status, const char *out)
{
	const struct spatch *s = w->s;
	char *what __cleanup(str_free) = NULL;

	/* spatch may say that the disk is full, or that it failed, and exit with 0. */
	if (space_blamed(w->err.buf) || space_blamed(out))
		return fail(EXIT_NO_SPACE, ENOSPC, "no space left for spatch in %s: %s",
			    s->dir, strerror(ENOSPC));
	if (!status && strncmp(w->err.buf, "EXN: ", 5) && !strstr(w->err.buf, "\nEXN: "))
		return 0;
	what = find_complaint(w->err.buf);
	return fail(EXIT_STEP, EINVAL, "%sspatch failed on %s (%s)%s%s", s->who,
		    s->cocci, proc_status(status), *what ? ": " : "", what);
}

static int run_watched(struct watch *w, struct strbuf *out, const char *const *argv)
{
	const struct spatch *s = w->s;
	struct proc p = {
		.cwd = s->dir,
		.out = out,
		.line = take_message,
		.tick = check_clock,
		.arg = w,
	};
	int ret;

	w->since = clock_wall();
	ret = tool_run(argv, &p);
	return ret < 0 ? ret : judge(w, ret, out->buf);
}

/* Replace the name that the file of a message had for spatch. */
static void take_report(const struct watch *w, const char *line,
			struct strlist *report)
{
	for (size_t i = 0; i < w->names->n; i++) {
		size_t len = strlen(w->names->v[i]);

		if (!strncmp(line, w->names->v[i], len) && line[len] == ':') {
			sl_addf(report, "%s%s", w->s->files->v[i], line + len);
			return;
		}
	}
	sl_add(report, line);
}

/*
 * Run spatch on the files, one by one. Temporary files go to the scratch
 * directory: if spatch is killed, we remove them.
 * @silent: set to whether spatch had nothing to say; or NULL
 */
static int run(const struct spatch *s, const char *mode, struct strlist *report,
	       bool *silent)
{
	char *groups __cleanup(str_free) = path_join(s->scratch, "groups");
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strlist lines __cleanup(sl_free) = { 0 };
	struct watch w = { .s = s, .names = &names, .err = STRBUF_INIT };
	struct strlist args __cleanup(sl_free) = { 0 };
	int err, restored;

	w.seconds = s->seconds ? s->seconds : spatch_seconds();
	if (w.seconds < 0)
		return w.seconds;
	sl_split(&args, "spatch " ARGUMENTS, " ");
	sl_split(&args, mode, " ");
	sl_add(&args, "--sp-file");
	sl_add(&args, s->cocci);
	sl_add(&args, "--file-groups");
	sl_add(&args, groups);
	err = rename_unsafe(s, &names);
	if (!err)
		err = write_groups(groups, &names);
	if (!err)
		err = run_watched(&w, &out, (const char *const *)args.v);
	restored = restore_names(s, &names);
	if (silent)
		*silent = !w.err.len;
	sb_free(&w.err);
	sl_split(&lines, out.buf, "\n");
	for (size_t i = 0; report && !err && i < lines.n; i++)
		take_report(&w, lines.v[i], report);
	return err ? err : restored;
}

static int load(const struct spatch *s, const char *file, struct strbuf *text)
{
	char *path __cleanup(str_free) = path_join(s->dir, file);
	int err = read_file(path, text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path, strerror(-err));
	return 0;
}

/*
 * struct todo - a file that spatch has to look at
 * @file: its path
 * @before: its content
 */
struct todo {
	const char *file;
	struct strbuf before;
};

/* Give @file the content that spatch gave it once, if that is known. Return: is it? */
static int use_result(const struct spatch *s, const struct spatched *sd,
		      const char *file, const struct strbuf *before)
{
	struct strbuf after __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = NULL;
	int err;

	if (!spatched_find(sd, file, before, &after))
		return 0;
	if (after.len == before->len && !memcmp(after.buf, before->buf, after.len))
		return 1;
	path = path_join(s->dir, file);
	err = write_file(path, after.buf, after.len);
	if (err == -ENOSPC || err == -EDQUOT)
		return fail(EXIT_NO_SPACE, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return err ? fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			  strerror(-err)) : 1;
}

/*
 * Run spatch on the files in @todo, and keep what it made of them, if it had
 * nothing to say: a message may be about a failure that its status does not show.
 */
static int run_todo(const struct spatch *s, const struct spatched *sd,
		    const struct todo *todo, size_t n)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	struct spatch some = *s;
	struct spatched now;
	bool silent = false;
	int err;

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++)
		sl_add(&files, todo[i].file);
	some.files = &files;
	err = run(&some, IN_PLACE, NULL, &silent);
	if (err || !silent)
		return err;
	err = spatched_open(s->cocci, ARGUMENTS IN_PLACE, &now);
	for (size_t i = 0; i < n && !err && spatched_same(sd, &now); i++) {
		struct strbuf after __cleanup(sb_free) = STRBUF_INIT;

		err = load(s, todo[i].file, &after);
		if (!err)
			spatched_keep(sd, todo[i].file, &todo[i].before, &after);
	}
	spatched_close(&now);
	return err;
}

int spatch_run(const struct spatch *s)
{
	struct todo *todo = calloc(s->files->n + 1, sizeof(*todo));
	struct spatched sd;
	size_t n = 0;
	int ret = spatched_open(s->cocci, ARGUMENTS IN_PLACE, &sd);

	if (!todo)
		oom();
	for (size_t i = 0; i < s->files->n && ret >= 0; i++) {
		todo[n] = (struct todo){ s->files->v[i], STRBUF_INIT };
		ret = load(s, todo[n].file, &todo[n].before);
		if (!ret)
			ret = use_result(s, &sd, todo[n].file, &todo[n].before);
		if (ret)
			sb_free(&todo[n].before);
		else
			n++;
	}
	if (ret >= 0)
		ret = run_todo(s, &sd, todo, n);
	for (size_t i = 0; i < n; i++)
		sb_free(&todo[i].before);
	free(todo);
	spatched_close(&sd);
	return ret;
}

int spatch_report(const struct spatch *s, struct strlist *report)
{
	return run(s, "-D report", report, NULL);
}

int spatch_parse(const char *cocci)
{
	const struct spatch s = { .cocci = cocci, .dir = ".", .who = "" };
	const struct strlist none = { 0 };
	struct watch w = { .s = &s, .names = &none, .err = STRBUF_INIT };
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	int err;

	w.seconds = s.seconds ? s.seconds : spatch_seconds();
	err = w.seconds < 0 ? w.seconds :
	      run_watched(&w, &out, ARGS("spatch", "--quiet", "--parse-cocci", cocci));
	sb_free(&w.err);
	return err;
}
