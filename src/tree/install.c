// SPDX-License-Identifier: GPL-2.0-only
#include "tree/install.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/git.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/scratch.h"
#include "util/shell.h"
#include "util/strbuf.h"

static int fail_to_make(int err, const char *path)
{
	return fail(EXIT_TOOL, -err, "%s cannot be made: %s", path, strerror(-err));
}

/* --- the objects --- */

/* Write all objects that the tree lacks to one pack, of some megabytes at most. */
static int pack_objects(const struct kernel *k, const struct work *w,
			struct strbuf *pack)
{
	char *revs __cleanup(str_free) = str_fmt("%s\n^%s\n", w->commit, k->head);

	return git_do(&w->g, revs, strlen(revs), pack,
		      ARGS("pack-objects", "-q", "--revs", "--stdout"));
}

/* Let git write the objects to @dir; git finds all other objects in their places. */
static int unpack_objects(const struct kernel *k, const char *dir,
			  const struct strbuf *pack)
{
	struct strbuf objects __cleanup(sb_free) = STRBUF_INIT;
	struct git g __cleanup(git_free) = kernel_git(k);

	git_quote(k->objects, &objects);
	sl_addf(&g.env, "GIT_OBJECT_DIRECTORY=%s", dir);
	sl_addf(&g.env, "GIT_ALTERNATE_OBJECT_DIRECTORIES=%s", objects.buf);
	return git_do(&g, pack->buf, pack->len, NULL,
		      ARGS("unpack-objects", "-q"));
}

/*
 * Rename the files in @from to @to. If @to does not exist, it is made with the
 * mode of @from. Records no failure.
 */
static int move_files(const char *from, const char *to)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct stat st;
	int err = list_dir(from, &names);

	if (err)
		return err;
	if (stat(from, &st) < 0)
		return -errno;
	if (mkdir(to, 0777) == 0)
		chmod(to, st.st_mode & 07777);
	else if (errno != EEXIST)
		return -errno;
	for (size_t i = 0; i < names.n; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		if (!exists(new) && rename(old, new) < 0)
			return -errno;
	}
	return 0;
}

/*
 * Move the objects by rename, so that each appears complete. Their order does
 * not matter, as nothing refers to them yet.
 */
static int move_objects(const char *from, const char *to)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = list_dir(from, &names);

	for (size_t i = 0; i < names.n && !err; i++) {
		char *old __cleanup(str_free) = path_join(from, names.v[i]);
		char *new __cleanup(str_free) = path_join(to, names.v[i]);

		/* The directories "info" and "pack" are empty if they exist. */
		if (strlen(names.v[i]) == 2)
			err = move_files(old, new);
	}
	return err ? fail_to_make(err, to) : 0;
}

/*
 * git fetch would follow the user's configuration, and would leave pieces of
 * objects for "git gc" if it is killed. git gc also removes a directory with
 * the name that is used here.
 */
static int bring_objects(const struct kernel *k, const struct work *w)
{
	struct strbuf pack __cleanup(sb_free) = STRBUF_INIT;
	struct strlist outside __cleanup(sl_free) = { 0 };
	const char *slash = strrchr(w->scratch.path, '/');
	char *dir __cleanup(str_free) = str_fmt("%s/tmp_objdir-%s", k->objects,
						slash + 1);
	int err = pack_objects(k, w, &pack);

	sl_add(&outside, "tree");
	sl_add(&outside, dir);
	sl_add(&outside, "");
	if (!err)
		err = scratch_outside(&w->scratch, &outside);
	if (!err && mkdir(dir, 0777) < 0)
		return fail_to_make(-errno, dir);
	if (!err)
		err = unpack_objects(k, dir, &pack);
	if (!err)
		err = move_objects(dir, k->objects);
	rm_rf(dir);
	return err;
}

/* --- the branch --- */

