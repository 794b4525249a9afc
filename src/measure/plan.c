// SPDX-License-Identifier: GPL-2.0-only
/* The plan of a benchmark's boot. */
#include "measure/plan.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "measure/samples.h"
#include "util/cleanup.h"
#include "util/fail.h"

#define MAX_BYTES	8	/* as in bench/plugin.c */

static int add_markers(const struct symbols *s, const char *where,
		       struct strbuf *out)
{
	const struct symbol *begin = symbols_find(s, PLAN_BEGIN, NULL);
	const struct symbol *end = symbols_find(s, PLAN_END, NULL);

	if (!begin || !end)
		return fail(EXIT_BUILD, ENOENT,
			    "%s has no %s() and cannot be measured", where,
			    begin ? PLAN_END : PLAN_BEGIN);
	/* a compiler may merge functions that do nothing */
	if (begin->address == end->address)
		return fail(EXIT_BUILD, EINVAL,
			    "in %s, %s() and %s() are one function, so it cannot be measured",
			    where, PLAN_BEGIN, PLAN_END);
	sb_addf(out, "begin %" PRIx64 "\nend %" PRIx64 "\n", begin->address,
		end->address);
	return 0;
}

static int wrong(const struct target *t, const char *text, const char *why)
{
	return fail(EXIT_TOOL, EINVAL, "targets/%s: 'count = %s' %s", t->name,
		    text, why);
}

static bool is_bytes(const char *s, size_t len)
{
	if (!len || len % 2 || len > 2 * MAX_BYTES)
		return false;
	while (len--) {
		if (!isxdigit((unsigned char)s[len]))
			return false;
	}
	return true;
}

/* Read "VALUE" or "VALUE/MASK", and end a line of the plan with it. */
static bool add_pattern(const char *word, struct strbuf *out)
{
	const char *slash = strchr(word, '/');
	size_t len = slash ? (size_t)(slash - word) : strlen(word);

	if (!is_bytes(word, len) ||
	    (slash && (strlen(slash + 1) != len || !is_bytes(slash + 1, len))))
		return false;
	sb_addf(out, "%.*s ", (int)len, word);
	for (size_t i = 0; i < len; i++)
		sb_addch(out, slash ? slash[1 + i] : 'f');
	sb_addch(out, '\n');
	return true;
}

static bool is_code(const struct symbol *s)
{
	return strchr("tTwW", s->type);
}

/*
 * The compiler may inline the beginning of a function into its callers;
 * "NAME.part.0" is the rest. If NAME exists as well, it calls the part, so only
 * one of the two is counted.
 */
static bool is_part(const struct symbol *s)
{
	return strstr(s->name, ".part.");
}

/*
 * Add the calls of a function to the plan, or subtract them: @verb is "call" or
 * "less". Returns false if the kernel does not have the function.
 */
static bool add_function(const struct target *t, const struct symbols *kernel,
			 const char *verb, const char *counter,
			 const char *function, struct strbuf *out)
{
	const struct symbol *at = NULL;
	bool whole = false, any = false;

	while ((at = symbols_find(kernel, function, at)))
		whole |= is_code(at) && !is_part(at);
	while ((at = symbols_find(kernel, function, at))) {
		if (!is_code(at) || (whole && is_part(at)))
			continue;
		sb_addf(out, "%s %s %" PRIx64 "\n", verb, counter,
			at->address + t->entry);
		any = true;
	}
	return any;
}

static void add_calls(const struct target *t, const struct symbols *kernel,
		      const struct strlist *words, struct strbuf *out,
		      struct strlist *absent)
{
	bool any = false;

	for (size_t i = 2; i < words->n; i++)
		any |= add_function(t, kernel, "call", words->v[0], words->v[i], out);
	if (!any)
		sl_add(absent, words->v[0]);
}

/*
 * "NAME insn SPACE PATTERN... [less FUNCTION...]". A kernel that has none of the
 * functions does not have the counter: nothing could be subtracted.
 */
