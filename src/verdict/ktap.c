// SPDX-License-Identifier: GPL-2.0-only
/*
 * KTAP reader.
 *
 * The depth of a line is its indentation in units of four spaces. A version
 * line opens the level of its depth; the result of a test closes the level
 * below it. What a test printed before its result is kept until then.
 */
#include "verdict/ktap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/strbuf.h"

static const char *const status_names[] = {
	[KTAP_PASS] = "pass",
	[KTAP_FAIL] = "fail",
	[KTAP_SKIP] = "skip",
};

const char *ktap_status_name(enum ktap_status status)
{
	return status_names[status];
}

void ktap_init(struct ktap *k)
{
	memset(k, 0, sizeof(*k));
}

void ktap_free(struct ktap *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->results[i].name);
		free(k->results[i].reason);
		sl_free(&k->results[i].diag);
	}
	free(k->results);
	sl_free(&k->diag);
	memset(k, 0, sizeof(*k));
}

/* The name of a test at @depth: those of the levels above, and its own. */
static char *path_of(const struct ktap *k, int depth, const char *name)
{
	struct strbuf path;

	sb_init(&path);
	for (int d = 0; d <= depth; d++) {
		if (k->level[d].open && k->level[d].name[0])
			sb_addf(&path, "%s.", k->level[d].name);
	}
	sb_adds(&path, name);
	return sb_detach(&path);
}

static void add_result(struct ktap *k, int depth, const char *name,
		       enum ktap_status status, const char *reason)
{
	struct ktap_result *r;

	k->passed += status == KTAP_PASS;
	k->failed += status == KTAP_FAIL;
	k->skipped += status == KTAP_SKIP;
	if (k->n >= KTAP_MAX)
		return;
	/* There is room up to the next power of two. */
	if (!(k->n & (k->n - 1))) {
		r = realloc(k->results, (k->n ? 2 * k->n : 1) * sizeof(*r));
		if (!r)
			abort();
		k->results = r;
	}
	r = &k->results[k->n++];
	r->name = path_of(k, depth, name);
	r->status = status;
	r->reason = str_dup(reason);
	memset(&r->diag, 0, sizeof(r->diag));
	/* Of very many failures the first will do. */
	if (status == KTAP_FAIL && k->diags < KTAP_DIAGS) {
		sl_add_all(&r->diag, &k->diag);
		k->diags += k->diag.n;
	}
}

/*
 * What a test says for itself begins with "#" or, as KUnit goes on, is
 * indented; the rest is the kernel's, and the judge's business.
 */
static void keep_diag(struct ktap *k, const char *text)
{
	size_t indent = strspn(text, " ");

	if (text[indent] != '#' && indent < 4)
		return;
	if (k->diag.n >= KTAP_DIAG_MAX) {
		free(k->diag.v[0]);
		k->diag.n--;
		memmove(k->diag.v, k->diag.v + 1,
			k->diag.n * sizeof(k->diag.v[0]));
		k->diag.v[k->diag.n] = NULL;
	}
	sl_addf(&k->diag, "%.400s", text);
}

/*
 * End the level @depth and those below it. A plan that was not fulfilled is
 * a failure of its own; returns whether there was one at this level.
 */
static bool close_level(struct ktap *k, int depth)
{
	bool broken = false;

	for (int d = KTAP_DEPTH; d >= depth; d--) {
		struct ktap_level *l = &k->level[d];
		long lacking = l->planned - l->seen;

		if (l->open && l->planned >= 0 && lacking) {
			char *reason = str_fmt("%ld of %ld planned tests reported",
					       l->seen, l->planned);

			add_result(k, d, "(plan)", KTAP_FAIL, reason);
			free(reason);
			if (lacking > 0)
				k->missing += lacking;
			l->failed++;
			broken = true;
		}
		if (d > depth)
			memset(l, 0, sizeof(*l));
	}
	return broken;
}

static void version_line(struct ktap *k, int depth)
{
	struct ktap_level *l = &k->level[depth];

	close_level(k, depth);
	memset(l, 0, sizeof(*l));
	l->open = true;
	l->planned = -1;
	if (depth == 0)
		k->documents++;
	sl_free(&k->diag);
}

