// SPDX-License-Identifier: GPL-2.0-only
#include "tree/checkout.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/space.h"
#include "tree/store.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"

/* Disk space for a checkout, and for the other files that a build writes near it. */
#define CHECKOUT_SPACE (1800ULL << 20)

/**
 * struct checkout - a work tree of the cache, with its own index
 * @g: git, with this work tree and this index
 * @dir: the work tree
 * @index: the index
 * @lock: keeps other processes out
 * @store: the repository that has the commit, if it is not the kernel's own
 */
struct checkout {
	struct git g;
	char *dir;
	char *index;
	int lock;
	struct store store;
};

#define CHECKOUT_INIT { .lock = -1, .store = STORE_INIT }

static int open_checkout(struct checkout *c, const struct kernel *k,
			 const char *commit, const char *name)
{
	char *file __cleanup(str_free) = NULL;
	char key[17];
	int err;

	store_key(k, key);
	c->dir = str_fmt("%s/src/%s-%s", cache_dir(), key, name);
	c->index = str_fmt("%s.index", c->dir);
	file = str_fmt("%s.lock", c->dir);
	err = cache_use(c->dir);
	if (err)
		return err;
	c->lock = lock_take(file, "checks out this kernel");
	if (c->lock < 0)
		return c->lock;
	c->g = (struct git){
		.own = true, .cwd = c->dir, .dir = k->git_dir, .work = c->dir,
		.index = c->index,
	};
	if (!strcmp(commit, k->head))
		return 0;
	err = store_open(k, &c->store);
	c->g.dir = c->store.path;
	return err;
}

static void close_checkout(struct checkout *c)
{
	git_free(&c->g);
	store_close(&c->store);
	fd_close(&c->lock);
	free(c->dir);
	free(c->index);
}

/* Bring the directory to the state of @commit; write only files that differ. */
static int update_files(struct checkout *c, const char *commit)
{
	char *stale __cleanup(str_free) = str_fmt("%s.lock", c->index);

	/*
	 * We have the checkout's lock, so the git that made the stale lock file
	 * is dead.
	 */
	unlink(stale);
	return git_ok(&c->g, NULL, "-c", "core.symlinks=true",
		      "-c", "core.fileMode=true", "read-tree", "--reset", "-u",
		      commit);
}

int checkout_update(const struct kernel *k, const char *commit, const char *name,
		    char **srcdir)
{
	struct checkout c __cleanup(close_checkout) = CHECKOUT_INIT;
	int err = open_checkout(&c, k, commit, name);

	if (err)
		return err;
	err = mkdir_p(c.dir, 0777);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be made: %s", c.dir,
			    strerror(-err));
	if (!exists(c.index)) {
		note("checking out the %s kernel in %s", name, c.dir);
		err = space_check(c.dir, CHECKOUT_SPACE, "a checkout of the kernel");
	}
	if (!err)
		err = git_filters_off(&c.g);
	if (!err)
		err = update_files(&c, commit);
	if (!err)
		*srcdir = take_ptr(c.dir);
	return err;
}

int checkout_refresh(const struct kernel *k, const char *commit,
		     const char *name)
{
	struct checkout c __cleanup(close_checkout) = CHECKOUT_INIT;
	int ret = open_checkout(&c, k, commit, name);

	if (!ret)
		ret = git_filters_off(&c.g);
	if (!ret)
		ret = git_status(&c.g, NULL, "-c", "core.symlinks=true",
				 "-c", "core.fileMode=true", "update-index", "-q",
				 "--refresh");
	/*
	 * If git cannot refresh every file, make compiles more than necessary;
	 * that is all.
	 */
	return ret < 0 ? ret : 0;
}
