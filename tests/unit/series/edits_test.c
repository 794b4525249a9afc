// SPDX-License-Identifier: GPL-2.0-only
/* Anchored edits: every verb, scopes, ranges, and what is refused. */
#include "fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/edits_apply.h"
#include "series/place.h"
#include "util/cleanup.h"
#include "util/fail.h"

/* A tree of two files in memory; a stored file is printed after its name. */
struct tree {
	char *a, *b, *stored;
};

static int load(void *arg, const char *path, struct strbuf *out)
{
	struct tree *t = arg;
	const char *text = !strcmp(path, "a.c") ? t->a :
			   !strcmp(path, "b.c") ? t->b : NULL;

	if (!text)
		return -ENOENT;
	sb_adds(out, text);
	return 0;
}

static int store(void *arg, const char *path, const struct strbuf *content)
{
	struct tree *t = arg;
	char **which = !strcmp(path, "a.c") ? &t->a :
		       !strcmp(path, "b.c") ? &t->b : &t->stored;

	free(*which);
	*which = str_dup(content->buf);
	return 0;
}

static int source(void *arg, const char *path, struct strbuf *out)
{
	(void)arg;
	if (strcmp(path, "kernel/mm/new.c") && strcmp(path, "other/new.c"))
		return -ENOENT;
	sb_addf(out, "content of %s\n", path);
	return 0;
}

static struct tree t;

/* Run @edits on a.c ("1\n2\n3\n4\n5\n2x\n") and b.c ("b1\nb2\n"). */
static int apply(const char *edits)
{
	struct edit_tree tree = { .load = load, .store = store, .source = source, .arg = &t };
	struct edits *e;
	int err;

	fail_clear();
	free(t.a);
	free(t.b);
	free(t.stored);
	t = (struct tree){ str_dup("1\n2\n3\n4\n5\n2x\n"), str_dup("b1\nb2\n"), NULL };
	err = edits_parse("edits", edits, NULL, &e);
	if (err)
		return err;
	err = edits_apply(e, "10-x", &tree);
	edits_free(e);
	return err;
}

static void good(const char *edits, const char *a, const char *b)
{
	if (apply(edits))
		fail_msg("%s", fail_message());
	assert_string_equal(t.a, a);
	assert_string_equal(t.b, b);
}

static void bad(const char *edits, const char *message)
{
	assert_true(apply(edits) < 0);
	assert_int_equal(fail_code(), EXIT_STEP);
	assert_contains(fail_message(), message);
}

static void test_verbs(void **state)
{
	(void)state;
	good("in a.c\nafter ^2$\n|x\n|\ty\n", "1\n2\nx\n\ty\n3\n4\n5\n2x\n", "b1\nb2\n");
	good("in a.c\nbefore ^1\n\t  | x|\n", " x|\n1\n2\n3\n4\n5\n2x\n", "b1\nb2\n");
	good("in a.c\ndelete ^2$\n", "1\n3\n4\n5\n2x\n", "b1\nb2\n");
	good("in a.c\nreplace ^2$\n|\n", "1\n\n3\n4\n5\n2x\n", "b1\nb2\n");
	good("in a.c\nafter x$\n|end\n", "1\n2\n3\n4\n5\n2x\nend\n", "b1\nb2\n");
	good("in a.c\nreplace ^2$\nthrough ^4\n|x\n", "1\nx\n5\n2x\n", "b1\nb2\n");
	good("in a.c\ndelete ^1\nthrough .\n", "3\n4\n5\n2x\n", "b1\nb2\n");
	good("# comment\n\n in a.c   \n  delete 5\n  # comment\nin b.c\ndelete b2\n",
	     "1\n2\n3\n4\n2x\n", "b1\n");
	/* Each edit sees what the one before it did. */
	good("in a.c\nafter ^1\n|new\nafter ^new\n|newer\n",
	     "1\nnew\nnewer\n2\n3\n4\n5\n2x\n", "b1\nb2\n");
}

