// SPDX-License-Identifier: GPL-2.0-only
/*
 * The semantic patches of the series on before/after pairs, and the audit on
 * seeded mistakes: see tests/smpl/README.
 */
#include "fixture.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/file.h"
#include "util/strlist.h"

#define BEFORE ".before.c"
#define AFTER ".after.c"
#define MARK "/* !! "

/* The path @path in the repository; the test itself is build/unit/NAME there. */
static const char *repo(const char *path)
{
	static char dir[PATH_MAX];
	static char file[PATH_MAX + 256];

	if (!*dir) {
		ssize_t n = readlink("/proc/self/exe", dir, sizeof(dir) - 1);

		assert_true(n > 0);
		dir[n] = '\0';
		for (int up = 0; up < 3; up++)
			*strrchr(dir, '/') = '\0';
	}
	snprintf(file, sizeof(file), "%s/%s", dir, path);
	return file;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && !strcmp(name + n - m, end);
}

static char *read_text(const char *path)
{
	struct strbuf sb = STRBUF_INIT;

	if (read_file(path, &sb))
		fail_msg("%s cannot be read", path);
	return sb_detach(&sb);
}

/* Run spatch with the rules in @cocci on every .c file in @dir. */
static void spatch(const char *cocci, const char *dir, const char *option,
		   const char *value, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;
	const char *argv[] = {
		"spatch", "--very-quiet", "--no-includes", "--cocci-file", cocci,
		"--dir", dir, option, value, NULL
	};
	struct proc p = { .out = out, .err = &err, .timeout_s = 120 };
	int ret = proc_run(argv, &p);

	if (ret == -ENOENT)
		fail_msg("The semantic patches cannot be tested without spatch (package coccinelle)");
	if (ret)
		fail_msg("spatch --cocci-file %s: %s\n%s", cocci,
			 proc_status(ret), err.buf);
	/* spatch skips code and rules that it cannot parse, and exits with 0. */
	if (strstr(err.buf, "error") || strstr(err.buf, "EXN"))
		fail_msg("spatch --cocci-file %s:\n%s", cocci, err.buf);
	sb_free(&err);
}

static void print_diff(const char *title, const char *expected, const char *got)
{
	struct strbuf out = STRBUF_INIT;
	const char *argv[] = {
		"diff", "-u", "--label", "expected", "--label", "got",
		expected, got, NULL
	};
	struct proc p = { .out = &out, .merge_err = true };

	proc_run(argv, &p);
	print_error("%s\n%s", title, out.buf);
	sb_free(&out);
}

/*
 * Apply @cocci to the pairs in @dir: NAME.before.c has to become NAME.after.c,
 * and NAME.after.c must not change. Returns the number of files with another
 * result.
 */
static int pairs(const char *cocci, const char *dir, bool print)
{
	struct strbuf ignored = STRBUF_INIT;
	struct strlist names = { 0 };
	int wrong = 0, found = 0;
	const char *work = at("pairs");

	assert_int_equal(rm_rf(work), 0);
	assert_int_equal(mkdir_p(work, 0755), 0);
	if (list_dir(dir, &names))
		fail_msg("%s cannot be read", dir);
	for (size_t i = 0; i < names.n; i++) {
		char *from, *to;

		if (!ends_with(names.v[i], BEFORE) && !ends_with(names.v[i], AFTER))
			fail_msg("%s/%s is neither NAME%s nor NAME%s", dir,
				 names.v[i], BEFORE, AFTER);
		from = path_join(dir, names.v[i]);
		to = path_join(work, names.v[i]);
		assert_int_equal(copy_file(from, to), 0);
		free(from);
		free(to);
	}

	spatch(cocci, work, "--in-place", NULL, &ignored);

	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		bool before = ends_with(name, BEFORE);
		int stem = strlen(name) - strlen(before ? BEFORE : AFTER);
		char *expected = str_fmt("%s/%.*s%s", dir, stem, name, AFTER);
		char *got = path_join(work, name);
		char *want = read_text(expected), *is = read_text(got);

		found += before;
		if (strcmp(want, is)) {
			wrong++;
			if (print)
				print_diff(name, expected, got);
		}
		free(expected);
		free(got);
		free(want);
		free(is);
	}
	assert_true(found > 0);
	sl_free(&names);
	sb_free(&ignored);
	return wrong;
}

/*
 * Call @rule with the directory and the semantic patch of each line of
 * tests/smpl/rules.
 */
static void each_rule(void (*rule)(const char *dir, const char *cocci))
{
	char *text = read_text(repo("tests/smpl/rules"));
	char *save;

	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char dir[64], cocci[192];

		if (*line == '#')
			continue;
		if (sscanf(line, "%63s %191s", dir, cocci) != 2)
			fail_msg("tests/smpl/rules: '%s' is no rule", line);
		rule(dir, cocci);
	}
	free(text);
}

static void check_pairs(const char *dir, const char *rule)
{
	char *cocci = str_dup(repo(rule));
	char *path = str_fmt("tests/smpl/%s", dir);
	char *full = str_dup(repo(path));

	if (pairs(cocci, full, true))
		fail_msg("%s does not do what tests/smpl/%s shows", rule, dir);
	free(cocci);
	free(path);
	free(full);
}

static void all_pairs(void **state)
{
	(void)state;
	each_rule(check_pairs);
}

