// SPDX-License-Identifier: GPL-2.0-only
/*
 * KTAP reader.
 *
 * Levels are kept on a stack; level 0 is the document. A line belongs to the
 * level that has its indentation. A version line, "# Subtest:", a plan or a
 * result with more indentation than the deepest level opens a level. The result
 * of a test closes the level with the tests below that test. The output of a
 * test comes before the test's result, and is kept until the result comes.
 */
#include "verdict/ktap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

/* An indentation that no kernel message has. */
#define OUTPUT_COLUMN	4

static const char blanks[] = " \t";

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

static struct ktap_level *deepest(struct ktap *k)
{
	return &k->level[k->depth - 1];
}

/* Append "suite." for each level up to @depth that has a name. */
static void add_path(const struct ktap *k, int depth, struct strbuf *path)
{
	for (int d = 0; d <= depth; d++) {
		if (k->level[d].name[0])
			sb_addf(path, "%s.", k->level[d].name);
	}
}

/* Add a result to the level @depth. */
static void add_result(struct ktap *k, int depth, const char *name,
		       enum ktap_status status, const char *reason)
{
	struct strbuf path = STRBUF_INIT;
	struct ktap_result *r;

	k->passed += status == KTAP_PASS;
	k->failed += status == KTAP_FAIL;
	k->skipped += status == KTAP_SKIP;
	k->level[depth].failed += status == KTAP_FAIL;
	if (k->n >= KTAP_MAX)
		return;
	GROW(k->results, k->n, k->cap);
	r = &k->results[k->n++];
	add_path(k, depth, &path);
	sb_adds(&path, name);
	r->name = sb_detach(&path);
	r->status = status;
	r->reason = str_dup(reason);
	/* Diagnostics are kept for the first failures only. */
	if (status == KTAP_FAIL && k->diags < KTAP_DIAGS) {
		sl_add_all(&r->diag, &k->diag);
		k->diags += k->diag.n;
	}
}

static void add_error(struct ktap *k, int depth, const char *name,
		      const char *reason)
{
	k->errors++;
	add_result(k, depth, name, KTAP_FAIL, reason);
}

/* Returns false, with an error, if there are too many levels already. */
static bool open_level(struct ktap *k, size_t column, bool headless)
{
	if (k->depth == KTAP_DEPTH) {
		add_error(k, k->depth - 1, "(indentation)",
			  "tests are nested too deeply");
		return false;
	}
	k->level[k->depth++] = (struct ktap_level){
		.column = column, .headless = headless, .planned = -1,
		.first = k->n,
	};
	return true;
}

/* Is the plan of the deepest level fulfilled? Adds an error if not. */
static bool check_plan(struct ktap *k)
{
	const struct ktap_level *l = deepest(k);
	char *reason __cleanup(str_free) = NULL;

	if (l->planned < 0 || l->planned == l->seen)
		return true;
	if (l->planned > l->seen)
		k->missing += l->planned - l->seen;
	reason = str_fmt("%ld of %ld planned tests reported", l->seen,
			 l->planned);
	add_error(k, k->depth - 1, "(plan)", reason);
	return false;
}

/*
 * Results that are indented more than their version line and plan have been
 * read as a level of their own, the deepest one. Merge this level with the
 * level above.
 */
static bool merge_deepest(struct ktap *k)
{
	struct ktap_level *l = deepest(k), *above = l - 1;

	if (!l->headless || above->seen ||
	    (above->planned >= 0 && l->planned >= 0))
		return false;
	if (l->planned >= 0)
		above->planned = l->planned;
	above->seen = l->seen;
	above->failed += l->failed;
	k->depth--;
	return true;
}

/*
 * End levels until @depth levels are left. The results of the ended levels'
 * tests are missing.
 */
static void abandon_levels(struct ktap *k, int depth)
{
	while (k->depth > depth) {
		struct ktap_level *l = deepest(k);

		if (merge_deepest(k))
			continue;
		if (check_plan(k))
			add_error(k, k->depth - 1, "(result)",
				  "the result of this test is missing");
		l[-1].failed += l->failed;
		l[-1].seen++;
		k->depth--;
	}
}

static void end_document(struct ktap *k)
{
	if (!k->depth)
		return;
	abandon_levels(k, 1);
	if (check_plan(k) && !k->level[0].seen)
		add_error(k, 0, "(document)", "no tests run");
	k->depth = 0;
}

/* End the levels that are indented at least as much, and open a new one. */
static bool open_level_at(struct ktap *k, size_t column, bool headless)
{
	int depth = k->depth;

	while (depth > 1 && k->level[depth - 1].column >= column)
		depth--;
	abandon_levels(k, depth);
	return open_level(k, column, headless);
}

/* The level that has this indentation, or -1. */
static int level_at(const struct ktap *k, size_t column)
{
	for (int d = k->depth - 1; d >= 0; d--) {
		if (k->level[d].column == column)
			return d;
	}
	return -1;
}

