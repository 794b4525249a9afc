// SPDX-License-Identifier: GPL-2.0-only
/* Records of kernel versions: those of the repository, and broken ones. */
#include "fixture.h"

#include <stdlib.h>

#include "series/names.h"
#include "series/versions.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"

#define DEBIAN	"debian = linux-source\ndialect = stateless\n"
#define SERIES	"series = stateful\nsuites = a_suite\n"
#define DEFAULT	DEBIAN SERIES "default = yes\n"

/* Check that the record @text is refused with a message that contains @part. */
static void refused(const char *text, const char *part)
{
	struct versions vs;

	fail_clear();
	put("home/versions/6.12", text);
	assert_true(versions_load(&vs) < 0);
	assert_int_equal(fail_code(), EXIT_TOOL);
	assert_contains(fail_message(), part);
	assert_int_equal(vs.n, 0);
}

static void check_suites(const struct version *v, const char *series,
			 const char *expected)
{
	struct strlist suites = { 0 };
	char *names;

	versions_suites(v, series, &suites);
	names = sl_join(&suites, " ");
	assert_string_equal(names, expected);
	free(names);
	sl_free(&suites);
}

static void test_ours(void **state)
{
	const struct version *v, *mainline, *old;
	struct versions vs;

	(void)state;
	setenv("LAZYMMU_HOME", ".", 1);
	home_forget();
	assert_int_equal(versions_load(&vs), 0);
	v = versions_default(&vs);
	assert_non_null(v);
	assert_true(sl_has(&v->series, "stateful"));
	assert_true(v->holders.n > 20);
	assert_true(sl_has(&v->suites, "lazy_mmu_mode"));
	assert_null(versions_defect(v, "nonesting", "x86_64-xen", NULL));
	mainline = versions_find(&vs, v->mainline);
	assert_true(mainline->mainline_mode);
	assert_true(sl_has(&mainline->series, "fix-xen"));
	assert_true(sl_has(&mainline->series, "stateful"));
	check_suites(mainline, "fix-xen", "lazy_mmu_mode");
	check_suites(mainline, "stateful", "lazy_mmu_mode lazy_mmu_sections");
	old = versions_find(&vs, "6.1");
	assert_non_null(versions_defect(old, "nonesting", "x86_64-xen", NULL));
	assert_null(versions_defect(old, "nonesting", "x86_64-xen", "stateful"));
	assert_null(versions_defect(old, "nonesting", "x86_64", NULL));
	assert_null(versions_defect(old, "other", "x86_64-xen", NULL));
	versions_free(&vs);
}

