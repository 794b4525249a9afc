// SPDX-License-Identifier: GPL-2.0-only
#include "tree/work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/space.h"
#include "series/pathspec.h"
#include "tree/identity.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"

static int file_failed(int err, const char *what, const char *path)
{
	if (err == -ENOSPC || err == -EDQUOT)
		return fail(EXIT_NO_SPACE, -err, "no space left: %s cannot be %s",
			    path, what);
	return fail(EXIT_TOOL, -err, "%s cannot be %s: %s", path, what,
		    strerror(-err));
}

/* Write a file of the repository's own. */
static int write_setting(const struct work *w, const char *name,
			 const char *text, size_t len)
{
	char *file __cleanup(str_free) = path_join(w->repo, name);
	int err = mkdir_parents(file);

	if (!err)
		err = write_file(file, text, len);
	return err ? file_failed(err, "written", file) : 0;
}

/* Borrow the kernel's objects. */
static int write_alternates(const struct work *w, const struct kernel *k)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;

	git_quote(k->objects, &sb);
	sb_addch(&sb, '\n');
	return write_setting(w, "objects/info/alternates", sb.buf, sb.len);
}

/* Bytes go in and out of the tree as they are, whatever its .gitattributes. */
static int write_attributes(const struct work *w)
{
	static const char text[] = "* -text -filter -ident !eol !working-tree-encoding\n";

	return write_setting(w, "info/attributes", text, strlen(text));
}

/* Copy the list of cut-off commits. Only a shallow kernel has such a file. */
static int copy_shallow(const struct work *w, const struct kernel *k)
{
	char *file __cleanup(str_free) = path_join(w->repo, "shallow");
	int err = copy_file(k->shallow, file);

	return err && err != -ENOENT ? file_failed(err, "copied", k->shallow) : 0;
}

static int make_repo(struct work *w, const struct kernel *k)
{
	const struct git bare = { .own = true, .cwd = w->scratch.path };
	char *format __cleanup(str_free) = str_fmt("--object-format=%s", k->format);
	int err = git_ok(&bare, NULL, "init", "-q", "--bare", "--template=",
			 format, w->repo);

	if (!err)
		err = write_alternates(w, k);
	if (!err)
		err = write_attributes(w);
	if (!err)
		err = copy_shallow(w, k);
	/*
	 * git writes a symbolic link as a file that holds the target, so no
	 * link is followed.
	 */
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
	err = space_check(cache_dir(), 200ULL << 20, "applying the series to a kernel");
	if (err)
		return err;
	err = mkdir_p(w->dir, 0777);
	if (err)
		return file_failed(err, "made", w->dir);
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
	char *file __cleanup(str_free) = path_join(w->dir, path);
	struct stat st;

	return !lstat(file, &st) && S_ISREG(st.st_mode);
}

/*
 * Find the files with a line that matches. Reading every file of the tree takes
 * seconds, so a search is made for many patterns at once.
 */
static int find_candidates(struct work *w, const struct strlist *patterns,
			   const struct strlist *in, struct strlist *out)
{
	struct strlist args __cleanup(sl_free) = { 0 };
	struct strbuf found __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	int ret;

	if (!patterns->n)
		return 0;
	sl_split(&args, "grep --cached -lzP --no-textconv", " ");
	for (size_t i = 0; i < patterns->n; i++) {
		sl_add(&args, "-e");
		sl_add(&args, patterns->v[i]);
	}
	sl_add(&args, "--");
	sl_add_all(&args, in);
	ret = git_try(&w->g, NULL, 0, &found, &err, (const char *const *)args.v);
	/* git grep only warns about files that it cannot read. */
	if (ret > 1 || (ret >= 0 && strstr(err.buf, "error: ")))
		return git_failed(&w->g, "grep", ret, err.buf);
	if (!ret)
		sl_split_nul(out, found.buf, found.len);
	return ret < 0 ? ret : 0;
}

/* Find the paths in @paths that are files of the tree. */
static int find_existing(struct work *w, const struct strlist *paths,
			 struct strlist *out)
{
	struct strlist args __cleanup(sl_free) = { 0 };
	struct strlist entries __cleanup(sl_free) = { 0 };
	struct strbuf found __cleanup(sb_free) = STRBUF_INIT;
	int err;

	if (!paths->n)
		return 0;
	sl_split(&args, "ls-files -z --stage --", " ");
	for (size_t i = 0; i < paths->n; i++)
		sl_addf(&args, ":(literal)%s", paths->v[i]);
	err = git_do(&w->g, NULL, 0, &found, (const char *const *)args.v);
	if (err)
		return err;
	sl_split_nul(&entries, found.buf, found.len);
	for (size_t i = 0; i < entries.n; i++) {
		const char *path = strchr(entries.v[i], '\t');

		/*
		 * git lists the files in a directory, and submodules; neither
		 * is wanted.
		 */
		if (path && sl_has(paths, path + 1) &&
		    strncmp(entries.v[i], "160000 ", 7))
			sl_add(out, path + 1);
	}
	return 0;
}