/* Read "KTAP version 1". Returns the number, or -1 if @p is another line. */
static long version_of(const char *p)
{
	long version;
	char *end;

	p += *p == 'K';
	if (strncmp(p, "TAP version ", 12) || !isdigit((unsigned char)p[12]))
		return -1;
	version = strtol(p + 12, &end, 10);
	return end[strspn(end, blanks)] ? -1 : version;
}

static void read_version(struct ktap *k, size_t column, const char *p)
{
	long version = version_of(p);

	if (!k->depth || column <= k->level[0].column) {
		end_document(k);
		open_level(k, column, false);
		k->documents++;
	} else {
		open_level_at(k, column, false);
	}
	if (*p == 'K' ? version != 1 : version != 13 && version != 14)
		add_error(k, k->depth - 1, "(version)",
			  "this version of KTAP is not known");
	sl_free(&k->diag);
}

/* Read "1..12". Returns the number, or -1 if @p is another line. */
static long plan_of(const char *p)
{
	long planned;
	char *end;

	if (strncmp(p, "1..", 3) || !isdigit((unsigned char)p[3]))
		return -1;
	planned = strtol(p + 3, &end, 10);
	return *end && !strchr(" \t#", *end) ? -1 : planned;
}

static bool read_plan(struct ktap *k, size_t column, long planned)
{
	int d = level_at(k, column);

	if (d < 0 && column < deepest(k)->column)
		return false;
	if (d < 0) {
		if (!open_level(k, column, true))
			return true;
		d = k->depth - 1;
	}
	if (k->level[d].planned < 0)
		k->level[d].planned = planned;
	return true;
}

static void trim_end(char *s)
{
	size_t len = strlen(s);

	while (len && strchr(blanks, s[len - 1]))
		s[--len] = '\0';
}

static bool read_subtest(struct ktap *k, size_t column, const char *name)
{
	struct ktap_level *l = deepest(k);
	bool is_new = l->column == column && !l->name[0] && !l->seen &&
		      (k->depth > 1 || l->planned < 0);

	if (!is_new) {
		/* Among the tests of a document, the line is a remark. */
		if (column <= k->level[0].column)
			return false;
		if (!open_level_at(k, column, false))
			return true;
		l = deepest(k);
	}
	l->headless = false;
	strncat(l->name, name, sizeof(l->name) - 1);
	trim_end(l->name);
	sl_free(&k->diag);
	return true;
}

/**
 * struct outcome - the parts of a result line
 * @number: number of the test
 * @name: description of the test, without the leading "- "; "" if there is none
 * @status: how the test ended
 * @reason: the text after "#", without SKIP
 */
struct outcome {
	long number;
	char *name;
	enum ktap_status status;
	char *reason;
};

/* Find "# SKIP" in the data of a result line. Returns NULL if it is not there. */
static char *find_skip(char *data)
{
	char *skip = strstr(data, "# SKIP");

	return skip && !(skip[6] && !strchr(" \t:", skip[6])) ? skip : NULL;
}

/*
 * Find the directive, or other data, of a result line: it begins with "#" and a
 * blank. Cut the description off before it.
 */
static void split_description(struct outcome *o)
{
	char *hash = strstr(o->name, "# ");
	char *skip = hash ? find_skip(hash) : NULL;

	o->reason = str_dup(skip ? skip + 6 + strspn(skip + 6, " \t:") :
			    hash ? hash + 2 : "");
	if (skip)
		o->status = KTAP_SKIP;
	if (hash)
		*hash = '\0';
	trim_end(o->name);
}

/* Read "ok 12 - name # SKIP reason". Returns false if @p is another line. */
static bool read_outcome(const char *p, struct outcome *o)
{
	bool ok = !strncmp(p, "ok ", 3);
	char *end;

	if (!ok && strncmp(p, "not ok ", 7))
		return false;
	p += ok ? 3 : 7;
	if (!isdigit((unsigned char)*p))
		return false;
	o->number = strtol(p, &end, 10);
	if (*end && !strchr(blanks, *end))
		return false;
	end += strspn(end, blanks);
	if (end[0] == '-' && end[1] == ' ')
		end += 2;
	o->status = ok ? KTAP_PASS : KTAP_FAIL;
	o->name = str_fmt("%.300s", end);
	split_description(o);
	return true;
}

/*
 * The name of a test comes last, with its result. Put this name into the names
 * of the tests below, unless "# Subtest:" has given it before.
 */
static void name_results(struct ktap *k, int depth, size_t first,
			 const char *name)
{
	struct strbuf path = STRBUF_INIT;

	add_path(k, depth, &path);
	for (size_t i = first; i < k->n; i++) {
		char *old = k->results[i].name;

		k->results[i].name = str_fmt("%s%s.%s", path.buf, name,
					     old + path.len);
		free(old);
	}
	sb_free(&path);
}

