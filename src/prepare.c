// SPDX-License-Identifier: GPL-2.0-only
#include "prepare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "digest.h"
#include "fail.h"
#include "home.h"
#include "scratch.h"
#include "series.h"
#include "strbuf.h"
#include "xfile.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A checkout and what else a build writes near it. */
#define CHECKOUT_SPACE (1800ULL << 20)

/* A name for the repository of @k. */
static void repo_key(const struct kernel *k, char key[17])
{
	struct digest d;
	char hex[65];

	digest_init(&d);
	digest_adds(&d, k->objects);
	digest_hex(&d, hex);
	snprintf(key, 17, "%.16s", hex);
}

char *prepare_git(const struct kernel *k)
{
	char key[17];

	repo_key(k, key);
	return str_fmt("%s/trees/%s.git", cache_dir(), key);
}

/* The reference under which the result is kept: it names what went in. */
static char *result_ref(const struct kernel *k, const struct series *s,
			bool stock)
{
	struct digest d;
	char hex[65];

	digest_init(&d);
	digest_adds(&d, k->head);
	digest_adds(&d, k->version);
	digest_adds(&d, s->id);
	digest_hex(&d, hex);
	return str_fmt("refs/heads/%s-%.16s", stock ? "stock" : "ported", hex);
}

/* The commit @ref names, if it and its tree are there. */
static bool have_result(const struct git *g, const char *ref, char commit[65])
{
	struct strbuf out = STRBUF_INIT;
	char *tree = str_fmt("%s^{tree}", ref);
	bool have = false;

	if (exists(g->dir) &&
	    !git_status(g, &out, "rev-parse", "--verify", "-q", ref) &&
	    !git_status(g, NULL, "ls-tree", tree)) {
		sb_rtrim(&out);
		snprintf(commit, 65, "%s", out.buf);
		have = true;
	}
	free(tree);
	sb_free(&out);
	return have;
}

/* The commits must not depend on who makes them when. */
static int fixed_identity(const struct kernel *k, struct identity *who)
{
	struct git g = kernel_git(k);
	struct strbuf out = STRBUF_INIT;
	int err;

	err = git_ok(&g, &out, "log", "-1", "--format=%ct +0000", k->head);
	sb_rtrim(&out);
	*who = (struct identity){
		.name = str_dup("lazymmu"),
		.email = str_dup("lazymmu@localhost.localdomain"),
		.date = sb_detach(&out),
	};
	return err;
}

/* Keep what is in @w as @ref in the repository of @g. */
static int keep(const struct git *g, const struct work *w, const char *ref)
{
	char *refspec = str_fmt("+refs/heads/result:%s", ref);
	int err = 0;

	/* One that cannot take it any more is replaced. */
	if (!exists(g->dir) ||
	    git_status(g, NULL, "fetch", "-q", "--no-write-fetch-head",
		       "--no-auto-gc", "--no-tags", "--update-shallow", w->repo,
		       refspec)) {
		rm_rf(g->dir);
		err = git_ok(&w->g, NULL, "update-ref", ref, w->commit);
		if (!err && rename(w->repo, g->dir) < 0)
			err = fail(EXIT_TOOL, errno, "%s cannot be made: %s",
				   g->dir, strerror(errno));
	}
	free(refspec);
	return err;
}

static void report(void *arg, const struct step_result *r)
{
	(void)arg;
	if (r->skipped)
		note("  %zu/%zu  %s: skipped, %s", r->number, r->total,
		     r->step->name, r->skipped);
	else
		note("  %zu/%zu  %s", r->number, r->total, r->step->subject);
}

static int make_result(const struct kernel *k, const struct series *s,
		       const struct git *g, const char *ref, char commit[65])
{
	struct identity who = { 0 };
	struct work w = { .scratch = { .lock = -1 } };
	int err;

	err = fixed_identity(k, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, s, &who, report, NULL);
	if (!err)
		err = keep(g, &w, ref);
	if (!err)
		snprintf(commit, 65, "%s", w.commit);
	work_close(&w);
	identity_free(&who);
	return err;
}

/* Lock NAME.lock, and tell if that takes waiting. */
static int lock_name(const char *name, const char *what)
{
	char *file = str_fmt("%s.lock", name);
	int fd = mkdir_parents(file);

	if (!fd)
		fd = lock_file(file, false);
	if (fd == -EWOULDBLOCK) {
		note("waiting for another lazymmu that %s", what);
		fd = lock_file(file, true);
	}
	if (fd == -EINTR)
		fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	else if (fd < 0)
		fail(fd == -ENOSPC ? EXIT_NO_SPACE : EXIT_TOOL, -fd,
		     "%s cannot be used: %s", file, strerror(-fd));
	free(file);
	return fd;
}

int apply_prepare(const struct kernel *k, bool stock, char commit[65])
{
	struct git g = { .own = true };
	struct series s = { 0 };
	char *repo = NULL, *ref = NULL;
	int lock = -1;
	int err;

	if (!cache_dir())
		return -ENOENT;
	err = series_load(k->version, stock, &s);
	if (err)
		return err;
	repo = prepare_git(k);
	ref = result_ref(k, &s, stock);
	g.dir = repo;
	lock = lock_name(repo, "prepares this kernel");
	if (lock < 0) {
		err = lock;
	} else if (!s.n) {
		/* Nothing to add: the kernel is taken as it is. */
		snprintf(commit, 65, "%s", k->head);
	} else if (!have_result(&g, ref, commit) && !fail_message()) {
		note("%s Linux %s (%s)", stock ? "adding the tests to stock" :
		     "putting the series on", k->release, k->path);
		err = make_result(k, &s, &g, ref, commit);
	}
	if (lock >= 0)
		close(lock);
	series_free(&s);
	free(repo);
	free(ref);
	return fail_message() && !err ? -EIO : err;
}

/* Make the files in @dir those of @commit; only what differs is written. */
static int update_files(const struct git *g, const char *index,
			const char *commit)
{
	char *stale = str_fmt("%s.lock", index);

	/* Ours: whoever made it is dead, or we would not have the lock. */
	unlink(stale);
	free(stale);
	return git_ok(g, NULL, "-c", "core.symlinks=true",
		      "-c", "core.fileMode=true", "read-tree", "--reset", "-u",
		      commit);
}

int apply_checkout(const struct kernel *k, bool stock, char **srcdir)
{
	struct git g = { .own = true };
	char commit[65], key[17];
	char *repo, *dir, *index;
	int lock, err;

	err = apply_prepare(k, stock, commit);
	if (err)
		return err;
	repo_key(k, key);
	repo = stock && !strcmp(commit, k->head) ? str_dup(k->git_dir) : prepare_git(k);
	dir = str_fmt("%s/src/%s-%s", cache_dir(), key, stock ? "stock" : "ported");
	index = str_fmt("%s.index", dir);
	g.cwd = dir;
	g.dir = repo;
	g.work = dir;
	g.index = index;
	lock = lock_name(dir, "checks out this kernel");
	err = lock < 0 ? lock : 0;
	if (!err) {
		err = mkdir_p(dir, 0777);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be made: %s", dir,
			     strerror(-err));
	}
	if (!err && !exists(index)) {
		note("checking out the %s kernel in %s",
		     stock ? "stock" : "ported", dir);
		err = space_check(dir, CHECKOUT_SPACE, "a checkout of the kernel");
	}
	if (!err)
		err = update_files(&g, index, commit);
	if (lock >= 0)
		close(lock);
	if (err)
		free(dir);
	else
		*srcdir = dir;
	free(repo);
	free(index);
	return err;
}