static int add_insns(const struct target *t, const char *text,
		     const struct symbols *kernel, const struct strlist *words,
		     struct strbuf *out, struct strlist *absent)
{
	struct strbuf insns __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf less __cleanup(sb_free) = STRBUF_INIT;
	size_t i;

	for (i = 3; i < words->n && strcmp(words->v[i], "less"); i++) {
		sb_addf(&insns, "insn %s %s ", words->v[0], words->v[2]);
		if (!add_pattern(words->v[i], &insns))
			return wrong(t, text, "has a word that is not a string of bytes");
	}
	if (i == 3 || i + 1 == words->n)
		return wrong(t, text, "has nothing on one side of 'less'");
	if (i < words->n) {
		while (++i < words->n)
			add_function(t, kernel, "less", words->v[0], words->v[i],
				     &less);
		if (!less.len) {
			sl_add(absent, words->v[0]);
			return 0;
		}
	}
	sb_adds(out, insns.buf);
	sb_adds(out, less.buf);
	return 0;
}

/* Read "SPACE:VALUE" or "SPACE:VALUE/MASK", and end a line of the plan with it. */
static bool add_place(const char *word, struct strbuf *out)
{
	const char *colon = strchr(word, ':');

	if (!colon || colon == word)
		return false;
	sb_addf(out, "%.*s ", (int)(colon - word), word);
	return add_pattern(colon + 1, out);
}

/* "NAME longest COUNTER FROM TO...": FROM and TO are instructions in a space. */
static int add_longest(const struct target *t, const char *text,
		       const struct strlist *words, struct strbuf *out)
{
	for (size_t i = 3; i < words->n; i++) {
		if (i == 3)
			sb_addf(out, "from %s %s ", words->v[0], words->v[2]);
		else
			sb_addf(out, "to %s ", words->v[0]);
		if (!add_place(words->v[i], out))
			return wrong(t, text, "has a word that is not 'SPACE:BYTES[/MASK]'");
	}
	return 0;
}

static int add_count(const struct target *t, const char *text,
		     const struct symbols *kernel, struct strbuf *out,
		     struct strlist *absent)
{
	struct strlist words = { 0 };
	int ret = 0;

	sl_split(&words, text, " \t");
	if (words.n >= 3 && !strcmp(words.v[1], "call")) {
		add_calls(t, kernel, &words, out, absent);
	} else if (words.n >= 4 && !strcmp(words.v[1], "insn")) {
		ret = add_insns(t, text, kernel, &words, out, absent);
	} else if (words.n >= 5 && !strcmp(words.v[1], "longest")) {
		ret = add_longest(t, text, &words, out);
	} else if (words.n == 3 && !strcmp(words.v[1], "all")) {
		sb_addf(out, "all %s %s\n", words.v[0], words.v[2]);
	} else {
		ret = wrong(t, text,
			    "is not 'NAME insn SPACE BYTES[/MASK]... [less FUNCTION...]', 'NAME call FUNCTION...', 'NAME all SPACE' or 'NAME longest COUNTER SPACE:BYTES[/MASK] SPACE:BYTES[/MASK]...'");
	}
	sl_free(&words);
	return ret;
}

int plan_make(const struct target *t, const struct symbols *kernel,
	      const struct symbols *guest, struct strbuf *out,
	      struct strlist *absent)
{
	int ret;

	ret = add_markers(kernel, "the kernel", out);
	if (!ret)
		ret = add_markers(guest, "the guest's init", out);
	for (size_t i = 0; !ret && i < t->spaces.n; i++)
		sb_addf(out, "space %s\n", t->spaces.v[i]);
	for (size_t i = 0; !ret && i < t->counts.n; i++)
		ret = add_count(t, t->counts.v[i], kernel, out, absent);
	/*
	 * These functions may call each other, or be inlined. So the count only
	 * shows whether there was an interrupt, not how many there were.
	 */
	for (size_t i = 0; !ret && i < t->interrupts.n; i++)
		add_function(t, kernel, "call", SAMPLES_INTERRUPTS,
			     t->interrupts.v[i], out);
	return ret;
}
