// SPDX-License-Identifier: GPL-2.0-only
/* series/removed: what edits are known to remove, and lines that they are not made for. */
#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/edits_apply.h"
#include "series/loss.h"
#include "series/place.h"
#include "series/removed.h"
#include "series/series.h"
#include "util/fail.h"
#include "util/paths.h"

/* --- the digests --- */

static bool same(const char *a, const char *b)
{
	char x[REMOVED_ID], y[REMOVED_ID];

	assert_true(removed_line(a, strlen(a), x));
	assert_true(removed_line(b, strlen(b), y));
	return !strcmp(x, y);
}

static void test_line(void **state)
{
	static const char *const silent[] = { "", "\t", "\t}", " */", "\t});", "/*" };
	char id[REMOVED_ID];

	(void)state;
	assert_true(same("\tint a;", "\t\t  int   a; "));
	assert_true(same("x", "x"));
	assert_false(same("int a;", "inta;"));
	assert_false(same("int a;", "int b;"));
	assert_false(same("a(x)", "a( x)"));
	for (size_t i = 0; i < sizeof(silent) / sizeof(*silent); i++)
		assert_false(removed_line(silent[i], strlen(silent[i]), id));
	assert_true(removed_line("} while (0)", 11, id));
	assert_true(removed_line("\xc3\xa4", 2, id));
	assert_int_equal(strlen(id), REMOVED_ID - 1);
}

static void edit_id(const char *text, char id[REMOVED_ID])
{
	struct edits *e;

	assert_int_equal(edits_parse("edits", text, NULL, &e), 0);
	removed_edit(&e->v[0], id);
	edits_free(e);
}

/* All that says where the edit is counts; its text does not. */
static void test_edit(void **state)
{
	static const char *const others[] = {
		"in a.c\nreplace ^x\n|y\n", "in b.c\nreplace ^a\n|y\n",
		"in a.c b.c\nreplace ^a\n|y\n", "in a.c\nunder u\nreplace ^a\n|y\n",
		"in a.c\nunder u\nuntil v\nreplace ^a\n|y\n",
		"in a.c\nreplace ^a\nthrough ^b\n|y\n",
	};
	char first[REMOVED_ID], id[REMOVED_ID];

	(void)state;
	edit_id("in a.c\nreplace ^a\n|x\n", first);
	edit_id("\nin a.c\nreplace ^a\n|y\n", id);
	assert_string_equal(id, first);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		edit_id(others[i], id);
		assert_string_not_equal(id, first);
	}
}

/* --- the file --- */

static void test_file(void **state)
{
	struct removed r;

	(void)state;
	put("home/series/removed", "# a comment\n\n10-x aaaaaaaa 6.1,6.12 1 2 2\n"
	    "10-x aaaaaaaa 7.3 1 3\n10-x bbbbbbbb 6.12 -\n");
	assert_int_equal(removed_load(&r), 0);
	assert_int_equal(r.n, 3);
	assert_string_equal(r.v[0].versions.v[1], "6.12");
	assert_true(removed_knows(&r, "10-x", "aaaaaaaa", "1", 1));
	assert_true(removed_knows(&r, "10-x", "aaaaaaaa", "3", 1));
	assert_true(removed_knows(&r, "10-x", "aaaaaaaa", "2", 2));
	assert_false(removed_knows(&r, "10-x", "aaaaaaaa", "2", 3));
	/* Two versions have it once each, and not twice. */
	assert_false(removed_knows(&r, "10-x", "aaaaaaaa", "1", 2));
	assert_false(removed_knows(&r, "10-x", "bbbbbbbb", "1", 1));
	assert_false(removed_knows(&r, "20-y", "aaaaaaaa", "1", 1));
	removed_free(&r);
}

static void refused(const char *part)
{
	struct removed r;

	fail_clear();
	assert_true(removed_load(&r) < 0);
	assert_contains(fail_message(), part);
	removed_free(&r);
}

