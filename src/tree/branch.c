// SPDX-License-Identifier: GPL-2.0-only
#include "tree/branch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/space.h"
#include "tree/install.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/shell.h"
#include "util/strbuf.h"

/* Disk space that the new objects may need in the user's repository. */
#define BRANCH_BYTES (32ULL << 20)

/* The branches that the command names itself. */
#define BRANCH_OWN "lazymmu/"

static int fail_exists(const struct kernel *k, const char *branch)
{
	char *path __cleanup(str_free) = shell_word(k->path);
	char *word __cleanup(str_free) = shell_word(branch);

	/* Any other branch is the user's work. */
	if (strncmp(branch, BRANCH_OWN, strlen(BRANCH_OWN)))
		return fail(EXIT_BRANCH_EXISTS, EEXIST,
			    "%s already has a branch %s: give another name with -b",
			    k->path, branch);
	return fail(EXIT_BRANCH_EXISTS, EEXIST,
		    "%s already has a branch %s: remove it with 'git -C %s branch -D %s', or give another name with -b",
		    k->path, branch, path, word);
}

static int fail_unmerged(const struct kernel *k, const char *branch)
{
	char *path __cleanup(str_free) = shell_word(k->path);
	char *word __cleanup(str_free) = shell_word(branch);

	return fail(EXIT_BRANCH_EXISTS, EEXIST,
		    "%s already has a branch %s, with commits that HEAD lacks: merge it with 'git -C %s merge %s', remove it with 'git -C %s branch -D %s', or give another name with -b",
		    k->path, branch, path, word, path, word);
}

/* Is one of the two references a directory of the other? git does not allow both. */
static bool in_the_way(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	size_t n = na < nb ? na : nb;

	return na != nb && !strncmp(a, b, n) && (na < nb ? b : a)[n] == '/';
}

int branch_check(const struct kernel *k, const char *branch)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strlist refs __cleanup(sl_free) = { 0 };
	char *ref __cleanup(str_free) = str_fmt("refs/heads/%s", branch);
	struct git g = kernel_git(k);
	int ret = git_status(&g, NULL, "check-ref-format", ref);

	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(&g, "check-ref-format", ret, "");
	if (ret || *branch == '-')
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' cannot be the name of a branch: give another one with -b",
			    branch);
	ret = git_ok(&g, &out, "for-each-ref", "--format=%(refname)", "refs/heads");
	if (ret)
		return ret;
	sl_split(&refs, out.buf, "\n");
	for (size_t i = 0; i < refs.n; i++) {
		if (in_the_way(refs.v[i], ref))
			return fail(EXIT_BRANCH_EXISTS, EEXIST,
				    "%s has the branch %s, next to which git allows none named %s: give another name with -b",
				    k->path, refs.v[i] + strlen("refs/heads/"),
				    branch);
	}
	return sl_has(&refs, ref);
}

/*
 * Read the commit of the reference @ref to *@id, to be freed by the caller;
 * NULL if there is no such reference.
 */
static int read_ref(const struct kernel *k, const char *ref, char **id)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	int err = git_ok(&g, &out, "for-each-ref", "--format=%(objectname)", ref);

	sb_rtrim(&out);
	if (!err && out.len)
		*id = sb_detach(&out);
	return err;
}

/* Has HEAD all commits of @tip? 1, 0 or a negative errno value (failure recorded). */
static int is_merged(const struct kernel *k, const char *tip)
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	int ret = git_try(&g, NULL, 0, NULL, &err,
			  ARGS("merge-base", "--is-ancestor", tip, k->head));

	if (ret > 1)
		return git_failed(&g, "merge-base", ret, err.buf);
	return ret < 0 ? ret : !ret;
}

/*
 * May the branch be moved? *@tip is set to its commit, to be freed by the caller;
 * it stays NULL if there is no such branch.
 */
static int check_move(const struct kernel *k, const char *branch, char **tip)
{
	char *ref __cleanup(str_free) = str_fmt("refs/heads/%s", branch);
	int ret = read_ref(k, ref, tip);

	if (ret || !*tip)
		return ret;
	ret = is_merged(k, *tip);
	if (ret < 0)
		return ret;
	return ret ? install_check_free(k, branch) : fail_unmerged(k, branch);
}

