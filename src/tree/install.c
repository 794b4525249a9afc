// SPDX-License-Identifier: GPL-2.0-only
#include "tree/install.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/git.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/scratch.h"
#include "util/strbuf.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static int io_failure(int err, const char *path)
{
	if (err == -ENOSPC || err == -EDQUOT)
		return fail(EXIT_NO_SPACE, -err, "no space left for %s", path);
	return fail(EXIT_TOOL, -err, "%s cannot be made: %s", path, strerror(-err));
}

/* --- the objects --- */

/* Everything that the tree has not: one pack, of some megabytes at most. */
static int pack_objects(const struct kernel *k, const struct work *w,
			struct strbuf *pack)
{
	char *revs = str_fmt("%s\n^%s\n", w->commit, k->head);
	int err = git_do(&w->g, revs, strlen(revs), pack,
			 ARGS("pack-objects", "-q", "--revs", "--stdout"));

	free(revs);
	return err;
}

/* git, writing its objects to @dir and reading the others where they are. */
static int unpack_objects(const struct kernel *k, const char *dir,
			  const struct strbuf *pack)
{
	struct git g = kernel_git(k);
	struct strbuf objects = STRBUF_INIT;
	int err;

	git_quote(k->objects, &objects);
	sl_addf(&g.env, "GIT_OBJECT_DIRECTORY=%s", dir);
	sl_addf(&g.env, "GIT_ALTERNATE_OBJECT_DIRECTORIES=%s", objects.buf);
	err = git_do(&g, pack->buf, pack->len, NULL, ARGS("unpack-objects", "-q"));
	git_free(&g);
	sb_free(&objects);
	return err;
}

/* Rename the files in @from to @to, which is made like @from if need be. */
static int move_files(const char *from, const char *to)
{
	struct strlist names = { 0 };
	struct stat st;
	int err = list_dir(from, &names);

	if (!err && stat(from, &st) < 0)
		err = -errno;
	if (!err && mkdir(to, 0777) == 0)
		chmod(to, st.st_mode & 07777);
	else if (!err && errno != EEXIST)
		err = -errno;
	for (size_t i = 0; i < names.n && !err; i++) {
		char *old = path_join(from, names.v[i]);
		char *new = path_join(to, names.v[i]);

		if (!exists(new) && rename(old, new) < 0)
			err = -errno;
		free(old);
		free(new);
	}
	sl_free(&names);
	return err;
}

/* Each object appears at once. In what order does not matter yet. */
static int move_objects(const char *from, const char *to)
{
	struct strlist names = { 0 };
	int err = list_dir(from, &names);

	for (size_t i = 0; i < names.n && !err; i++) {
		char *old = path_join(from, names.v[i]);
		char *new = path_join(to, names.v[i]);

		/* "info" and "pack", if they are there, are empty. */
		if (strlen(names.v[i]) == 2)
			err = move_files(old, new);
		free(old);
		free(new);
	}
	if (err)
		io_failure(err, to);
	sl_free(&names);
	return err;
}

/*
 * git's own way of fetching would do what the user's configuration says about
 * it, leave pieces of objects when it is killed, and leave them to "git gc".
 * That one knows directories of this name, too.
 */
static int bring_objects(const struct kernel *k, const struct work *w)
{
	struct strbuf pack = STRBUF_INIT;
	struct strlist outside = { 0 };
	const char *slash = strrchr(w->scratch.path, '/');
	char *dir = str_fmt("%s/tmp_objdir-%s", k->objects, slash + 1);
	int err;

	err = pack_objects(k, w, &pack);
	sl_add(&outside, "tree");
	sl_add(&outside, dir);
	sl_add(&outside, "");
	if (!err)
		err = scratch_outside(&w->scratch, &outside);
	if (!err && mkdir(dir, 0777) < 0)
		err = io_failure(-errno, dir);
	if (!err)
		err = unpack_objects(k, dir, &pack);
	if (!err)
		err = move_objects(dir, k->objects);
	rm_rf(dir);
	sl_free(&outside);
	sb_free(&pack);
	free(dir);
	return err;
}