static void test_file_refused(void **state)
{
	(void)state;
	put("home/series/removed", "10-x aaaaaaaa 6.1 1\n10-x aaaaaaaa 6.12\n");
	refused("series/removed:2: a line needs a step, an edit, versions and digests: 'make removed'");
	remove(at("home/series/removed"));
	refused("series/removed cannot be read");
}

/* --- losses --- */

static const char *content;

static int load(void *arg, const char *path, struct strbuf *out)
{
	(void)arg;
	if (strcmp(path, "a.c"))
		return -ENOENT;
	sb_adds(out, content);
	return 0;
}

static int store(void *arg, const char *path, const struct strbuf *out)
{
	(void)arg;
	(void)path;
	(void)out;
	return 0;
}

/* What @edits, of which the first is known to remove @known, loses of @text. */
static void expect(const char *edits, const char *known, const char *text,
		   const char *expected)
{
	struct removed r = { 0 };
	struct losses losses = { 0 };
	struct edit_tree tree = {
		.load = load, .store = store, .removed = &r, .losses = &losses,
	};
	struct strbuf file = STRBUF_INIT, got = STRBUF_INIT;
	struct strlist lines = { 0 };
	char id[REMOVED_ID];
	struct edits *e;

	edit_id(edits, id);
	sb_addf(&file, "10-x %s 6.12 -", id);
	sl_split(&lines, known, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		assert_true(removed_line(lines.v[i], strlen(lines.v[i]), id));
		sb_addf(&file, " %s", id);
	}
	put("home/series/removed", file.buf);
	assert_int_equal(removed_load(&r), 0);
	content = text;
	assert_int_equal(edits_parse("edits", edits, NULL, &e), 0);
	assert_int_equal(edits_apply(e, "10-x", &tree), 0);
	for (size_t i = 0; i < losses.n; i++) {
		const struct loss *l = &losses.v[i];

		sb_addf(&got, "%s:%zu-%zu", l->path, l->first, l->last);
		for (size_t j = 0; j < l->n; j++)
			sb_addf(&got, " %zu '%s'", l->v[j].number, l->v[j].text);
		sb_addch(&got, '\n');
	}
	assert_string_equal(got.buf, expected);
	losses_free(&losses);
	removed_free(&r);
	edits_free(e);
	sl_free(&lines);
	sb_free(&file);
	sb_free(&got);
}

#define RANGE "in a.c\ndelete ^one\nthrough ^end\n"

static void test_losses(void **state)
{
	(void)state;
	expect(RANGE, "one\ntwo\nend", "x\none\ntwo\nend\ny\n", "");
	/* A line in between, that is all. */
	expect(RANGE, "one\ntwo\nend", "x\none\nvendor\n\ttwo\nend\ny\n",
	       "a.c:2-5 3 'vendor'\n");
	/* Another order, another indentation, and less than is known. */
	expect(RANGE, "one\ntwo\nthree\nfour\nend", "one\n\t  three\ntwo\n\n}\nend\n", "");
	/* A line that is there once more than it is known. */
	expect(RANGE, "one\ntwo\nend", "one\ntwo\ntwo\nend\n", "a.c:1-4 3 'two'\n");
	expect(RANGE, "one\ntwo\ntwo\nend", "one\ntwo\ntwo\nend\n", "");
	/* The anchor says less than the line. */
	expect("in a.c\nreplace ^one\n|x\n", "one", "one, vendor\n", "a.c:1-1 1 'one, vendor'\n");
	/* What an edit knows is its own. */
	expect("in a.c\ndelete ^one\ndelete ^two\n", "one\ntwo", "one\ntwo\n", "a.c:2-2 2 'two'\n");
	/* An insertion removes nothing. */
	expect("in a.c\nafter ^one\n|x\nbefore ^one\n|x\n", "", "one\n", "");
}

