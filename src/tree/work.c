// SPDX-License-Identifier: GPL-2.0-only
#include "tree/work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/space.h"
#include "series/pathspec.h"
#include "tree/identity.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

static int io_failure(int err, const char *what, const char *path)
{
	if (err == -ENOSPC || err == -EDQUOT)
		return fail(EXIT_NO_SPACE, -err, "no space left: %s cannot be %s",
			    path, what);
	return fail(EXIT_TOOL, -err, "%s cannot be %s: %s", path, what,
		    strerror(-err));
}

/* Borrow the kernel's objects. */
static int write_alternates(const struct work *w, const struct kernel *k)
{
	struct strbuf sb = STRBUF_INIT;
	char *file = path_join(w->repo, "objects/info/alternates");
	int err;

	git_quote(k->objects, &sb);
	sb_addch(&sb, '\n');
	err = mkdir_parents(file);
	if (!err)
		err = write_file(file, sb.buf, sb.len);
	if (err)
		io_failure(err, "written", file);
	free(file);
	sb_free(&sb);
	return err;
}

/* Bytes go in and out of the tree as they are, whatever its .gitattributes. */
static int write_attributes(const struct work *w)
{
	static const char text[] = "* -text -filter -ident !eol !working-tree-encoding\n";
	char *file = path_join(w->repo, "info/attributes");
	int err = mkdir_parents(file);

	if (!err)
		err = write_file(file, text, strlen(text));
	if (err)
		io_failure(err, "written", file);
	free(file);
	return err;
}

static int copy_shallow(const struct work *w, const struct kernel *k)
{
	char *file = path_join(w->repo, "shallow");
	int err = copy_file(k->shallow, file);

	if (err == -ENOENT)
		err = 0;
	if (err)
		io_failure(err, "copied", k->shallow);
	free(file);
	return err;
}

static int make_repo(struct work *w, const struct kernel *k)
{
	struct git bare = { .own = true, .cwd = w->scratch.path };
	char *format = str_fmt("--object-format=%s", k->format);
	int err;

	err = git_ok(&bare, NULL, "init", "-q", "--bare", "--template=",
		     format, w->repo);
	free(format);
	if (!err)
		err = write_alternates(w, k);
	if (!err)
		err = write_attributes(w);
	if (!err)
		err = copy_shallow(w, k);
	/* A symbolic link becomes a file that holds its target: never followed. */
	if (!err)
		err = git_ok(&w->g, NULL, "config", "core.symlinks", "false");
	if (!err)
		err = git_ok(&w->g, NULL, "config", "core.fileMode", "false");
	return err;
}

int work_open(const struct kernel *k, struct work *w)
{
	int err;

	*w = (struct work)WORK_INIT;
	err = scratch_make("apply", &w->scratch);
	if (err)
		return err;
	w->repo = path_join(w->scratch.path, "repo.git");
	w->dir = path_join(w->scratch.path, "work");
	w->index = path_join(w->scratch.path, "index");
	w->g = (struct git){
		.cwd = w->dir,
		.dir = w->repo,
		.work = w->dir,
		.index = w->index,
		.own = true,
	};
	w->commit = str_dup(k->head);
	w->tree = str_dup(k->tree);
	err = space_check(cache_dir(), 200ULL << 20, "putting the series on a kernel");
	if (err)
		return err;
	err = mkdir_p(w->dir, 0777);
	if (err)
		return io_failure(err, "made", w->dir);
	err = make_repo(w, k);
	if (!err)
		err = git_ok(&w->g, NULL, "read-tree", w->tree);
	return err;
}

void work_close(struct work *w)
{
	scratch_remove(&w->scratch);
	free(w->repo);
	free(w->dir);
	free(w->index);
	git_free(&w->g);
	sl_free(&w->files);
	sl_free(&w->touched);
	free(w->commit);
	free(w->tree);
	*w = (struct work)WORK_INIT;
}

static bool in_work(const struct work *w, const char *path)
{
	char *file = path_join(w->dir, path);
	struct stat st;
	bool is = !lstat(file, &st) && S_ISREG(st.st_mode);

	free(file);
	return is;
}

/*
 * One look at every file of the tree: it costs seconds, so it is for all
 * patterns of all steps at once.
 */
static int find_candidates(struct work *w, const struct strlist *patterns,
			   const struct strlist *in, struct strlist *out)
{
	struct strlist args = { 0 };
	struct strbuf found = STRBUF_INIT, err = STRBUF_INIT;
	int ret;

	if (!patterns->n)
		return 0;
	sl_add(&args, "grep");
	sl_add(&args, "--cached");
	sl_add(&args, "-lzP");
	sl_add(&args, "--no-textconv");
	for (size_t i = 0; i < patterns->n; i++) {
		sl_add(&args, "-e");
		sl_add(&args, patterns->v[i]);
	}
	sl_add(&args, "--");
	sl_add_all(&args, in);
	ret = git_try(&w->g, NULL, 0, &found, &err, (const char *const *)args.v);
	/* A file that it cannot read it only mentions. */
	if (ret > 1 || (ret >= 0 && strstr(err.buf, "error: ")))
		ret = git_failed(&w->g, "grep", ret, err.buf);
	else if (ret == 0)
		sl_split_nul(out, found.buf, found.len);
	else if (ret == 1)
		ret = 0;
	sl_free(&args);
	sb_free(&found);
	sb_free(&err);
	return ret;
}