static void test_new(void **state)
{
	(void)state;
	good("new mm/new.c\n", "1\n2\n3\n4\n5\n2x\n", "b1\nb2\n");
	assert_string_equal(t.stored, "content of kernel/mm/new.c\n");
	good("new mm/new.c = other/new.c\n", "1\n2\n3\n4\n5\n2x\n", "b1\nb2\n");
	assert_string_equal(t.stored, "content of other/new.c\n");
	bad("new a.c\n", "already has the file a.c (edits:1)");
	bad("new mm/none.c\n", "kernel/mm/none.c cannot be read");
	bad("new ../x\n", "edits:1: 'new' needs relative paths");
	bad("new x = \n", "edits:1: 'new' needs PATH or PATH = SOURCE");
}

static void test_exactly_one(void **state)
{
	(void)state;
	bad("in a.c\ndelete ^2\n",
	    "step 10-x no longer fits: in a.c, 2 lines match the anchor '^2' (edits:2), which must match exactly one");
	assert_string_equal(t.a, "1\n2\n3\n4\n5\n2x\n");
	bad("in a.c\n\ndelete ^9\n",
	    "step 10-x no longer fits: in a.c, no line matches the anchor '^9' (edits:3)");
	/* Over several files, of which some need not exist. */
	good("in none.c a.c b.c\ndelete ^b1\n", "1\n2\n3\n4\n5\n2x\n", "b2\n");
	bad("in a.c b.c\ndelete ^b?1\n", "in a.c, b.c, 2 lines match");
	bad("in none.c\ndelete ^1\n", "the tree has no file none.c (edits:2)");
}

static void test_scopes(void **state)
{
	(void)state;
	good("in a.c\nunder ^3\ndelete ^2\n", "1\n2\n3\n4\n5\n", "b1\nb2\n");
	good("in a.c\nunder ^1\nuntil ^3\ndelete 2\n", "1\n3\n4\n5\n2x\n", "b1\nb2\n");
	/* The scope begins after its first line and holds its last one. */
	bad("in a.c\nunder ^3\ndelete ^3\n", "no line matches the anchor '^3'");
	good("in a.c\nunder ^1\nuntil ^3\ndelete ^3\n", "1\n2\n4\n5\n2x\n", "b1\nb2\n");
	bad("in a.c\nunder ^1\nuntil ^3\ndelete ^4\n", "no line matches the anchor");
	bad("in a.c\nunder ^2\ndelete ^3\n", "2 lines match the scope '^2' (edits:3)");
	bad("in a.c\nunder ^9\ndelete ^3\n", "no line matches the scope '^9'");
	bad("in a.c\nunder ^1\nuntil ^9\ndelete ^3\n", "no line matches the end of the scope '^9'");
	bad("in a.c\ndelete ^3\nthrough ^2$\n", "no line matches the end of the range '^2$'");
	bad("in a.c\nunder ^1\nuntil ^3\ndelete ^2\nthrough ^4\n", "end of the range");
	/* A scope is for one edit. */
	good("in a.c\nunder ^4\ndelete ^2\ndelete ^2\n", "1\n3\n4\n5\n", "b1\nb2\n");
	/* A scope also says which of the files is meant. */
	good("in a.c b.c\nunder ^b1\ndelete 2\n", "1\n2\n3\n4\n5\n2x\n", "b1\n");
}

static void test_syntax(void **state)
{
	(void)state;
	bad("delete x\n", "edits:1: no 'in' line");
	bad("in\n", "edits:1: 'in' needs at least one path");
	bad("in /etc/passwd\n", "edits:1: 'in' needs relative paths");
	bad("in a.c\nafter ^1\n", "edits:2: this edit has no text");
	bad("in a.c\nreplace ^1\ndelete ^2\n|x\n", "edits:2: this edit has no text");
	bad("in a.c\ndelete ^1\n|x\n", "edits:3: this line of text belongs to no edit");
	bad("|x\n", "edits:1: this line of text");
	bad("in a.c\nafter ^1\nthrough ^2\n|x\n", "edits:3: 'through' must follow");
	bad("in a.c\nreplace ^1\n|x\nthrough ^2\n", "edits:4: 'through' must follow");
	bad("in a.c\nuntil ^1\n", "edits:2: 'until' needs an 'under'");
	bad("in a.c\nunder ^1\nunder ^1\n", "edits:3: there is a second");
	bad("in a.c\nunder ^1\n", "'under' must be followed by");
	bad("in a.c\nunder ^1\nin b.c\n", "'under' must be followed by");
	bad("in a.c\ndelete\n", "edits:2: a regular expression is missing");
	bad("in a.c\ndelete (\n", "edits:2: '(' is not a regular expression");
	bad("in a.c\nremove x\n", "edits:2: there is no edit 'remove'");
	bad("check nothing x\n", "edits:1: 'check' needs");
	bad("check absent x -- \n", "edits:1: a path must follow '--'");
}

