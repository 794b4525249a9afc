// SPDX-License-Identifier: GPL-2.0-only
#include "build/bisect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/kbuild.h"
#include "host/git.h"
#include "tree/prepare.h"
#include "tree/store.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * struct commit - one of the series
 * @id: of the commit
 * @subject: of its message
 * @files: it changes
 */
struct commit {
	char *id;
	char *subject;
	struct strlist files;
};

/*
 * struct history - the series
 * @touched: the files that some commit changes
 */
struct history {
	struct commit *v;
	size_t n;
	struct strlist touched;
};

/* --- what a file means to an architecture --- */

static bool begins(const char *s, const char *begin)
{
	return !strncmp(s, begin, strlen(begin));
}

/* Is @path in the part of the tree of another architecture? */
static bool is_elsewhere(const char *path, const char *srcarch)
{
	size_t len = strlen(srcarch);

	return begins(path, "arch/") && strchr(path + 5, '/') &&
	       (strncmp(path + 5, srcarch, len) || path[5 + len] != '/');
}

bool each_commit_concerns(const struct strlist *files, const char *srcarch)
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
	char *dir = str_fmt("%.*s/", (int)len, path);

	if (!sl_has(goals, dir))
		sl_add(goals, dir);
	free(dir);
}

/* Headers are built by who includes them. */
static bool is_source(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && dot > path && (!strcmp(dot, ".c") || !strcmp(dot, ".S"));
}

void each_commit_goals(const struct strlist *touched, const char *srcarch,
		       struct strlist *goals)
{
	char *mm = str_fmt("arch/%s/mm/", srcarch);

	/* The users of what is in headers. */
	sl_add(goals, "mm/");
	sl_add(goals, "fs/proc/");
	sl_add(goals, mm);
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
	free(mm);
}

/* --- the series --- */

static int read_commit(const struct git *g, const char *id, struct history *h)
{
	struct strbuf names = STRBUF_INIT;
	struct commit *c;
	int err;

	h->v = realloc(h->v, (h->n + 1) * sizeof(*h->v));
	if (!h->v)
		oom();
	c = &h->v[h->n++];
	*c = (struct commit){ .id = str_dup(id) };
	err = git_line(g, &c->subject, (const char *const[]){
		"log", "-1", "--format=%s", id, NULL });
	if (!err)
		err = git_ok(g, &names, "diff-tree", "-r", "-z", "--name-only",
			     "--no-renames", "--no-commit-id", id);
	if (!err) {
		sl_split_nul(&c->files, names.buf, names.len);
		sl_add_all(&h->touched, &c->files);
	}
	sb_free(&names);
	return err;
}

static int read_history(const struct kernel *k, struct history *h)
{
	struct strbuf out = STRBUF_INIT;
	struct strlist ids = { 0 };
	struct store store = STORE_INIT;
	char commit[65], *range;
	int err = prepare_tree(k, PORTED, NULL, commit);

	if (err)
		return err;
	range = str_fmt("%s..%s", k->head, commit);
	err = store_open(k, &store);
	if (!err)
		err = git_ok(&store.g, &out, "rev-list", "--reverse", range);
	if (!err)
		sl_split(&ids, out.buf, "\n");
	for (size_t i = 0; i < ids.n && !err; i++)
		err = read_commit(&store.g, ids.v[i], h);
	sl_sort(&h->touched);
	sl_unique(&h->touched);
	sl_free(&ids);
	sb_free(&out);
	free(range);
	store_close(&store);
	return err;
}

static void free_history(struct history *h)
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
 * One commit for one target. What does not build is told, and is no reason not
 * to go on: *@built says.
 */
static int build_one(const struct kernel *k, const char *flavour,
		     const struct target *t, const struct history *h, size_t i,
		     bool *built)
{
	const struct commit *c = &h->v[i];
	struct strlist goals = { 0 };
	struct kbuild_commit at = {
		.id = c->id, .number = i + 1, .goals = &goals,
		.touched = &h->touched,
	};
	struct kbuild_request rq = {
		.kernel = k, .target = t, .flavour = flavour, .commit = &at,
	};
	struct kbuild b;
	int ret;

	each_commit_goals(&h->touched, t->srcarch, &goals);
	ret = kbuild_run(&rq, &b);
	sl_free(&goals);
	*built = !ret;
	printf("%s - %zu/%zu %s: %s: ", ret ? "not ok" : "ok", i + 1, h->n,
	       t->kernel, c->subject);
	if (!ret && b.reused)
		puts("has been built before");
	else if (!ret)
		printf("%zu objects, %.0f s\n", b.objects, b.seconds);
	else
		puts(fail_message());
	if (!ret)
		kbuild_free(&b);
	if (ret && fail_code() == EXIT_BUILD) {
		fail_clear();
		ret = 0;
	}
	return ret;
}

/* Several targets may boot the same kernel. */
static bool is_first(const struct target *const *v, int i)
{
	for (int j = 0; j < i; j++) {
		if (!strcmp(v[j]->kernel, v[i]->kernel))
			return false;
	}
	return true;
}

int each_commit_build(const struct kernel *k, const char *flavour,
		      const struct target *const *v, int n)
{
	size_t passed = 0, failed = 0;
	struct history h = { 0 };
	int ret = read_history(k, &h);

	/* All targets at a commit, then the next: they share the sources. */
	for (size_t i = 0; i < h.n && !ret; i++) {
		for (int t = 0; t < n && !ret; t++) {
			bool built;

			if (!is_first(v, t))
				continue;
			if (!each_commit_concerns(&h.v[i].files, v[t]->srcarch)) {
				printf("# %zu/%zu %s: %s: changes nothing there\n",
				       i + 1, h.n, v[t]->kernel, h.v[i].subject);
				continue;
			}
			ret = build_one(k, flavour, v[t], &h, i, &built);
			passed += built;
			failed += !built;
		}
	}
	printf("%zu passed, %zu failed\n", passed, failed);
	free_history(&h);
	return ret ? ret : failed ? EXIT_BUILD : EXIT_OK;
}