/* Write the files @wanted of the tree into the directory. */
static int check_out(struct work *w, const struct strlist *wanted)
{
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;
	int err;

	if (!wanted->n)
		return 0;
	for (size_t i = 0; i < wanted->n; i++)
		sb_add(&list, wanted->v[i], strlen(wanted->v[i]) + 1);
	err = git_do(&w->g, list.buf, list.len, NULL,
		     ARGS("checkout-index", "-q", "-z", "--stdin"));
	if (err)
		return err;
	/* Missing a file would silently skip it, so every listed file must exist. */
	for (size_t i = 0; i < wanted->n; i++) {
		if (!in_work(w, wanted->v[i]))
			return fail(EXIT_TOOL, EIO,
				    "git did not write the file %s into %s: see that nothing else changes the cache, and run this again",
				    wanted->v[i], w->dir);
		sl_add(&w->files, wanted->v[i]);
	}
	sl_sort(&w->files);
	return 0;
}

int work_bring(struct work *w, const struct strlist *paths,
	       const struct strlist *patterns, const struct strlist *in)
{
	struct strlist wanted __cleanup(sl_free) = { 0 };
	struct strlist missing __cleanup(sl_free) = { 0 };
	int err = find_existing(w, paths, &wanted);

	if (!err)
		err = find_candidates(w, patterns, in, &wanted);
	if (err)
		return err;
	sl_sort(&wanted);
	sl_unique(&wanted);
	for (size_t i = 0; i < wanted.n; i++) {
		if (!sl_has(&w->files, wanted.v[i]))
			sl_add(&missing, wanted.v[i]);
	}
	return check_out(w, &missing);
}

int work_load(struct work *w, const char *path, struct strbuf *out)
{
	char *file __cleanup(str_free) = path_join(w->dir, path);
	int err = read_file(file, out);

	if (err == -ENOENT || err == -ENOTDIR)
		return -ENOENT;
	return err ? file_failed(err, "read", path) : 0;
}

int work_store(struct work *w, const char *path, const struct strbuf *content)
{
	char *file __cleanup(str_free) = path_join(w->dir, path);
	int err = mkdir_parents(file);

	if (!err)
		err = write_file(file, content->buf, content->len);
	if (err)
		return file_failed(err, "written", path);
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
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;

	for (size_t i = 0; i < w->files.n; i++) {
		const char *path = w->files.v[i];
		int ret;

		if (!pathspec_match(in, path))
			continue;
		sb_reset(&sb);
		ret = work_load(w, path, &sb);
		if (ret == -ENOENT)
			return fail(EXIT_TOOL, ENOENT,
				    "the file %s is gone from %s: see that nothing else changes the cache, and run this again",
				    path, w->dir);
		if (!ret)
			ret = regex_match_text(re, sb.buf, sb.len, path);
		if (ret < 0)
			return ret;
		if (ret)
			sl_add(out, path);
	}
	return 0;
}

int work_write_tree(struct work *w, char **tree)
{
	struct strbuf list __cleanup(sb_free) = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < w->touched.n; i++)
		sb_add(&list, w->touched.v[i], strlen(w->touched.v[i]) + 1);
	err = git_do(&w->g, list.buf, list.len, NULL,
		     ARGS("update-index", "-z", "--add", "--stdin"));
	return err ? err : git_line(&w->g, tree, ARGS("write-tree"));
}

/* Is the file of the last commit in the index? */
static int in_index(struct work *w, const char *path)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *spec __cleanup(str_free) = str_fmt(":(literal)%s", path);
	int err = git_ok(&w->g, &out, "ls-files", "-z", "--", spec);

	return err ? err : out.len > 0;
}

static void forget_file(struct work *w, const char *path)
{
	struct strlist rest = { 0 };

	for (size_t i = 0; i < w->files.n; i++) {
		if (strcmp(w->files.v[i], path))
			sl_add(&rest, w->files.v[i]);
	}
	sl_free(&w->files);
	w->files = rest;
}

int work_undo(struct work *w)
{
	int err = git_ok(&w->g, NULL, "read-tree", w->tree);

	for (size_t i = 0; i < w->touched.n && !err; i++) {
		const char *path = w->touched.v[i];
		char *file __cleanup(str_free) = path_join(w->dir, path);

		err = in_index(w, path);
		if (err > 0)
			err = git_ok(&w->g, NULL, "checkout-index", "-q", "-f",
				     "--", path);
		else if (!err && unlink(file) < 0 && errno != ENOENT)
			err = file_failed(-errno, "removed", path);
		else if (!err)
			forget_file(w, path);
	}
	if (!err)
		sl_free(&w->touched);
	return err;
}

int work_commit(struct work *w, const char *tree, const char *message,
		const struct identity *who)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g = w->g;
	int err;

	g.env = (struct strlist){ 0 };
	identity_env(who, &g.env);
	err = git_do(&g, message, strlen(message), &out,
		     ARGS("commit-tree", tree, "-p", w->commit, "-F", "-"));
	git_free(&g);
	if (err)
		return err;
	sb_rtrim(&out);
	free(w->commit);
	w->commit = sb_detach(&out);
	free(w->tree);
	w->tree = str_dup(tree);
	sl_free(&w->touched);
	return 0;
}
