// SPDX-License-Identifier: GPL-2.0-only
/* A semantic patch on top of the series: build and test --with. */
#include "fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/options.h"
#include "host/proc.h"
#include "tree/checkout.h"
#include "tree/prepare.h"
#include "tree/store.h"
#include "util/fail.h"
#include "util/file.h"

#define PATCH "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n" \
	      "- old_call(e);\n+ new_call(e);\n"

static struct kernel k;

static int setup(void **state)
{
	fixture_setup(state);
	make_series();
	make_kernel("k");
	put("x.cocci", PATCH);
	assert_int_equal(kernel_open(at("k"), false, &k), 0);
	return 0;
}

static int teardown(void **state)
{
	kernel_free(&k);
	return fixture_teardown(state);
}

static void need_spatch(void)
{
	char *spatch = proc_find("spatch");

	if (!spatch)
		skip();
	free(spatch);
}

static void prepare(const char *with, char commit[65])
{
	const struct recipe r = { .variant = PORTED, .with = with ? at(with) : NULL };

	if (prepare_tree(&k, &r, commit))
		fail_msg("%s", fail_message());
}

static void refused(const char *with, enum exit_code code, const char *part)
{
	const struct recipe r = { .variant = PORTED, .with = at(with) };
	char commit[65];

	assert_true(prepare_tree(&k, &r, commit) < 0);
	assert_int_equal(fail_code(), code);
	assert_contains(fail_message(), part);
	fail_clear();
}

static char *show(const char *commit, const char *path)
{
	char *dir = store_path(&k);
	char *args = str_fmt("--git-dir=%s show %s:%s", dir, commit, path);
	char *text = git_in(".", args);

	free(args);
	free(dir);
	return text;
}

static void assert_calls(const char *commit, const char *call)
{
	char *text = show(commit, "mm/ref.c");

	assert_contains(text, call);
	free(text);
}

static void test_on_top(void **state)
{
	char ported[65], with[65], again[65];
	char *text;

	(void)state;
	need_spatch();
	prepare(NULL, ported);
	prepare("x.cocci", with);
	assert_string_not_equal(ported, with);
	assert_calls(with, "new_call(1)");
	assert_calls(ported, "old_call(1)");
	/* The patch is applied on top of the series, not instead of it. */
	text = show(with, "mm/memory.c");
	assert_contains(text, "two_and_a_half");
	free(text);
	text = str_fmt("%s^", with);
	assert_calls(text, "old_call(1)");
	free(text);
	/* The ported tree without the patch has not changed. */
	prepare(NULL, again);
	assert_string_equal(again, ported);
	/* The user's tree has no reference to either tree. */
	text = git_in("k", "for-each-ref --format=%(refname)");
	assert_string_equal(text, "refs/heads/main");
	free(text);
}

/* The key of a result depends on the content of the patch and on the tree below it. */
static void test_key(void **state)
{
	char with[65], other[65];

	(void)state;
	need_spatch();
	prepare("x.cocci", with);
	put("y/z.cocci", PATCH);
	prepare("y/z.cocci", other);
	assert_string_equal(with, other);
	put("x.cocci", PATCH "\n@@\n@@\n- new_call(1);\n+ third_call(1);\n");
	prepare("x.cocci", other);
	assert_string_not_equal(with, other);
	assert_calls(other, "third_call(1)");
	put("x.cocci", PATCH);
	prepare("x.cocci", other);
	assert_string_equal(with, other);
	put("home/series/10-mm-first/edits", "in mm/memory.c\nafter ^int two;\n|int x;\n");
	prepare("x.cocci", other);
	assert_string_not_equal(with, other);
	assert_calls(other, "new_call(1)");
	/* The tree is in the cache, so spatch is not needed. */
	setenv("PATH", "/none:/usr/bin:/bin", 1);
	prepare("x.cocci", with);
	assert_string_equal(with, other);
}

