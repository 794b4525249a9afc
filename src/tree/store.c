// SPDX-License-Identifier: GPL-2.0-only
#include "tree/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tree/expire.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"

void store_key(const struct kernel *k, char key[17])
{
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->objects);
	sha256_hex(&d, hex);
	snprintf(key, 17, "%.16s", hex);
}

char *store_path(const struct kernel *k)
{
	char key[17];

	store_key(k, key);
	return str_fmt("%s/trees/%s.git", cache_dir(), key);
}

/*
 * Processes that read the repository share this lock; a process that replaces
 * the repository takes it exclusively. It differs from the lock of
 * store_lock(), because preparing a tree takes long and does not disturb
 * readers.
 */
static char *use_lock(const char *path)
{
	return str_fmt("%s.use", path);
}

int store_open(const struct kernel *k, struct store *s)
{
	char *file __cleanup(str_free) = NULL;
	int err;

	s->path = store_path(k);
	s->g = (struct git){ .own = true, .dir = s->path };
	file = use_lock(s->path);
	err = cache_use(s->path);
	if (err)
		return err;
	s->lock = lock_share(file, "repairs the cache");
	return s->lock < 0 ? s->lock : 0;
}

void store_close(struct store *s)
{
	git_free(&s->g);
	free(s->path);
	fd_close(&s->lock);
	*s = (struct store)STORE_INIT;
}

int store_lock(const struct kernel *k)
{
	char *path __cleanup(str_free) = store_path(k);
	char *file __cleanup(str_free) = str_fmt("%s.lock", path);
	int err = cache_use(path);

	return err ? err : lock_take(file, "prepares this kernel");
}

/* Does the repository exist? 1, 0, or a negative errno value (failure recorded). */
static int repo_exists(const char *path)
{
	struct stat st;

	if (!stat(path, &st))
		return 1;
	if (errno == ENOENT)
		return 0;
	return fail(EXIT_TOOL, errno, "%s cannot be read: %s", path,
		    strerror(errno));
}

/*
 * Does git's message describe a damaged repository? A message that names a
 * problem of the machine describes only that problem, whatever else it says.
 */
static bool describes_damage(const char *message)
{
	static const char *const trouble[] = {
		"Permission denied", "Operation not permitted", "emory",
		"Input/output error", "Too many open files",
		"Resource temporarily unavailable", "Stale file handle",
	};
	static const char *const damage[] = {
		"not a git repository", "bad object", "bad tree object",
		"is corrupt", "is empty", "missing blob", "Could not read",
		"broken ref",
	};

	for (size_t i = 0; i < ARRAY_SIZE(trouble); i++) {
		if (strstr(message, trouble[i]))
			return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(damage); i++) {
		if (strstr(message, damage[i]))
			return true;
	}
	return false;
}

/*
 * Is the repository damaged? git reads all objects that the repository adds to
 * @head. Return: 1 if git itself reports damage, 0 if git reports none, or a
 * negative errno value (failure recorded) if git cannot find out.
 */
static int repo_damaged(const struct git *g, const char *head)
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	char *without __cleanup(str_free) = str_fmt("^%s", head);
	int ret = git_try(g, NULL, 0, NULL, &err,
			  ARGS("rev-list", "--objects", "--quiet", "--all",
			       without));

	if (ret <= 0)
		return ret;
	if (ret < 256 && describes_damage(err.buf))
		return 1;
	return git_failed(g, "rev-list", ret, err.buf);
}

int store_has(const struct kernel *k, const char *ref, char commit[65])
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct store s __cleanup(store_close) = STORE_INIT;
	char *tree __cleanup(str_free) = str_fmt("%s^{tree}", ref);
	int ret = store_open(k, &s), damaged;

	if (!ret)
		ret = repo_exists(s.path);
	if (ret <= 0)
		return ret;
	ret = git_try(&s.g, NULL, 0, &out, &err,
		      ARGS("rev-parse", "--verify", "-q", ref));
	if (ret == 1)
		return 0;
	if (!ret)
		ret = git_try(&s.g, NULL, 0, NULL, &err, ARGS("ls-tree", tree));
	if (!ret) {
		sb_rtrim(&out);
		snprintf(commit, 65, "%s", out.buf);
		expire_use(&s.g, ref);
		return 1;
	}
	if (ret < 0)
		return ret;
	/* A tree in a damaged repository has to be prepared again. */
	damaged = ret < 256 ? repo_damaged(&s.g, k->head) : 0;
	if (damaged)
		return damaged < 0 ? damaged : 0;
	return git_failed(&s.g, "rev-parse", ret, err.buf);
}

/*
 * Put the repository of @w in place. A damaged repository that is there is
 * moved to the scratch directory, and removed with it.
 */
static int replace_repo(const struct work *w, const char *path, const char *ref)
{
	char *file __cleanup(str_free) = use_lock(path);
	char *aside __cleanup(str_free) = path_join(w->scratch.path, "damaged.git");
	char *refs __cleanup(str_free) =
		str_fmt("create %s %s\ndelete refs/heads/result\n", ref, w->commit);
	int lock __cleanup(fd_close) = -1;
	int err = git_do(&w->g, refs, strlen(refs), NULL,
			 ARGS("update-ref", "--stdin"));

	if (err)
		return err;
	lock = lock_take(file, "reads the cache");
	if (lock < 0)
		return lock;
	if (rename(path, aside) < 0 && errno != ENOENT)
		return fail(EXIT_TOOL, errno, "%s cannot be renamed to %s: %s",
			    path, aside, strerror(errno));
	if (rename(w->repo, path) < 0) {
		err = fail(EXIT_TOOL, errno, "%s cannot be made: %s", path,
			   strerror(errno));
		rename(aside, path);
	}
	return err;
}

/* Let git fetch the tree into the repository at @path. Return: as of git_try(). */
static int fetch_result(const char *path, const struct work *w, const char *ref,
			struct strbuf *message)
{
	char *refspec __cleanup(str_free) = str_fmt("+refs/heads/result:%s", ref);
	const struct git g = { .own = true, .dir = path };

	return git_try(&g, NULL, 0, NULL, message,
		       ARGS("fetch", "-q", "--no-write-fetch-head",
			    "--no-auto-gc", "--no-tags", "--update-shallow",
			    w->repo, refspec));
}

int store_keep(const struct kernel *k, const struct work *w, const char *ref)
{
	struct strbuf message __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = store_path(k);
	const struct git g = { .own = true, .dir = path };
	int damaged = 0;
	int ret = repo_exists(path);

	if (ret < 0)
		return ret;
	if (!ret)
		return replace_repo(w, path, ref);
	ret = fetch_result(path, w, ref, &message);
	if (!ret)
		expire_old(&g);
	if (ret <= 0)
		return ret;
	if (ret < 256)
		damaged = repo_damaged(&g, k->head);
	if (damaged < 0)
		return damaged;
	if (!damaged)
		return git_failed(&g, "fetch", ret, message.buf);
	note("%s is damaged, and is made again", path);
	return replace_repo(w, path, ref);
}

int store_add(const struct kernel *k, const struct work *w, const char *ref)
{
	struct strbuf message __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = store_path(k);
	const struct git g = { .own = true, .dir = path };
	int ret = fetch_result(path, w, ref, &message);

	return ret > 0 ? git_failed(&g, "fetch", ret, message.buf) : ret;
}

int store_drop(const struct kernel *k, const char *ref)
{
	char *path __cleanup(str_free) = store_path(k);
	const struct git g = { .own = true, .dir = path };

	return git_ok(&g, NULL, "update-ref", "-d", ref);
}
