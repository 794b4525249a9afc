// SPDX-License-Identifier: GPL-2.0-only
#include "tree/prepare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/space.h"
#include "series/series.h"
#include "tree/apply.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/sha256.h"
#include "util/strbuf.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A checkout and what else a build writes near it. */
#define CHECKOUT_SPACE (1800ULL << 20)

/* A name for the repository of @k. */
static void repo_key(const struct kernel *k, char key[17])
{
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->objects);
	sha256_hex(&d, hex);
	snprintf(key, 17, "%.16s", hex);
}

char *prepare_repo(const struct kernel *k)
{
	char key[17];

	repo_key(k, key);
	return str_fmt("%s/trees/%s.git", cache_dir(), key);
}

/* The reference under which a result is kept: it names what went in. */
static char *result_ref(const struct kernel *k, const struct series *s,
			enum variant variant)
{
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->head);
	sha256_add_string(&d, k->version);
	sha256_add_string(&d, s->id);
	sha256_hex(&d, hex);
	return str_fmt("refs/heads/%s-%.16s", variant_name(variant), hex);
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
static int identity_fixed(const struct kernel *k, struct identity *who)
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
static int keep(const struct git *g, const struct work *w, const char *ref,
		bool replace)
{
	char *refspec = str_fmt("+refs/heads/result:%s", ref);
	const char *const args[] = {
		"fetch", "-q", "--no-write-fetch-head", "--no-auto-gc",
		"--no-tags", "--update-shallow", w->repo, refspec, NULL
	};
	int err = 0;

	if (!replace) {
		err = git_do(g, NULL, 0, NULL, args);
	} else if (!exists(g->dir) || git_try(g, NULL, 0, NULL, NULL, args)) {
		/* One that cannot take it any more is replaced. */
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
	for (size_t i = 0; r->step->trial && i < r->numstat->n; i++) {
		const char *path = strrchr(r->numstat->v[i], '\t');

		note("  changes %s", path ? path + 1 : r->numstat->v[i]);
	}
	if (r->step->trial)
		return;
	if (r->skipped)
		note("  %zu/%zu  %s: skipped, %s", r->number, r->total,
		     r->step->name, r->skipped);
	else
		note("  %zu/%zu  %s", r->number, r->total, r->step->subject);
}

/*
 * Put @s on @k and keep what comes out in the repository of @g. Without
 * @replace that is where @k is, so it must not be made anew.
 */
static int make_result(const struct kernel *k, const struct series *s,
		       const struct git *g, const char *ref, bool replace,
		       char commit[65])
{
	struct identity who = { 0 };
	struct work w = { .scratch = { .lock = -1 } };
	int err;

	err = identity_fixed(k, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, s, &who, report, NULL);
	if (!err)
		err = keep(g, &w, ref, replace);
	if (!err)
		snprintf(commit, 65, "%s", w.commit);
	work_close(&w);
	identity_free(&who);
	return err;
}

/* The finished tree @commit as a kernel to put more on. */
static int finished_kernel(const struct kernel *k, const struct git *g,
			   const char *commit, struct kernel *out)
{
	struct strbuf tree = STRBUF_INIT;
	char *spec = str_fmt("%s^{tree}", commit);
	int err = git_ok(g, &tree, "rev-parse", "--verify", "-q", spec);

	sb_rtrim(&tree);
	*out = (struct kernel){
		.path = str_dup(k->path),
		.git_dir = str_dup(g->dir),
		.objects = path_join(g->dir, "objects"),
		.shallow = path_join(g->dir, "shallow"),
		.format = str_dup(k->format),
		.head = str_dup(commit),
		.tree = sb_detach(&tree),
		.version = str_dup(k->version),
		.release = str_dup(k->release),
		.bare = true,
		.fetched = true,
	};
	free(spec);
	return err;
}

static int digest_patch(const char *path, const char *commit,
			const struct series *s, char hex[65])
{
	struct strbuf sb = STRBUF_INIT;
	struct sha256 d;
	int err = read_file(path, &sb);

	sha256_init(&d);
	sha256_add_string(&d, commit);
	sha256_add_string(&d, s->id);
	sha256_add(&d, sb.buf, sb.len);
	sha256_hex(&d, hex);
	sb_free(&sb);
	if (err)
		fail(EXIT_TOOL, -err, "%s cannot be read: %s", path, strerror(-err));
	return err;
}

/* Put the semantic patch @with on the finished tree @commit. */
static int put_on_top(const struct kernel *k, const struct series *s,
		      const struct git *g, const char *with, char commit[65])
{
	char before[65], after[65];
	struct kernel base = { 0 };
	struct step step = { 0 };
	struct series one = { .steps = &step, .n = 1 };
	char *path = realpath(with, NULL), *ref = NULL;
	int err;

	if (!path)
		return fail(EXIT_TOOL, errno, "%s cannot be read: %s", with,
			    strerror(errno));
	err = digest_patch(path, commit, s, before);
	if (!err) {
		ref = str_fmt("refs/heads/with-%.16s", before);
		if (have_result(g, ref, commit))
			goto out;
		err = fail_message() ? -EIO : step_try(path, &step);
	}
	if (!err)
		err = finished_kernel(k, g, commit, &base);
	if (!err) {
		note("putting %s on top", with);
		err = make_result(&base, &one, g, ref, false, commit);
	}
	/* It is read more than once. */
	if (!err)
		err = digest_patch(path, base.head, s, after);
	if (!err && strcmp(before, after)) {
		git_status(g, NULL, "update-ref", "-d", ref);
		err = fail(EXIT_TOOL, EAGAIN,
			   "%s changed while it was read: run this again", with);
	}
out:
	kernel_free(&base);
	step_free(&step);
	free(path);
	free(ref);
	return err;
}

/* Lock NAME.lock, and tell if that takes waiting. */
static int lock_name(const char *name, const char *what)
{
	char *file __cleanup(str_free) = str_fmt("%s.lock", name);

	return lock_take(file, what);
}

int prepare_tree(const struct kernel *k, enum variant variant,
		  const char *with, char commit[65])
{
	struct git g = { .own = true };
	struct series s = { 0 };
	char *repo = NULL, *ref = NULL;
	int lock = -1;
	int err;

	if (!cache_dir())
		return -ENOENT;
	err = series_load(k->version, variant, &s);
	if (err)
		return err;
	repo = prepare_repo(k);
	ref = result_ref(k, &s, variant);
	g.dir = repo;
	lock = lock_name(repo, "prepares this kernel");
	if (lock < 0) {
		err = lock;
	} else if (!s.n) {
		/* Nothing to add: the kernel is taken as it is. */
		snprintf(commit, 65, "%s", k->head);
	} else if (!have_result(&g, ref, commit) && !fail_message()) {
		note("%s Linux %s (%s)", variant == PORTED ?
		     "putting the series on" : variant == STOCK ?
		     "adding the tests to stock" :
		     "adding what is measured to mainline's", k->release, k->path);
		err = make_result(k, &s, &g, ref, true, commit);
	}
	if (!err && with && !fail_message())
		err = put_on_top(k, &s, &g, with, commit);
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

/* The repository, work tree and index of a checkout; all three are its own. */
struct checkout {
	struct git g;
	char *repo, *dir, *index;
};

static void checkout_open(struct checkout *c, const struct kernel *k,
			  const char *commit, const char *name)
{
	char key[17];

	repo_key(k, key);
	*c = (struct checkout){
		.repo = strcmp(commit, k->head) ? prepare_repo(k) : str_dup(k->git_dir),
		.dir = str_fmt("%s/src/%s-%s", cache_dir(), key, name),
	};
	c->index = str_fmt("%s.index", c->dir);
	c->g = (struct git){
		.own = true, .cwd = c->dir, .dir = c->repo, .work = c->dir,
		.index = c->index,
	};
}

static void checkout_close(struct checkout *c)
{
	git_free(&c->g);
	free(c->repo);
	free(c->dir);
	free(c->index);
}

int checkout_update(const struct kernel *k, const char *commit, const char *name,
		   char **srcdir)
{
	struct checkout c;
	int lock, err;

	checkout_open(&c, k, commit, name);
	lock = lock_name(c.dir, "checks out this kernel");
	err = lock < 0 ? lock : 0;
	if (!err) {
		err = mkdir_p(c.dir, 0777);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be made: %s", c.dir,
			     strerror(-err));
	}
	if (!err && !exists(c.index)) {
		note("checking out the %s kernel in %s", name, c.dir);
		err = space_check(c.dir, CHECKOUT_SPACE, "a checkout of the kernel");
	}
	if (!err)
		err = git_filters_off(&c.g);
	if (!err)
		err = update_files(&c.g, c.index, commit);
	if (lock >= 0)
		close(lock);
	if (!err)
		*srcdir = str_dup(c.dir);
	checkout_close(&c);
	return err;
}

void checkout_refresh(const struct kernel *k, const char *commit,
			    const char *name)
{
	struct checkout c;
	int lock;

	checkout_open(&c, k, commit, name);
	lock = lock_name(c.dir, "checks out this kernel");
	/* If that fails, make only compiles more than it has to. */
	if (lock >= 0 && !git_filters_off(&c.g))
		(void)git_status(&c.g, NULL, "-c", "core.symlinks=true",
				 "-c", "core.fileMode=true", "update-index", "-q",
				 "--refresh");
	if (lock >= 0)
		close(lock);
	checkout_close(&c);
}