/* spatch itself succeeds if nothing matches; the command refuses such a patch. */
static void test_refused(void **state)
{
	char ported[65], commit[65];

	(void)state;
	need_spatch();
	prepare(NULL, ported);
	put("x.cocci", "// files: old_call\n@@\n@@\n- no_such_call();\n");
	refused("x.cocci", EXIT_STEP, "x.cocci cannot be put on top: it changed 0 files");
	put("x.cocci", "// files: no_such_text\n@@\n@@\n- old_call(1);\n");
	refused("x.cocci", EXIT_STEP, "0 files in mm fs arch include kernel drivers match 'no_such_text'");
	put("x.cocci", "// files: old_call\n// expect: 0\n@@\n@@\n- no_such_call();\n");
	refused("x.cocci", EXIT_STEP, "x.cocci cannot be put on top: it changes nothing");
	put("x.cocci", "// files: old_call\n@@\nexpression e\n@@\n- old_call(e;\n");
	refused("x.cocci", EXIT_STEP, "spatch failed on");
	put("x.cocci", "// files: old_call\n\n");
	refused("x.cocci", EXIT_STEP, "spatch failed on");
	put("x.cocci", "");
	refused("x.cocci", EXIT_STEP, "a '// files: REGEX' line must");
	put("x.cocci", "@@\n@@\n- old_call(1);\n");
	refused("x.cocci", EXIT_STEP, "a '// files: REGEX' line must");
	refused("none.cocci", EXIT_TOOL, "none.cocci cannot be read: No such file");
	refused("k", EXIT_STEP, "every step has a message");
	/* The refused patch leaves nothing. */
	prepare(NULL, commit);
	assert_string_equal(commit, ported);
}

/* Sources of the ported kernel and of one with a patch take turns. */
static void test_sources(void **state)
{
	char ported[65], with[65];
	char *dir, *file;

	(void)state;
	need_spatch();
	prepare("x.cocci", with);
	prepare(NULL, ported);
	for (int i = 0; i < 4; i++) {
		struct strbuf sb = STRBUF_INIT;

		assert_int_equal(checkout_update(&k, i & 1 ? with : ported, "ported", &dir), 0);
		file = path_join(dir, "mm/ref.c");
		assert_int_equal(read_file(file, &sb), 0);
		assert_contains(sb.buf, i & 1 ? "new_call(1)" : "old_call(1)");
		sb_free(&sb);
		free(file);
		free(dir);
	}
}

/* Files that get an older time must keep it, or make would see them as changed. */
static void test_times(void **state)
{
	const struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	char ported[65];
	char *dir, *file;
	struct stat st;

	(void)state;
	prepare(NULL, ported);
	for (int touched = 0; touched < 2; touched++) {
		assert_int_equal(checkout_update(&k, ported, "ported", &dir), 0);
		file = path_join(dir, "mm/ref.c");
		assert_int_equal(utimensat(AT_FDCWD, file, old, 0), 0);
		if (touched)
			checkout_refresh(&k, ported, "ported");
		free(dir);
		assert_int_equal(checkout_update(&k, ported, "ported", &dir), 0);
		assert_int_equal(stat(file, &st), 0);
		assert_int_equal(st.st_mtime == 1000, touched);
		free(file);
		free(dir);
	}
}

/*
 * Install a make whose image is a copy of a source file, and which can be told
 * to fail.
 */
static void fake_tools(void)
{
	char *path = str_fmt("%s:%s", at("bin"), getenv("PATH"));

	put("home/targets/common.config", "");
	put("home/targets/debug.config", "# flavour: x\n");
	put("home/targets/box.config", "");
	put("home/targets/box", "arch = x86_64\nconfig = box.config\nmake = image\n"
	    "image = image\nqemu = q\nappend = x\n");
	put("bin/gcc", "#!/bin/sh\necho gcc 1\n");
	put("bin/make", "#!/bin/sh\n"
	    "for a; do case $a in O=*) out=${a#O=};; esac; done\n"
	    "case \"$*\" in *allnoconfig*) : > $out/.config; exit;; esac\n"
	    "echo >> ${0%/*}/made\n"
	    "cat mm/ref.c > $out/image\n"
	    "if test -e ${0%/*}/die; then kill -9 $PPID; sleep 100; fi\n"
	    "test ! -e ${0%/*}/break\n");
	assert_int_equal(chmod(at("bin/gcc"), 0755), 0);
	assert_int_equal(chmod(at("bin/make"), 0755), 0);
	setenv("PATH", path, 1);
	free(path);
}