static void plan_line(struct ktap *k, int depth, const char *p)
{
	struct ktap_level *l = &k->level[depth];

	if (l->open && l->planned < 0)
		l->planned = strtol(p, NULL, 10);
}

static void subtest_line(struct ktap *k, int depth, const char *name)
{
	struct ktap_level *l = &k->level[depth];

	if (!l->open)
		return;
	l->name[0] = '\0';
	strncat(l->name, name, sizeof(l->name) - 1);
}

/* "12 - name # SKIP reason", after "ok " or "not ok " */
static bool result_line(struct ktap *k, int depth, const char *p, bool ok)
{
	struct ktap_level *l = &k->level[depth], below = k->level[depth + 1];
	enum ktap_status status = ok ? KTAP_PASS : KTAP_FAIL;
	const char *reason = "";
	char *name, *end, *hash;
	long number;

	if (!isdigit((unsigned char)*p) || !l->open)
		return false;
	number = strtol(p, &end, 10);
	end += strspn(end, " ");
	if (end[0] == '-' && end[1] == ' ')
		end += 2;
	name = str_fmt("%.300s", end);
	hash = strstr(name, "# ");
	if (hash) {
		if (!strncmp(hash + 2, "SKIP", 4)) {
			status = KTAP_SKIP;
			reason = hash + 6 + strspn(hash + 6, ": ");
		}
		*hash = '\0';
	}
	end = name + strlen(name);
	while (end > name && end[-1] == ' ')
		*--end = '\0';

	if (close_level(k, depth + 1) && status == KTAP_PASS)
		status = KTAP_FAIL;
	l->seen++;
	if (number != l->seen) {
		char *why = str_fmt("result number %ld where %ld was due",
				    number, l->seen);

		add_result(k, depth, name, KTAP_FAIL, why);
		free(why);
		l->seen = number > 0 && number < KTAP_MAX ? number : l->seen;
		l->failed++;
	} else if (!below.open || (!below.seen && below.planned < 0)) {
		add_result(k, depth, name, status, reason);
	} else if (status == KTAP_FAIL && !below.failed &&
		   !k->level[depth + 1].failed) {
		add_result(k, depth, name, KTAP_FAIL,
			   "failed although nothing below it did");
	} else if (status == KTAP_SKIP) {
		add_result(k, depth, name, KTAP_SKIP, reason);
	}
	l->failed += status == KTAP_FAIL;
	memset(&k->level[depth + 1], 0, sizeof(below));
	sl_free(&k->diag);
	free(name);
	return true;
}

bool ktap_line(struct ktap *k, const char *text)
{
	size_t indent = strspn(text, " ");
	const char *p = text + indent;
	int depth = indent / 4;
	bool aligned = indent % 4 == 0 && depth < KTAP_DEPTH;

	if (!k->documents && strncmp(p, "KTAP version", 12) &&
	    strncmp(p, "TAP version", 11))
		return false;
	if (aligned && (!strncmp(p, "KTAP version ", 13) ||
			!strncmp(p, "TAP version ", 12))) {
		version_line(k, depth);
		return true;
	}
	if (aligned && !strncmp(p, "1..", 3) && isdigit((unsigned char)p[3])) {
		plan_line(k, depth, p + 3);
		return true;
	}
	if (aligned && !strncmp(p, "ok ", 3) && result_line(k, depth, p + 3, true))
		return true;
	if (aligned && !strncmp(p, "not ok ", 7) &&
	    result_line(k, depth, p + 7, false))
		return true;
	if (aligned && !strncmp(p, "# Subtest: ", 11)) {
		subtest_line(k, depth, p + 11);
		return true;
	}
	keep_diag(k, text);
	return p[0] == '#' && p[1] == ' ';
}

void ktap_end(struct ktap *k)
{
	close_level(k, 0);
	k->level[0].open = false;
}

bool ktap_has(const struct ktap *k, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < k->n; i++) {
		const char *r = k->results[i].name;

		if (!strncmp(r, name, n) && (r[n] == '\0' || r[n] == '.'))
			return true;
	}
	return false;
}