/* A result without a description gets the name of the tests below it, or its number. */
static void complete_name(struct outcome *o, const char *below)
{
	if (*o->name)
		return;
	free(o->name);
	o->name = *below ? str_dup(below) : str_fmt("%ld", o->number);
}

/*
 * Handle the result of a test with tests below it, which are on the deepest
 * level. The result counts only if the results below do not say the same.
 */
static void close_level(struct ktap *k, const struct outcome *o)
{
	const struct ktap_level *below = deepest(k);
	int depth = k->depth - 2;

	check_plan(k);
	if (!below->name[0])
		name_results(k, depth, below->first, o->name);
	else if (strncmp(below->name, o->name, sizeof(below->name) - 1))
		add_error(k, k->depth - 1, "(result)",
			  "the result that came has another name");
	k->depth--;
	if (below->failed)
		k->level[depth].failed++;
	else if (o->status == KTAP_FAIL && below->seen)
		add_result(k, depth, o->name, KTAP_FAIL,
			   "failed although nothing below it did");
	else if (o->status == KTAP_PASS && !below->seen)
		add_error(k, depth, o->name, "no tests run");
	else if (!below->seen)
		add_result(k, depth, o->name, o->status, o->reason);
}

/* End a test on level @d. A level below it, if there is one, is the deepest. */
static void end_test(struct ktap *k, int d, struct outcome *o)
{
	bool has_tests = k->depth > d + 1;
	struct ktap_level *l = &k->level[d];
	char *why __cleanup(str_free) = NULL;

	complete_name(o, has_tests ? deepest(k)->name : "");
	if (has_tests)
		close_level(k, o);
	if (o->number != l->seen + 1) {
		why = str_fmt("result number %ld where %ld was due", o->number,
			      l->seen + 1);
		add_error(k, d, o->name, why);
	} else if (!has_tests) {
		add_result(k, d, o->name, o->status, o->reason);
	}
	l->seen = o->number > 0 && o->number < KTAP_MAX ? o->number :
							  l->seen + 1;
}

static void add_outcome(struct ktap *k, size_t column, struct outcome *o)
{
	int d = level_at(k, column);

	if (d < 0 && column < deepest(k)->column) {
		complete_name(o, "");
		add_error(k, k->depth - 1, o->name,
			  "no other test has this indentation");
		return;
	}
	if (d < 0) {
		if (!open_level(k, column, true))
			return;
		d = k->depth - 1;
	}
	abandon_levels(k, d + 2);
	end_test(k, d, o);
}

static bool read_result(struct ktap *k, size_t column, const char *p)
{
	struct outcome o;

	if (!read_outcome(p, &o))
		return false;
	add_outcome(k, column, &o);
	sl_free(&k->diag);
	free(o.name);
	free(o.reason);
	return true;
}

/*
 * Keep the output of a test: a line that begins with "#", or, in KUnit's
 * continuation lines, one that is indented like the results. Other lines come
 * from the kernel; the judge reads them.
 */
static void keep_diag(struct ktap *k, const char *text)
{
	size_t column = strspn(text, blanks);
	size_t least = k->depth > 1 ? k->level[1].column : OUTPUT_COLUMN;

	if (text[column] != '#' && column < least)
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
 * A prefix may stand before the first version line, and then before all lines.
 * Returns the beginning of the version, or NULL if @text is another line.
 */
static const char *find_first_version(const char *text)
{
	const char *p = text;

	while ((p = strstr(p, "TAP version "))) {
		const char *start = p > text && p[-1] == 'K' ? p - 1 : p;

		if ((start == text || !isalnum((unsigned char)start[-1])) &&
		    version_of(start) >= 0)
			return start;
		p++;
	}
	return NULL;
}

/* Returns @text without the prefix, or NULL if no document has begun. */
static const char *skip_prefix(struct ktap *k, const char *text)
{
	const char *start = text + strspn(text, blanks);

	if (!k->documents) {
		start = find_first_version(text);
		if (!start)
			return NULL;
		if (start == text + strspn(text, blanks))
			return text;
		k->prefix = start - text;
		return start;
	}
	/* A document without a prefix follows one with a prefix. */
	if (k->prefix && start == text && version_of(text) >= 0)
		k->prefix = 0;
	return text + strnlen(text, k->prefix);
}

bool ktap_line(struct ktap *k, const char *text)
{
	const char *line = skip_prefix(k, text), *p;
	size_t column;
	long planned;

	if (!line)
		return false;
	column = strspn(line, blanks);
	p = line + column;
	if (version_of(p) >= 0) {
		read_version(k, column, p);
		return true;
	}
	planned = plan_of(p);
	if (planned >= 0 && read_plan(k, column, planned))
		return true;
	if (read_result(k, column, p))
		return true;
	if (!strncmp(p, "# Subtest: ", 11) && read_subtest(k, column, p + 11))
		return true;
	keep_diag(k, line);
	return p[0] == '#' && p[1] == ' ';
}

void ktap_end(struct ktap *k)
{
	end_document(k);
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