static void test_checks(void **state)
{
	struct edits *e;

	(void)state;
	assert_int_equal(edits_parse("edits",
		"check absent a b\\( -- mm include/linux\ncheck present x\n", NULL, &e), 0);
	assert_int_equal(e->n, 2);
	assert_int_equal(e->v[0].verb, CHECK_ABSENT);
	assert_int_equal(e->v[0].paths.n, 2);
	assert_string_equal(e->v[0].paths.v[1], "include/linux");
	assert_int_equal(e->v[1].verb, CHECK_PRESENT);
	assert_true(sl_has(&e->v[1].paths, "mm"));
	edits_free(e);
}

/* The edits of @text for @dialect, as their line numbers. */
static void lines_for(const char *text, const char *dialect, const char *lines)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct edits *e;

	assert_int_equal(edits_parse("edits", text, dialect, &e), 0);
	for (size_t i = 0; i < e->n; i++)
		sb_addf(&sb, "%zu ", e->v[i].line);
	assert_string_equal(sb.len ? sb.buf : "", lines);
	edits_free(e);
}

/* What is for another dialect is left out, but has to be well-formed. */
static void test_dialects(void **state)
{
	static const char text[] =
		"new a\nfor counters\nnew b\nin a.c\nunder 1\nafter 2\n|3\n"
		"for stateless\nnew c\ncheck absent x\nfor all\nnew d\n";

	(void)state;
	lines_for(text, "counters", "1 3 6 12 ");
	lines_for(text, "stateless", "1 9 10 12 ");
	lines_for(text, NULL, "1 3 6 9 10 12 ");
	lines_for("for counters\nnew a\n", "stateless", "");
	bad("for\n", "edits:1: 'for' needs a dialect");
	bad("for 7.3\n", "edits:1: 'for' needs a dialect");
	bad("in a.c\nunder 1\nfor all\n", "'under' must be followed by");
	bad("for counters\nin a.c\nfor all\ndelete 1\n", "edits:4: no 'in' line");
}

static void test_odd_files(void **state)
{
	struct edit_tree tree = { .load = load, .store = store, .source = source, .arg = &t };
	struct edits *e;

	(void)state;
	/* No newline at the end; an empty file. */
	free(t.a);
	free(t.b);
	t.a = str_dup("1\n2");
	t.b = str_dup("");
	assert_int_equal(edits_parse("edits", "in a.c\nafter 2\n|3\n", NULL, &e), 0);
	assert_int_equal(edits_apply(e, "x", &tree), 0);
	assert_string_equal(t.a, "1\n2\n3\n");
	edits_free(e);
	assert_int_equal(edits_parse("edits", "in b.c\nafter ^\n|3\n", NULL, &e), 0);
	assert_true(edits_apply(e, "x", &tree) < 0);
	edits_free(e);
}

static int clean(void **state)
{
	free(t.a);
	free(t.b);
	free(t.stored);
	t = (struct tree){ NULL, NULL, NULL };
	return fixture_teardown(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_verbs), TEST(test_new), TEST(test_exactly_one),
		TEST(test_scopes), TEST(test_syntax), TEST(test_checks), TEST(test_dialects),
		TEST(test_odd_files),
	};

	return cmocka_run_group_tests_name("edits", tests, NULL, NULL);
}