/* Build, and check the content of the image and whether make was run. */
static void build(const char *args, const char *call, bool made)
{
	struct strbuf out = STRBUF_INIT, image = STRBUF_INIT;
	int ret;

	unlink(at("bin/made"));
	ret = lazymmu(args, &out);
	if (ret)
		fail_msg("lazymmu %s: %s", args, out.buf);
	assert_int_equal(exists(at("bin/made")), made);
	out.buf[strlen(out.buf) - 1] = '\0';
	assert_int_equal(read_file(strrchr(out.buf, ' ') + 1, &image), 0);
	assert_contains(image.buf, call);
	sb_free(&out);
	sb_free(&image);
}

/* Neither build is taken for the other, even if one was not finished. */
static void test_builds(void **state)
{
	const char *const ported = "build --kernel @/k box";
	const char *const with = "build --kernel @/k --with @/x.cocci box";
	static const char *const ends[] = { "bin/break", "bin/die" };

	(void)state;
	need_spatch();
	fake_tools();
	build(ported, "old_call", true);
	build(ported, "old_call", false);
	build(with, "new_call", true);
	build(with, "new_call", false);
	/* The ported kernel's build was kept, and is not out of date. */
	build(ported, "old_call", false);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		put(ends[i], "");
		assert_int_not_equal(lazymmu(with, NULL), 0);
		unlink(at(ends[i]));
		build(ported, "old_call", false);
		put(ends[i], "");
		assert_int_not_equal(lazymmu(with, NULL), 0);
		unlink(at(ends[i]));
		build(with, "new_call", true);
		build(ported, "old_call", false);
	}
	/* A refused patch builds nothing and spoils nothing. */
	put("y.cocci", "// files: old_call\n@@\n@@\n- no_such_call();\n");
	unlink(at("bin/made"));
	assert_int_equal(lazymmu("build --kernel @/k --with @/y.cocci box", NULL), EXIT_STEP);
	assert_false(exists(at("bin/made")));
	build(ported, "old_call", false);
}

/*
 * A kernel without a part of the series is built in the place of the whole one,
 * and neither is taken for the other.
 */
static void test_builds_without(void **state)
{
	const char *const ported = "build --kernel @/k box";
	const char *const without = "build --kernel @/k --without second box";
	const char *const both = "build --kernel @/k --without second --with @/x.cocci box";

	(void)state;
	need_spatch();
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-part: second\n");
	put("home/series/20-mm-second/edits",
	    "in mm/ref.c\nreplace old_call\n|\tlazy_call(1);\n");
	put("home/series/30-mm-other/message", "mm: not here\n\nLazymmu-part: second\n"
	    "Lazymmu-if: mm/memory.c ^int four;\n");
	sh("rm -r home/series/40-old");
	fake_tools();
	build(without, "old_call", true);
	build(without, "old_call", false);
	build(ported, "lazy_call", false);
	build(both, "new_call", true);
	build(ported, "lazy_call", false);
	build(without, "old_call", true);
	assert_int_equal(lazymmu("build -k @/k --without third box", NULL), EXIT_USAGE);
	assert_int_equal(lazymmu("test -k @/k --without third box", NULL), EXIT_USAGE);
}

/* A step is put on top as a semantic patch is, and counts with all its files. */
static void test_step(void **state)
{
	const char *const with = "build --kernel @/k --with @/step box";
	char *out;

	(void)state;
	need_spatch();
	fake_tools();
	put("step/message", "mm: a step\n\nTo be tried.\n");
	put("step/edits", "in mm/ref.c\n\tbefore new_call\n\t|\tmore_calls();\n"
	    "new mm/more.h = step/more.h\n");
	put("home/step/more.h", "one\n");
	put("step/x.cocci", "// files: old_call\n@@\n@@\n- old_call(1);\n+ new_call();\n");
	build("build --kernel @/k box", "old_call", true);
	build(with, "new_call", true);
	build(with, "more_calls", false);
	put("step/edits", "in mm/ref.c\n\tbefore new_call\n\t|\tother_calls();\n");
	build(with, "other_calls", true);
	put("step/edits", "in mm/ref.c\n\tbefore no_call\n\t|\tother_calls();\n");
	out = run_out(with, EXIT_STEP);
	assert_contains(out, "no line matches the anchor 'no_call'");
	free(out);
	put("step/x.cocci", "// files: old_call\n@@\n@@\n- old_call(1;\n");
	out = run_out(with, EXIT_STEP);
	assert_contains(out, "parse error");
	assert_null(strstr(out, "applying the series"));
	free(out);
	build("build --kernel @/k box", "old_call", false);
}

