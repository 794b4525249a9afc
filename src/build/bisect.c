// SPDX-License-Identifier: GPL-2.0-only
#include "build/bisect.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "host/git.h"
#include "tree/prepare.h"
#include "tree/store.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/*
 * struct commit - one commit of the series
 * @id: id of the commit in the repository of prepared trees
 * @subject: first line of the commit's message
 * @files: files that the commit changes
 */
struct commit {
	char *id;
	char *subject;
	struct strlist files;
};

/*
 * struct history - the series
 * @v: the commits, oldest first
 * @touched: the files that any commit changes
 */
struct history {
	struct commit *v;
	size_t n;
	size_t cap;
	struct strlist touched;
};

/* --- the files that concern an architecture --- */

static bool begins(const char *s, const char *begin)
{
	return !strncmp(s, begin, strlen(begin));
}

/* Does @path belong to another architecture? */
static bool is_elsewhere(const char *path, const char *srcarch)
{
	size_t len = strlen(srcarch);

	return begins(path, "arch/") && strchr(path + 5, '/') &&
	       (strncmp(path + 5, srcarch, len) || path[5 + len] != '/');
}

bool bisect_concerns(const struct strlist *files, const char *srcarch)
{
	for (size_t i = 0; i < files->n; i++) {
		const char *path = files->v[i];

		if (!begins(path, "Documentation/") && strcmp(path, "MAINTAINERS") &&
		    !is_elsewhere(path, srcarch))
			return true;
	}
	return false;
}

static void add_goal(struct strlist *goals, const char *path, size_t len)
{
	char *dir __cleanup(str_free) = str_fmt("%.*s/", (int)len, path);

	if (!sl_has(goals, dir))
		sl_add(goals, dir);
}

/* A header is compiled with the files that include it. */
static bool is_source(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && dot > path && (!strcmp(dot, ".c") || !strcmp(dot, ".S"));
}

void bisect_goals(const struct strlist *touched, const char *srcarch,
		       struct strlist *goals)
{

	/* The files in mm/ include the headers that the series changes. */
	sl_add(goals, "mm/");
	sl_add(goals, "fs/proc/");
	sl_addf(goals, "arch/%s/mm/", srcarch);
	for (size_t i = 0; i < touched->n; i++) {
		const char *path = touched->v[i], *p;

		if (!is_source(path) || is_elsewhere(path, srcarch))
			continue;
		if (begins(path, "arch/"))
			/* arch/powerpc/mm/ for arch/powerpc/mm/book3s64/x.c */
			p = strchr(path + 5 + strlen(srcarch) + 1, '/');
		else if (begins(path, "mm/"))
			p = path + 2;
		else
			p = strrchr(path, '/');
		if (p)
			add_goal(goals, path, p - path);
	}
	sl_sort(goals);
}

/* --- the series --- */

static int read_commit(const struct git *g, const char *id, struct history *h)
{
	struct strbuf names __cleanup(sb_free) = STRBUF_INIT;
	struct commit *c;
	int err;

	GROW(h->v, h->n, h->cap);
	c = &h->v[h->n++];
	c->id = str_dup(id);
	err = git_line(g, &c->subject, ARGS("log", "-1", "--format=%s", id));
	if (!err)
		err = git_ok(g, &names, "diff-tree", "-r", "-z", "--name-only",
			     "--no-renames", "--no-commit-id", id);
	if (!err) {
		sl_split_nul(&c->files, names.buf, names.len);
		sl_add_all(&h->touched, &c->files);
	}
	return err;
}

static int read_history(const struct kernel *k, struct history *h)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strlist ids __cleanup(sl_free) = { 0 };
	struct store store __cleanup(store_close) = STORE_INIT;
	char *range __cleanup(str_free) = NULL;
	char commit[65];
	const struct recipe recipe = { .variant = PORTED };
	int err = prepare_tree(k, &recipe, commit);

	/* Without a commit of the series there is no repository of prepared trees. */
	if (!err && !strcmp(commit, k->head))
		return fail(EXIT_NO_SERIES, ENOENT,
			    "the series has no commit for Linux %s", k->release);
	if (!err)
		err = store_open(k, &store);
	if (err)
		return err;
	range = str_fmt("%s..%s", k->head, commit);
	err = git_ok(&store.g, &out, "rev-list", "--reverse", range);
	if (!err)
		sl_split(&ids, out.buf, "\n");
	for (size_t i = 0; i < ids.n && !err; i++)
		err = read_commit(&store.g, ids.v[i], h);
	sl_sort(&h->touched);
	sl_unique(&h->touched);
	return err;
}

static void history_free(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->v[i].id);
		free(h->v[i].subject);
		sl_free(&h->v[i].files);
	}
	free(h->v);
	sl_free(&h->touched);
}

/* --- building --- */

/*
 * Does the recorded failure say that the commit does not build? If so, take it
 * to *@why.
 */
static bool take_build_failure(int err, struct failure *why)
{
	fail_take(why);
	if (why->code == EXIT_BUILD)
		return true;
	fail(why->code, -err, "%s", why->message);
	failure_free(why);
	return false;
}

/*
 * Build commit @i for a target. A commit that does not build is reported and is
 * no failure here.
 */
static int build_commit(const struct bisect_request *rq, const struct target *t,
			const struct history *h, size_t i, struct bisect_step *step)
{
	struct strlist goals __cleanup(sl_free) = { 0 };
	struct failure why __cleanup(failure_free) = { 0 };
	struct kbuild_commit at = {
		.id = h->v[i].id, .number = i + 1, .goals = &goals,
		.touched = &h->touched,
	};
	struct kbuild_request kernel = {
		.kernel = rq->kernel, .target = t, .flavour = rq->flavour,
		.commit = &at, .jobs = rq->jobs,
	};
	struct kbuild b;
	int err;

	bisect_goals(&h->touched, t->srcarch, &goals);
	err = kbuild_run(&kernel, &b);
	if (err && !take_build_failure(err, &why))
		return err;
	if (err) {
		step->state = BISECT_FAILED;
		step->why = why.message;
	} else {
		step->state = b.reused ? BISECT_REUSED : BISECT_BUILT;
		step->objects = b.objects;
		step->seconds = b.seconds;
		kbuild_free(&b);
	}
	rq->report(rq->arg, step);
	step->why = NULL;
	return 0;
}

/* Is this the first of the targets that boot the same kernel? */
static bool is_first(const struct target *const *v, int i)
{
	for (int j = 0; j < i; j++) {
		if (!strcmp(v[j]->kernel, v[i]->kernel))
			return false;
	}
	return true;
}

static int visit_commit(const struct bisect_request *rq, const struct target *t,
			const struct history *h, size_t i)
{
	struct bisect_step step = {
		.target = t, .number = i + 1, .total = h->n,
		.subject = h->v[i].subject, .state = BISECT_UNCONCERNED,
	};

	if (bisect_concerns(&h->v[i].files, t->srcarch))
		return build_commit(rq, t, h, i, &step);
	rq->report(rq->arg, &step);
	return 0;
}

int bisect_run(const struct bisect_request *rq)
{
	struct history h __cleanup(history_free) = { 0 };
	int err = read_history(rq->kernel, &h);

	/*
	 * Build a commit for all targets before the next commit, as they share
	 * the sources.
	 */
	for (size_t i = 0; i < h.n && !err; i++) {
		for (int t = 0; t < rq->n && !err; t++) {
			if (is_first(rq->targets, t))
				err = visit_commit(rq, rq->targets[t], &h, i);
		}
	}
	return err;
}