static void test_describe(void **state)
{
	struct lost_line lines[] = {
		{ 7, (char *)"\tone\x1b[31m\ttwo" },
		{ 8, (char *)"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" },
		{ 9, (char *)"3" }, { 10, (char *)"4" }, { 11, (char *)"5" },
		{ 12, (char *)"6" }, { 13, (char *)"7" }, { 14, (char *)"8" },
		{ 15, (char *)"9" }, { 16, (char *)"10" }, { 17, (char *)"11" },
		{ 18, (char *)"12" },
	};
	struct loss both[] = {
		{ .path = (char *)"a.c", .first = 5, .last = 20, .v = lines, .n = 12 },
		{ .path = (char *)"b.c", .first = 9, .last = 9, .v = lines + 2, .n = 1 },
	};
	const struct losses l = { .v = both, .n = 2 };
	struct loss_sum sum = { 0 };
	struct strlist out = { 0 };
	char *text;

	(void)state;
	assert_null(losses_sum_text(&sum));
	losses_describe(&l, NULL, &out);
	assert_int_equal(out.n, 14);
	assert_string_equal(out.v[0], "a.c:5-20: removed here, but not in the kernels that the step was made for:");
	assert_string_equal(out.v[1], "     7: one?[31m two");
	assert_contains(out.v[2], "aaa...");
	assert_null(strchr(out.v[2], 'b'));
	assert_string_equal(out.v[10], "    16: 10");
	assert_contains(out.v[11], "... and 2 more lines");
	assert_string_equal(out.v[12], "b.c:9: removed here, but not in the kernels that the step was made for:");
	losses_describe(&l, "0123456789abcdef", &out);
	assert_string_equal(out.v[out.n - 1], "  git show 0123456789ab -- b.c");
	losses_sum_up(&sum, &l);
	text = losses_sum_text(&sum);
	assert_contains(text, "13 lines that the series was not made for are removed, in 2 places: see above");
	free(text);
	sl_free(&out);
}

/* --- the file of the repository --- */

static bool has_edit(const struct removed *r, const char *step, const char *edit)
{
	for (size_t i = 0; i < r->n; i++) {
		if (!strcmp(r->v[i].step, step) && !strcmp(r->v[i].edit, edit))
			return true;
	}
	return false;
}

/* The edits of a step that remove lines; those that the file lacks are reported. */
static size_t check_step(const struct removed *r, const struct step *s,
			 struct strlist *edits)
{
	size_t missing = 0;

	for (size_t i = 0; s->edits && i < s->edits->n; i++) {
		const struct edit *e = &s->edits->v[i];
		char edit[REMOVED_ID];

		if (e->verb != EDIT_DELETE && e->verb != EDIT_REPLACE)
			continue;
		removed_edit(e, edit);
		sl_addf(edits, "%s %s", s->name, edit);
		if (has_edit(r, s->name, edit))
			continue;
		print_error("series/removed lacks %s:%zu: run 'make removed'\n",
			    s->edits->file, e->line);
		missing++;
	}
	return missing;
}

/* The file has all edits that there are now, and no others. */
static void test_is_complete(void **state)
{
	struct strlist edits = { 0 };
	struct removed r;
	struct series s;
	size_t bad = 0;

	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(series_load_all(&s), 0);
	assert_int_equal(removed_load(&r), 0);
	for (size_t i = 0; i < s.n; i++)
		bad += check_step(&r, &s.steps[i], &edits);
	for (size_t i = 0; i < r.n; i++) {
		char *edit = str_fmt("%s %s", r.v[i].step, r.v[i].edit);

		if (!sl_has(&edits, edit)) {
			print_error("series/removed has %s, which is no edit: run 'make removed'\n", edit);
			bad++;
		}
		free(edit);
	}
	removed_free(&r);
	series_free(&s);
	bad += edits.n < 50;
	sl_free(&edits);
	assert_int_equal(bad, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_line), TEST(test_edit), TEST(test_file),
		TEST(test_file_refused), TEST(test_losses), TEST(test_describe),
		TEST(test_is_complete),
	};

	return cmocka_run_group_tests_name("removed", tests, NULL, NULL);
}