/* A patch that is missing or wrong is refused before the series is applied. */
static void test_refused_first(void **state)
{
	static const struct {
		const char *path, *says;
		int status;
	} cases[] = {
		{ "none.cocci", "/none.cocci cannot be read: No such file", EXIT_TOOL },
		{ "headless.cocci", "a '// files: REGEX' line must say", EXIT_STEP },
		{ "wrong.cocci", "parse error", EXIT_STEP },
	};

	(void)state;
	need_spatch();
	fake_tools();
	put("headless.cocci", "@@\n@@\n- old_call(1);\n");
	put("wrong.cocci", "// files: old_call\n@@\n@@\n- old_call(1;\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *build = str_fmt("build -k @/k --with @/%s box", cases[i].path);
		char *test = str_fmt("test -k @/k --with @/%s box", cases[i].path);
		char *out = run_out(build, cases[i].status);

		assert_contains(out, cases[i].says);
		assert_null(strstr(out, "applying the series"));
		free(out);
		out = run_out(test, cases[i].status);
		assert_contains(out, cases[i].says);
		assert_null(strstr(out, "applying the series"));
		free(out);
		free(build);
		free(test);
	}
}

/* A full disk is recognised in every language. */
static void test_no_space_for_the_copy(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	need_spatch();
	fake_tools();
	build("build --kernel @/k box", "old_call", true);
	put("bin/cp", "#!/bin/sh\n"
	    "case $* in *.copy) ;; *) exec /bin/cp \"$@\";; esac\n"
	    "test \"$LC_ALL\" = C && message='No space left on device' ||\n"
	    "message='Auf dem Gerät ist kein Speicherplatz mehr verfügbar'\n"
	    "echo \"cp: x: $message\" >&2; exit 1\n");
	assert_int_equal(chmod(at("bin/cp"), 0755), 0);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	assert_int_equal(lazymmu("build --kernel @/k --with @/x.cocci box", &out),
			 EXIT_NO_SPACE);
	unsetenv("LC_ALL");
	assert_contains(out.buf, "no space left to copy ");
	sb_free(&out);
}

static void test_options(void **state)
{
	char *parts[] = { "bench", "speed", NULL };
	const struct {
		struct options o;
		const char *what;
	} cases[] = {
		{ OPTIONS_DEFAULT, "ported" },
		{ { .stock = true }, "stock" },
		{ { .with = "a/b.cocci" }, "ported with b.cocci" },
		{ { .with = "b.cocci" }, "ported with b.cocci" },
		{ { .without = { .v = parts, .n = 2 } }, "ported without bench,speed" },
		{ { .without = { .v = parts, .n = 1 }, .with = "b.cocci" },
		  "ported without bench with b.cocci" },
	};
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct recipe r = options_recipe(&cases[i].o);
		char *what = recipe_label(&r, NULL);

		assert_string_equal(what, cases[i].what);
		free(what);
	}
	assert_int_equal(lazymmu("build --stock --with @/x.cocci", &out), EXIT_USAGE);
	assert_contains(out.buf, "--with and --stock cannot be used together");
	assert_int_equal(lazymmu("build --stock --without x", &out), EXIT_USAGE);
	assert_contains(out.buf, "--without and --stock cannot be used together");
	assert_int_equal(lazymmu("test --with @/x.cocci --with @/x.cocci", &out), EXIT_USAGE);
	assert_contains(out.buf, "--with can be given only once");
	put("home/targets/debug.config", "# flavour: x\n");
	assert_int_equal(lazymmu("test --flavour=fast", &out), EXIT_USAGE);
	assert_contains(out.buf, "'fast' is not a flavour: there are debug");
	sb_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_on_top), TEST(test_key), TEST(test_refused),
		TEST(test_sources), TEST(test_times), TEST(test_builds),
		TEST(test_builds_without), TEST(test_step),
		TEST(test_refused_first),
		TEST(test_no_space_for_the_copy),
		TEST(test_options),
	};

	return cmocka_run_group_tests_name("with", tests, NULL, NULL);
}