/* Those of @paths that the tree has as files. */
static int find_existing(struct work *w, const struct strlist *paths,
			 struct strlist *out)
{
	struct strlist args = { 0 }, entries = { 0 };
	struct strbuf found = STRBUF_INIT;
	int err;

	if (!paths->n)
		return 0;
	sl_split(&args, "ls-files -z --stage --", " ");
	for (size_t i = 0; i < paths->n; i++)
		sl_addf(&args, ":(literal)%s", paths->v[i]);
	err = git_do(&w->g, NULL, 0, &found, (const char *const *)args.v);
	if (!err)
		sl_split_nul(&entries, found.buf, found.len);
	for (size_t i = 0; i < entries.n; i++) {
		const char *path = strchr(entries.v[i], '\t');

		/* A directory brings what is in it, a submodule is no file. */
		if (path && sl_has(paths, path + 1) &&
		    strncmp(entries.v[i], "160000 ", 7))
			sl_add(out, path + 1);
	}
	sl_free(&args);
	sl_free(&entries);
	sb_free(&found);
	return err;
}

/*
 * A file that is missing here would be left as it is, and no check would see
 * it: every one that the tree has must have come.
 */
int work_bring(struct work *w, const struct strlist *paths,
	       const struct strlist *patterns, const struct strlist *in)
{
	struct strlist wanted = { 0 };
	struct strbuf list = STRBUF_INIT;
	int err;

	err = find_existing(w, paths, &wanted);
	if (!err)
		err = find_candidates(w, patterns, in, &wanted);
	if (err)
		goto out;
	sl_sort(&wanted);
	sl_unique(&wanted);
	for (size_t i = 0; i < wanted.n; i++)
		sb_add(&list, wanted.v[i], strlen(wanted.v[i]) + 1);
	err = git_do(&w->g, list.buf, list.len, NULL,
		     ARGS("checkout-index", "-q", "-z", "--stdin"));
	for (size_t i = 0; i < wanted.n && !err; i++) {
		if (in_work(w, wanted.v[i]))
			sl_add(&w->files, wanted.v[i]);
		else
			err = fail(EXIT_TOOL, EIO,
				   "git did not write the file %s into %s: see that nothing else changes the cache, and run this again",
				   wanted.v[i], w->dir);
	}
out:
	sl_free(&wanted);
	sb_free(&list);
	return err;
}

int work_load(struct work *w, const char *path, struct strbuf *out)
{
	char *file = path_join(w->dir, path);
	int err = read_file(file, out);

	free(file);
	if (err == -ENOTDIR)
		err = -ENOENT;
	if (err && err != -ENOENT)
		io_failure(err, "read", path);
	return err;
}

int work_store(struct work *w, const char *path, const struct strbuf *content)
{
	char *file = path_join(w->dir, path);
	int err = mkdir_parents(file);

	if (!err)
		err = write_file(file, content->buf, content->len);
	free(file);
	if (err)
		return io_failure(err, "written", path);
	work_touch(w, path);
	return 0;
}

void work_touch(struct work *w, const char *path)
{
	if (!sl_has(&w->touched, path))
		sl_add(&w->touched, path);
	if (!sl_has(&w->files, path)) {
		sl_add(&w->files, path);
		sl_sort(&w->files);
	}
}

int work_grep(struct work *w, const struct regex *re, const struct strlist *in,
	      struct strlist *out)
{
	struct strbuf sb = STRBUF_INIT;
	int err = 0;

	for (size_t i = 0; i < w->files.n && !err; i++) {
		if (!pathspec_match(in, w->files.v[i]))
			continue;
		sb_reset(&sb);
		err = work_load(w, w->files.v[i], &sb);
		if (!err)
			err = regex_match_text(re, sb.buf, sb.len, w->files.v[i]);
		if (err > 0) {
			sl_add(out, w->files.v[i]);
			err = 0;
		}
	}
	sb_free(&sb);
	return err;
}

int work_write_tree(struct work *w, char **tree)
{
	struct strbuf list = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < w->touched.n; i++)
		sb_add(&list, w->touched.v[i], strlen(w->touched.v[i]) + 1);
	err = git_do(&w->g, list.buf, list.len, NULL,
		     ARGS("update-index", "-z", "--add", "--stdin"));
	if (!err)
		err = git_line(&w->g, tree, ARGS("write-tree"));
	sb_free(&list);
	if (!err)
		sl_free(&w->touched);
	return err;
}

int work_commit(struct work *w, const char *tree, const char *message,
		const struct identity *who)
{
	struct strbuf out = STRBUF_INIT;
	struct git g = w->g;
	int err;

	g.env = (struct strlist){ 0 };
	identity_env(who, &g.env);
	err = git_do(&g, message, strlen(message), &out,
		     ARGS("commit-tree", tree, "-p", w->commit, "-F", "-"));
	git_free(&g);
	if (!err) {
		sb_rtrim(&out);
		free(w->commit);
		w->commit = sb_detach(&out);
		free(w->tree);
		w->tree = str_dup(tree);
	}
	sb_free(&out);
	return err;
}