int branch_place(const struct kernel *k, const char *branch, enum branch_old old,
		 bool dry_run)
{
	char *tip __cleanup(str_free) = NULL;
	int ret = branch_check(k, branch);

	if (ret < 0 || dry_run)
		return ret < 0 ? ret : 0;
	if (ret && old == BRANCH_KEEP)
		return fail_exists(k, branch);
	if (ret && old == BRANCH_MOVE)
		ret = check_move(k, branch, &tip);
	if (ret < 0)
		return ret;
	return space_need(k->objects, BRANCH_BYTES, "the branch", "free some there");
}

/* The trees and the messages from HEAD to @tip, oldest first. */
static int list_commits(const struct git *g, const char *head, const char *tip,
			struct strbuf *out)
{
	char *range __cleanup(str_free) = str_fmt("%s..%s", head, tip);

	return git_ok(g, out, "log", "--reverse", "--format=%T%n%B", range);
}

/*
 * Does the commit @tip of the tree have the same trees and messages as the last
 * commit of @w, whoever made it and when? 1, 0 or a negative errno value
 * (failure recorded).
 */
static int is_same(const struct kernel *k, const struct work *w, const char *tip)
{
	struct strbuf old __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf new __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	int err = list_commits(&g, k->head, tip, &old);

	if (!err)
		err = list_commits(&w->g, k->head, w->commit, &new);
	return err ? err : !strcmp(old.buf, new.buf);
}

/* Make the branch, or replace it. The caller has the lock. */
static int make_or_replace(const struct kernel *k, const struct work *w,
			   const char *branch, enum branch_made *made)
{
	char *ref __cleanup(str_free) = str_fmt("refs/heads/%s", branch);
	char *mark __cleanup(str_free) = str_fmt(INSTALL_MARK "%s", branch);
	char *tip __cleanup(str_free) = NULL;
	char *marked __cleanup(str_free) = NULL;
	int ret = read_ref(k, ref, &tip);

	if (!ret)
		ret = read_ref(k, mark, &marked);
	if (ret)
		return ret;
	if (tip) {
		ret = is_same(k, w, tip);
		if (ret < 0)
			return ret;
		*made = ret ? BRANCH_SAME : BRANCH_AGAIN;
		if (ret)
			return 0;
		if (!marked || strcmp(tip, marked))
			return 1;
	}
	return install_branch(k, w, branch, tip);
}

/*
 * A run that replaces the branch changes two references one after the other,
 * and no other run must see the first change alone. If we are killed in
 * between, git keeps the lock and finishes (see install_branch()).
 */
static int lock_branches(const struct kernel *k)
{
	char *file __cleanup(str_free) = path_join(k->git_dir, "lazymmu.lock");
	int fd = lock_take(file, "makes the branch");

	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
	return fd;
}

/* Make the branch, or move it if HEAD has all its commits. */
static int make_or_move(const struct kernel *k, const struct work *w,
			const char *branch, enum branch_made *made)
{
	char *tip __cleanup(str_free) = NULL;
	int err = check_move(k, branch, &tip);

	if (err)
		return err;
	if (tip)
		*made = strcmp(tip, w->commit) ? BRANCH_AGAIN : BRANCH_SAME;
	return *made == BRANCH_SAME ? 0 : install_branch(k, w, branch, tip);
}

int branch_make(const struct kernel *k, const struct work *w,
		const char *branch, enum branch_old old, enum branch_made *made)
{
	int lock __cleanup(fd_close) = -1;
	int ret;

	*made = BRANCH_NEW;
	if (old == BRANCH_REMAKE) {
		lock = lock_branches(k);
		if (lock < 0)
			return lock;
		ret = make_or_replace(k, w, branch, made);
	} else if (old == BRANCH_MOVE) {
		ret = make_or_move(k, w, branch, made);
	} else {
		ret = install_branch(k, w, branch, NULL);
	}
	/* The branch exists, or has changed since it was read. */
	return ret > 0 ? fail_exists(k, branch) : ret;
}