static void test_names(void **state)
{
	static const char *const good[] = { "6.12", "10.0", "6.1" };
	static const char *const bad[] = {
		"6", "6.", "6.12.1", "6.12/..", "v6.12", "../6.12", "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(versions_is_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(versions_is_name(bad[i]));
}

static void test_record(void **state)
{
	const struct version *v;
	const struct defect *d;
	struct versions vs;
	char *source;

	(void)state;
	put("home/versions/6.12",
	    "# all keys\ngit = https://example.org/linux\ntag = v6.12.1\n" SERIES
	    "default = yes\nmainline = 6.20\ndialect = counters\nsuites = b c\n"
	    "suites.stateful = d e\nsuites.stateful = f\n"
	    "expect.arm64 = ^a b$\nexpect.s390 = c\n"
	    "holders = f g\nholders = h\n"
	    "defect = hang arm64 s390 without stateful: it hangs: always\n");
	put("home/versions/6.20", DEBIAN "debian-suite = sid\nmainline-mode = yes\n");
	put("home/versions/6.2", DEBIAN);
	put("home/versions/6.12~", "rubbish\n");
	put("home/versions/.6.12.swp", "rubbish\n");
	assert_int_equal(versions_load(&vs), 0);
	assert_int_equal(vs.n, 3);
	assert_string_equal(vs.v[0].name, "6.2");
	assert_string_equal(vs.v[1].name, "6.12");
	assert_string_equal(vs.v[2].name, "6.20");

	v = versions_find(&vs, "6.12");
	assert_ptr_equal(v, versions_default(&vs));
	assert_null(v->debian);
	assert_int_equal(v->dialect, DIALECT_COUNTERS);
	check_suites(v, NULL, "a_suite b c");
	check_suites(v, SERIES_STATEFUL, "a_suite b c d e f");
	check_suites(v, "other", "a_suite b c");
	assert_int_equal(v->holders.n, 3);
	assert_string_equal(versions_expect(v, "arm64"), "^a b$");
	assert_string_equal(versions_expect(v, "s390"), "c");
	assert_null(versions_expect(v, "sparc64"));
	assert_null(versions_expect(NULL, "arm64"));
	assert_non_null(versions_defect(v, "hang", "arm64", NULL));
	assert_null(versions_defect(v, "hang", "arm64", SERIES_STATEFUL));
	assert_null(versions_defect(v, "hang", "without", NULL));
	d = versions_defect(v, "hang", "s390", "other");
	assert_non_null(d);
	assert_string_equal(d->what, "it hangs: always");
	source = versions_source(v);
	assert_string_equal(source, "v6.12.1 of https://example.org/linux");
	free(source);
	source = versions_source(&vs.v[2]);
	assert_string_equal(source, "Debian's linux-source in sid");
	free(source);
	versions_free(&vs);
}

static void test_bad_lines(void **state)
{
	(void)state;
	refused(DEFAULT "colour = red\n",
		"versions/6.12:6: 'colour = red' is not a key of a kernel version");
	refused(DEFAULT "rubbish\n", "versions/6.12:6: 'rubbish' is not 'key = value'");
	refused("series =\n", ":1: 'series = ' has no value");
	refused("debian =\n", ":1: 'debian = ' has no value");
	refused("holders =\n", ":1: 'holders = ' has no value");
	refused("debian = a\ndebian = b\n", ":2: 'debian = b' is a second line");
	refused("dialect = latin\n", "is neither stateless nor counters");
	refused("dialect = counters\ndialect = counters\n", ":2: ");
	refused("defect = fork\n", "is not 'NAME TARGET... [without SERIES...]: WHAT HAPPENS'");
	refused("defect = fork: oops\n", "is not 'NAME TARGET... [without SERIES...]: WHAT HAPPENS'");
	refused("defect = fork without stateful: x\n", "is not 'NAME");
	refused("defect = fork arm64 without: x\n", "is not 'NAME");
	refused(DEFAULT "suites.fix-x = s\n",
		"/6.12 has 'suites.fix-x', but that is not a series for this version");
	refused("suites.stateful =\n", ":1: 'suites.stateful = ' has no value");
	refused(DEFAULT "defect = fork arm64 without fix-x: x\n",
		"/6.12 says that the series 'fix-x' repairs 'fork', but it is not a series for");
	refused("defect = fork arm64: \n", "is not 'NAME TARGET... [without SERIES...]: WHAT HAPPENS'");
}

static void test_bad_records(void **state)
{
	(void)state;
	refused("dialect = stateless\n", "must say where the kernel comes from");
	refused(DEFAULT "git = u\ntag = t\n", "must say where the kernel comes from");
	refused("git = u\ndialect = stateless\n", "has only one of 'git' and 'tag'");
	refused(DEBIAN "tag = t\n", "has only one of 'git' and 'tag'");
	refused("git = u\ntag = t\ndebian-suite = s\n", "'debian-suite' without a 'debian' package");
	refused("debian = d\n", "does not say which 'dialect'");
	refused(DEFAULT "series = perhaps\n",
		"versions/6.12 says 'series = perhaps', but there is no such series: the series are stateful");
	refused(DEBIAN "series = stateful\n", "names no KUnit 'suites'");
	refused(DEBIAN "default = yes\n", "is the default, but there is no series");
}

static void test_bad_together(void **state)
{
	struct versions vs;

	(void)state;
	refused(DEBIAN, "says 'default = yes': one must");
	refused(DEFAULT "mainline = 7.3\n", "'mainline = 7.3', which is not a version");
	put("home/versions/7.3", DEBIAN);
	refused(DEFAULT "mainline = 7.3\n", "'mainline = 7.3', which is not a version");
	put("home/versions/7.3", DEFAULT);
	refused(DEFAULT, "both say 'default = yes'");
	put("home/versions/stable", DEBIAN);
	refused(DEFAULT, "versions/stable is not named like a kernel version");

	fail_clear();
	assert_int_equal(rm_rf(at("home/versions")), 0);
	assert_true(versions_load(&vs) < 0);
	assert_contains(fail_message(), "versions cannot be read");
	assert_contains(fail_message(), "set LAZYMMU_HOME");
}

static void test_need(void **state)
{
	struct versions vs;

	(void)state;
	put("home/versions/6.12", DEFAULT);
	put("home/versions/6.1", DEBIAN);
	assert_int_equal(versions_load(&vs), 0);
	assert_non_null(versions_need_series(&vs, "6.12", NULL, "x"));
	assert_non_null(versions_need(&vs, "6.1"));
	assert_null(versions_need(&vs, "6.13"));
	assert_int_equal(fail_code(), EXIT_NO_SERIES);
	assert_contains(fail_message(), "Linux 6.13 is not known: the versions are 6.1, 6.12");
	fail_clear();
	assert_null(versions_need_series(&vs, "6.1", NULL, "asked for"));
	assert_int_equal(fail_code(), EXIT_NO_SERIES);
	assert_string_equal(fail_message(),
			    "there is no series for Linux 6.1 (asked for); there is one for 6.12");
	fail_clear();
	assert_null(versions_need_series(&vs, "6.12", "other", NULL));
	assert_int_equal(fail_code(), EXIT_NO_SERIES);
	assert_string_equal(fail_message(),
			    "there is no series 'other' for Linux 6.12; there is one for no version, and here there is stateful");
	versions_free(&vs);
}

static void test_command(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	put("home/versions/6.12", DEFAULT);
	put("home/versions/7.3", DEBIAN "mainline-mode = yes\n");
	assert_int_equal(lazymmu("versions --default", &out), 0);
	assert_string_equal(out.buf, "6.12\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("versions", &out), 0);
	assert_contains(out.buf, "\n6.12 *     stateful          stateless  Debian's linux-source\n"
				 "7.3        none              stateless  Debian's linux-source\n");
	sb_reset(&out);
	assert_int_equal(lazymmu("versions --json", &out), 0);
	assert_contains(out.buf, "\"name\": \"6.12\"");
	assert_contains(out.buf, "\"series\": [\n      \"stateful\"\n    ]");
	assert_contains(out.buf, "\"mainline_mode\": true");
	sb_reset(&out);
	assert_int_equal(lazymmu("versions 6.12", &out), EXIT_USAGE);
	sb_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ours), TEST(test_names), TEST(test_record),
		TEST(test_bad_lines), TEST(test_bad_records),
		TEST(test_bad_together), TEST(test_need), TEST(test_command),
	};

	return cmocka_run_group_tests_name("versions", tests, NULL, NULL);
}
