// SPDX-License-Identifier: GPL-2.0-only
#include "tree/history.h"

#include <stdlib.h>
#include <string.h>

#include "series/former.h"
#include "series/series.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

/* The subjects by which commits of the series are known. */
struct subjects {
	struct strlist steps;
	struct strlist updates;
};

static int load_subjects(struct subjects *s)
{
	struct series all __cleanup(series_free) = { 0 };
	struct step update __cleanup(step_free) = { 0 };
	struct former former __cleanup(former_free) = { 0 };
	int err = series_load_all(&all);

	if (!err)
		err = series_load_update(&update);
	if (!err)
		err = former_load(&former);
	if (err)
		return err;
	for (size_t i = 0; i < all.n; i++)
		sl_add(&s->steps, all.steps[i].subject);
	sl_add_all(&s->steps, &former.subjects);
	sl_add(&s->updates, update.subject);
	return 0;
}

/* List the commits whose message has one of the subjects: ID TAB PARENTS TAB SUBJECT LF BODY. */
static int list_commits(const struct kernel *k, const struct subjects *s,
			struct strlist *commits)
{
	struct strlist args __cleanup(sl_free) = { 0 };
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	int err;

	sl_split(&args, "log -z --topo-order --no-color --no-show-signature --fixed-strings", " ");
	sl_add(&args, "--format=tformat:%H%x09%P%x09%s%n%b");
	for (size_t i = 0; i < s->steps.n; i++)
		sl_addf(&args, "--grep=%s", s->steps.v[i]);
	for (size_t i = 0; i < s->updates.n; i++)
		sl_addf(&args, "--grep=%s", s->updates.v[i]);
	sl_add(&args, "--grep=" HISTORY_REVERT);
	sl_add(&args, k->head);
	sl_add(&args, "--");
	err = git_do(&g, NULL, 0, &out, (const char *const *)args.v);
	if (!err)
		sl_split_nul(commits, out.buf, out.len);
	return err;
}

/* The commits that a commit of "lazymmu revert" took back: lines "  ID (...)". */
static void note_reverted(const char *body, struct strlist *reverted)
{
	for (const char *p = body; *p; p += strspn(p, "\n")) {
		size_t len = strcspn(p, "\n");

		if (len > 2 + HISTORY_ID && !strncmp(p, "  ", 2) &&
		    strspn(p + 2, "0123456789abcdef") == HISTORY_ID)
			sl_addn(reverted, p + 2, HISTORY_ID);
		p += len;
	}
}

static bool is_reverted(const struct strlist *reverted, const char *id)
{
	char *digits __cleanup(str_free) = str_fmt("%.*s", HISTORY_ID, id);

	return sl_has(reverted, digits);
}

/* Add a commit to the run of which it is the base, or begin a run with it. */
static void add_commit(struct history *h, const char *id, const char *parent,
		       const char *subject, bool is_update)
{
	struct run *r = NULL;

	for (size_t i = 0; i < h->n && !r; i++) {
		if (!strcmp(h->v[i].base, id))
			r = &h->v[i];
	}
	if (!r) {
		GROW(h->v, h->n, h->room);
		r = &h->v[h->n++];
		r->is_update = true;
	}
	free(r->base);
	r->base = str_dup(parent);
	sl_add(&r->commits, id);
	sl_add(&r->subjects, subject);
	r->is_update &= is_update;
}

static void take_commit(struct history *h, const struct subjects *s,
			struct strlist *reverted, char *text)
{
	char *parents = strchr(text, '\t');
	char *subject = parents ? strchr(parents + 1, '\t') : NULL;
	char *body = subject ? strchr(subject + 1, '\n') : NULL;
	bool is_update;

	if (!body)
		return;
	*parents++ = '\0';
	*subject++ = '\0';
	*body++ = '\0';
	if (!strcmp(subject, HISTORY_REVERT))
		note_reverted(body, reverted);
	is_update = sl_has(&s->updates, subject);
	if ((!is_update && !sl_has(&s->steps, subject)) || !*parents ||
	    strchr(parents, ' ') || is_reverted(reverted, text))
		return;
	add_commit(h, text, parents, subject, is_update);
}

int history_find(const struct kernel *k, struct history *h)
{
	struct strlist commits __cleanup(sl_free) = { 0 };
	struct strlist reverted __cleanup(sl_free) = { 0 };
	struct subjects s = { 0 };
	int err;

	*h = (struct history){ 0 };
	err = load_subjects(&s);
	if (!err)
		err = list_commits(k, &s, &commits);
	for (size_t i = 0; i < commits.n && !err; i++)
		take_commit(h, &s, &reverted, commits.v[i]);
	sl_free(&s.steps);
	sl_free(&s.updates);
	return err;
}

const struct run *history_series(const struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		if (!h->v[i].is_update)
			return &h->v[i];
	}
	return NULL;
}

const char *run_tip(const struct run *r)
{
	return r->commits.v[0];
}

void history_free(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->v[i].base);
		sl_free(&h->v[i].commits);
		sl_free(&h->v[i].subjects);
	}
	free(h->v);
	*h = (struct history){ 0 };
}