/* Every semantic patch of the series must have pairs. */
static void complete(void **state)
{
	char *rules = read_text(repo("tests/smpl/rules"));
	struct strlist steps = { 0 };
	char *series = str_dup(repo("series"));

	(void)state;
	assert_int_equal(list_dir(series, &steps), 0);
	for (size_t i = 0; i < steps.n; i++) {
		char *step = path_join(series, steps.v[i]);
		struct strlist files = { 0 };

		if (is_dir(step))
			assert_int_equal(list_dir(step, &files), 0);
		for (size_t j = 0; j < files.n; j++) {
			char *path = str_fmt("series/%s/%s\n", steps.v[i], files.v[j]);

			if (ends_with(files.v[j], ".cocci") && !strstr(rules, path))
				fail_msg("no pair in tests/smpl for %s", path);
			free(path);
		}
		sl_free(&files);
		free(step);
	}
	sl_free(&steps);
	free(series);
	free(rules);
}

/* Pairs that cannot fail would prove nothing: break rules in four ways. */
static void broken_rule(void **state)
{
	static const struct {
		const char *dir, *text, *broken;
	} breaks[] = {
		{ "callsites", "+ 	lazy_mmu_state_t lazy_mmu_state;", "" },
		{ "callsites", "position section.p;", "position p;" },
		{ "callsites", "... when != arch_leave_lazy_mmu_mode();\n  	arch_enter",
		  "... when any\n  	arch_enter" },
		{ "others", "+ LAZY_MMU_DEFAULT\n", "+ LAZY_MMU_NESTED\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		char *name = str_fmt("series/20-mm-local-state/%s.cocci", breaks[i].dir);
		char *pair = str_fmt("tests/smpl/%s", breaks[i].dir);
		char *dir = str_dup(repo(pair));
		char *text = read_text(repo(name));
		char *hit = strstr(text, breaks[i].text);
		char *broken;

		if (!hit)
			fail_msg("%s has no \"%s\" to break", name, breaks[i].text);
		broken = str_fmt("%.*s%s%s", (int)(hit - text), text, breaks[i].broken,
				 hit + strlen(breaks[i].text));
		put("broken.cocci", broken);
		if (!pairs(at("broken.cocci"), dir, false))
			fail_msg("nothing notices that \"%s\" is missing", breaks[i].text);
		free(broken);
		free(text);
		free(dir);
		free(pair);
		free(name);
	}
}

/* Collect the expected messages in @text, the content of the file @name. */
static void announced(const char *name, const char *text, struct strlist *out)
{
	size_t line = 1;

	for (const char *p = text; *p; line++) {
		size_t len = strcspn(p, "\n");
		char *copy = str_fmt("%.*s", (int)len, p);
		char *mark = strstr(copy, MARK), *next, *end;

		for (mark = mark ? mark + strlen(MARK) : NULL; mark; mark = next) {
			end = strstr(mark, " !! ");
			next = end ? end + strlen(" !! ") : NULL;
			if (!end)
				end = strstr(mark, " */");
			assert_non_null(end);
			sl_addf(out, "%s:%zu: %.*s", name, line, (int)(end - mark), mark);
		}
		free(copy);
		p += len + (p[len] == '\n');
	}
}

/* Every seeded mistake must be found at its line, and nothing else. */
static void audit(void **state)
{
	struct strlist files = { 0 }, expected = { 0 }, got = { 0 };
	struct strbuf out = STRBUF_INIT, a = STRBUF_INIT, b = STRBUF_INIT;
	char *dir = str_dup(repo("tests/smpl/audit"));
	char *cocci = str_dup(repo("audit/lazy_mmu.cocci"));
	char *save;

	(void)state;
	assert_int_equal(list_dir(dir, &files), 0);
	for (size_t i = 0; i < files.n; i++) {
		char *path = path_join(dir, files.v[i]);
		char *text = read_text(path);

		announced(files.v[i], text, &expected);
		free(text);
		free(path);
	}
	assert_true(files.n > 20 && expected.n > 20);

	spatch(cocci, dir, "-D", "report", &out);
	for (char *line = strtok_r(out.buf, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *name = strrchr(line, '/');
		char file[128], text[256];
		int number;

		/* .../FILE:LINE:COLUMN-COLUMN: MESSAGE */
		if (name && sscanf(name, "/%127[^:]:%d:%*[^:]: %255[^\n]", file,
				   &number, text) == 3)
			sl_addf(&got, "%s:%d: %s", file, number, text);
		else
			sl_add(&got, line);
	}

	sl_sort(&expected);
	sl_sort(&got);
	for (size_t i = 0; i < expected.n; i++)
		sb_addf(&a, "%s\n", expected.v[i]);
	for (size_t i = 0; i < got.n; i++)
		sb_addf(&b, "%s\n", got.v[i]);
	put("expected", a.buf);
	put("got", b.buf);
	if (strcmp(a.buf, b.buf)) {
		print_diff("messages of the audit", at("expected"), at("got"));
		fail_msg("the audit does not say what tests/smpl/audit expects");
	}
	sl_free(&files);
	sl_free(&expected);
	sl_free(&got);
	sb_free(&out);
	sb_free(&a);
	sb_free(&b);
	free(dir);
	free(cocci);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(complete, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(all_pairs, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(broken_rule, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(audit, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("semantic patches", tests, NULL, NULL);
}