/* A git that is killed while it holds the lock of @ref leaves the lock file. */
static int expect_lock(const struct git *g, const char *ref, const char *content,
		       struct strlist *outside)
{
	char *path __cleanup(str_free) = NULL;
	int err = git_line(g, &path, ARGS("rev-parse", "--path-format=absolute",
					  "--git-path", ref));

	if (err)
		return err;
	sl_add(outside, "file");
	sl_addf(outside, "%s.lock", path);
	sl_add(outside, content);
	return 0;
}

/*
 * git has ended, so from now on a lock file belongs to another git. Failing to
 * clear our record is no failure of the command: the branch has been made, and
 * the lock of another git has another content than our record.
 */
static void forget_locks(const struct work *w)
{
	const struct strlist none = { 0 };
	struct failure f;

	if (!scratch_outside(&w->scratch, &none))
		return;
	fail_take(&f);
	note("%s", f.message);
	failure_free(&f);
}

/*
 * Why did update-ref fail: did the reference change (1), or did git fail (a
 * negative errno value)?
 */
static int explain_failure(const struct git *g, const char *ref, const char *old,
			   int status, const char *message)
{
	struct strbuf now __cleanup(sb_free) = STRBUF_INIT;
	int ret = git_status(g, &now, "rev-parse", "--verify", "--quiet", ref);

	if (ret < 0)
		return ret;
	sb_rtrim(&now);
	if (ret <= 1 && (old ? ret || strcmp(now.buf, old) : !ret))
		return 1;
	return git_failed(g, "update-ref", status, message);
}

static int set_branch(const struct kernel *k, const struct work *w,
		      const char *branch, const char *old)
{
	struct strbuf refs __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf errors __cleanup(sb_free) = STRBUF_INIT;
	struct strlist outside __cleanup(sl_free) = { 0 };
	struct git g = kernel_git(k);
	char *ref __cleanup(str_free) = str_fmt("refs/heads/%s", branch);
	char *mark __cleanup(str_free) = str_fmt(INSTALL_MARK "%s", branch);
	char *content __cleanup(str_free) = str_fmt("%s\n", w->commit);
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
		return ret;
	/*
	 * git update-ref is short, and would leave locks if it were killed; so
	 * it survives us. It writes no reflog, which it would write before the
	 * branch.
	 */
	g.finish = w->scratch.lock;
	ret = git_try(&g, refs.buf, refs.len, NULL, &errors,
		      ARGS("-c", "core.logAllRefUpdates=false", "update-ref",
			   "-m", "lazymmu apply", "--stdin"));
	/* If git was killed, it may have left its locks. */
	if (ret >= 0 && ret < 256)
		forget_locks(w);
	return ret > 0 ? explain_failure(&g, ref, old, ret, errors.buf) : ret;
}

/*
 * A branch that is checked out in a work tree must not be changed. A bare
 * repository has no work tree, but a HEAD.
 */
int install_check_free(const struct kernel *k, const char *branch)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *ref __cleanup(str_free) = str_fmt("refs/heads/%s", branch);
	char *where __cleanup(str_free) = NULL;
	struct git g = kernel_git(k);
	int err = git_ok(&g, &out, "for-each-ref", "--format=%(HEAD)%(worktreepath)", ref);

	sb_rtrim(&out);
	if (err || !out.len)
		return err;
	where = shell_word(out.buf[1] ? out.buf + 1 : k->path);
	return fail(EXIT_BRANCH_EXISTS, EBUSY,
		    "the branch %s was made by an earlier run, and has to be made again, but %s has it checked out: 'git -C %s checkout ANOTHER' first, or give another name with -b",
		    branch, out.buf[1] ? out.buf + 1 : k->path, where);
}

int install_branch(const struct kernel *k, const struct work *w,
		   const char *branch, const char *old)
{
	int err = old ? install_check_free(k, branch) : 0;

	if (!err)
		err = bring_objects(k, w);
	if (!err)
		err = set_branch(k, w, branch, old);
	return err;
}