/* --- the branch --- */

/* A git that is killed while it holds the lock of @ref leaves it. */
static int expect_lock(const struct git *g, const char *ref, const char *content,
		       struct strlist *outside)
{
	char *path = NULL;
	int err = git_line(g, &path, ARGS("rev-parse", "--path-format=absolute",
					  "--git-path", ref));

	if (!err) {
		sl_add(outside, "file");
		sl_addf(outside, "%s.lock", path);
		sl_add(outside, content);
	}
	free(path);
	return err;
}

/* Is @ref (not) what it was? -EEXIST if so; else the failure is git's. */
static int why_not(const struct git *g, const char *ref, const char *old,
		   int status, const char *message)
{
	struct strbuf now = STRBUF_INIT;
	int ret = git_status(g, &now, "rev-parse", "--verify", "--quiet", ref);

	sb_rtrim(&now);
	if (ret < 0)
		;
	else if (old ? ret || strcmp(now.buf, old) : !ret)
		ret = -EEXIST;
	else
		ret = git_failed(g, "update-ref", status, message);
	sb_free(&now);
	return ret;
}

static int set_branch(const struct kernel *k, const struct work *w,
		      const char *branch, const char *old)
{
	struct strbuf refs = STRBUF_INIT, errors = STRBUF_INIT;
	struct strlist outside = { 0 };
	struct git g = kernel_git(k);
	char *ref = str_fmt("refs/heads/%s", branch);
	char *mark = str_fmt(INSTALL_MARK "%s", branch);
	char *content = str_fmt("%s\n", w->commit);
	int ret;

	if (old)
		sb_addf(&refs, "update %s %s %s\n", ref, w->commit, old);
	else
		sb_addf(&refs, "create %s %s\n", ref, w->commit);
	if (k->fetched)
		sb_addf(&refs, "update %s %s\n", mark, w->commit);
	ret = expect_lock(&g, ref, content, &outside);
	if (!ret && k->fetched)
		ret = expect_lock(&g, mark, content, &outside);
	if (!ret)
		ret = scratch_outside(&w->scratch, &outside);
	if (ret)
		goto out;
	/*
	 * This takes a moment, and would leave locks: it lives on if we are
	 * killed. It writes no log of the branch: that would come before it.
	 */
	g.finish = w->scratch.lock;
	ret = git_try(&g, refs.buf, refs.len, NULL, &errors,
		      ARGS("-c", "core.logAllRefUpdates=false", "update-ref",
			   "-m", "lazymmu apply", "--stdin"));
	/* Unless it was killed, a lock that is there now is another one's. */
	if (ret >= 0 && ret < 256) {
		sl_free(&outside);
		scratch_outside(&w->scratch, &outside);
	}
	if (ret > 0)
		ret = why_not(&g, ref, old, ret, errors.buf);
out:
	sb_free(&refs);
	sb_free(&errors);
	sl_free(&outside);
	free(ref);
	free(mark);
	free(content);
	return ret;
}

/* A branch that is checked out somewhere must not change under that. */
static int check_not_in_use(const struct kernel *k, const char *branch)
{
	struct git g = kernel_git(k);
	struct strbuf out = STRBUF_INIT;
	char *ref = str_fmt("refs/heads/%s", branch);
	int err = git_ok(&g, &out, "for-each-ref", "--format=%(worktreepath)", ref);

	sb_rtrim(&out);
	if (!err && out.len)
		err = fail(EXIT_BRANCH_EXISTS, EBUSY,
			   "the series has changed since the branch %s was made, but %s has it checked out: 'git -C %s checkout main' first",
			   branch, out.buf, out.buf);
	sb_free(&out);
	free(ref);
	return err;
}

int install_branch(const struct kernel *k, const struct work *w,
		   const char *branch, const char *old)
{
	int err = old ? check_not_in_use(k, branch) : 0;

	if (!err)
		err = bring_objects(k, w);
	if (!err)
		err = set_branch(k, w, branch, old);
	return err;
}
