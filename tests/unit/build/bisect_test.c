// SPDX-License-Identifier: GPL-2.0-only
/*
 * The directories that an architecture compiles, and the commits, built by a
 * fake make.
 */
#include "fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/bisect.h"
#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

static void goals(const char *srcarch, const char *expected)
{
	struct strlist touched = { 0 }, out = { 0 };
	struct strbuf sb = STRBUF_INIT;

	sl_split(&touched, "Documentation/mm/x.rst MAINTAINERS "
		 "arch/powerpc/include/asm/t.h arch/powerpc/kernel/process.c "
		 "arch/powerpc/mm/book3s64/hash_tlb.c arch/sparc/mm/tlb.c "
		 "arch/um/include/asm/Kbuild arch/x86/include/asm/p.h "
		 "arch/x86/xen/mmu_pv.c arch/x86/xen/xen-ops.h "
		 "drivers/gpu/x/y.c fs/proc/task_mmu.c include/linux/p.h "
		 "mm/Kconfig mm/kasan/shadow.c mm/memory.c mm/tests/t.c", " ");
	bisect_goals(&touched, srcarch, &out);
	for (size_t i = 0; i < out.n; i++)
		sb_addf(&sb, "%s%s", i ? " " : "", out.v[i]);
	assert_string_equal(sb.buf, expected);
	sb_free(&sb);
	sl_free(&touched);
	sl_free(&out);
}

static void test_goals(void **state)
{
	(void)state;
	goals("x86", "arch/x86/mm/ arch/x86/xen/ drivers/gpu/x/ fs/proc/ mm/");
	goals("powerpc", "arch/powerpc/kernel/ arch/powerpc/mm/ drivers/gpu/x/ fs/proc/ mm/");
	goals("sparc", "arch/sparc/mm/ drivers/gpu/x/ fs/proc/ mm/");
	goals("s390", "arch/s390/mm/ drivers/gpu/x/ fs/proc/ mm/");
}

static bool concerns(const char *files, const char *srcarch)
{
	struct strlist sl = { 0 };
	bool yes;

	sl_split(&sl, files, " ");
	yes = bisect_concerns(&sl, srcarch);
	sl_free(&sl);
	return yes;
}

static void test_concerns(void **state)
{
	(void)state;
	assert_true(concerns("mm/memory.c", "s390"));
	assert_true(concerns("include/linux/fs.h", "s390"));
	assert_true(concerns("arch/x86/mm/x.c", "x86"));
	assert_false(concerns("arch/x86/mm/x.c", "s390"));
	assert_false(concerns("arch/x86/mm/x.c arch/arm/x.h", "arm64"));
	assert_true(concerns("arch/x86/mm/x.c arch/arm64/x.h", "arm64"));
	assert_true(concerns("arch/Kconfig", "arm64"));
	assert_false(concerns("Documentation/x.rst MAINTAINERS", "arm64"));
	assert_true(concerns("Documentation/x.rst MAINTAINERS mm/Makefile", "arm64"));
}

/* Files of the tiny kernel are what make "compiles"; one has an error in it. */
static int setup(void **state)
{
	char *path;

	fixture_setup(state);
	make_series();
	make_kernel("k");
	put("k/mm/Makefile", "\n");
	put("k/fs/proc/Makefile", "\n");
	free(git_in("k", "add -f ."));
	free(git_in("k", "commit -q -m more"));
	put("home/targets/common.config", "CONFIG_NEW=y\n");
	put("home/targets/debug.config", "# flavour: x\n");
	put("home/targets/box.config", "");
	put("home/targets/box", "arch = x86_64\nsrcarch = x86\nconfig = box.config\nmake = image\n"
	    "image = image\nqemu = q\nappend = x\n");
	put("home/targets/other", "arch = s390\nconfig = box.config\nmake = mm/\n"
	    "kind = compile\n");
	put("home/targets/also", "boots = box\nqemu = q\nappend = y\n");
	put("bin/gcc", "#!/bin/sh\necho gcc 1\n");
	put("bin/make", "#!/bin/sh\n"
	    "for a; do case $a in O=*) out=${a#O=};; esac; done\n"
	    "case \"$*\" in *allnoconfig*) grep -q NEW mm/Kconfig 2>/dev/null && new=CONFIG_NEW=y\n"
	    "echo $new > $out/.config; exit;; esac\n"
	    "echo \"$*\" >> ${0%/*}/made\n"
	    "echo \"  CC      mm/memory.o\"\n"
	    "if grep -q two_and_a_half mm/memory.c && test ! -e include/linux/new.h\n"
	    "then cat ${0%/*}/says 2>/dev/null; fi\n"
	    "test ! -e ${0%/*}/says || ! grep -q ' error: ' ${0%/*}/says ||\n"
	    "test -e include/linux/new.h || exit 2\n");
	chmod(at("bin/gcc"), 0755);
	chmod(at("bin/make"), 0755);
	path = str_fmt("%s:%s", at("bin"), getenv("PATH"));
	setenv("PATH", path, 1);
	free(path);
	return 0;
}

static void test_build(void **state)
{
	const char *const all = "build --each-commit --kernel @/k";
	char *made;

	(void)state;
	run(all, 0, "4 passed, 0 failed");
	made = get("bin/made");
	assert_contains(made, "fs/proc/ mm/\n");
	assert_contains(made, "LOCALVERSION=-bisect");
	assert_null(strstr(made, "image"));
	assert_null(strstr(made, "arch/x86/mm/"));
	free(made);
	unlink(at("bin/made"));
	run(all, 0, "ok - 2/2 box: mm: second: has been built before");
	assert_false(exists(at("bin/made")));
	/* A commit that has not changed is not built again. */
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin arch/x86/include/asm/a.h\nafter A 1\n|#define B\n");
	run(all, 0, "ok - 1/2 other: mm: first: has been built before");
	put("home/kernel/include/linux/new.h", "");
	put("home/series/20-mm-second/edits",
	    "in arch/x86/include/asm/a.h\nafter A 1\n|#define B\n");
	run(all, 0, "# 2/2 other: mm: second: changes nothing for this target");
	run("build --each-commit --stock", EXIT_USAGE, "cannot be used with --stock, --without or --with");
	run("build --each-commit --without x", EXIT_USAGE, "cannot be used with --stock, --without or --with");
	run("build --each-commit --with @/x", EXIT_USAGE, "cannot be used with --stock, --without or --with");
}

static void test_failures(void **state)
{
	const char *const box = "build --each-commit --kernel @/k also box";

	(void)state;
	put("bin/says", "mm/memory.c:3:1: error: 'two_and_a_half' undeclared\n");
	run(box, EXIT_BUILD, "not ok - 1/2 box: mm: first: box-debug (bisect) does not build: "
	    "mm/memory.c:3:1: error: 'two_and_a_half' undeclared");
	/* The run continues, and a commit that did not build does not count as built. */
	run(box, EXIT_BUILD, "ok - 2/2 box: mm: second: has been built before\n1 passed, 1 failed");
	put("bin/says", "mm/memory.c:3:1: warning: unused variable\n");
	run(box, EXIT_BUILD, "does not build without warnings: mm/memory.c:3:1: warning: unused");
	run(box, EXIT_BUILD, "1 passed, 1 failed");
	put("bin/says", "mm/elsewhere.c:3:1: warning: unused variable\n");
	run(box, 0, "2 passed, 0 failed");
	/* A symbol is excused while the tree does not have it. */
	put("home/series/20-mm-second/edits", "new mm/Kconfig\n");
	put("home/kernel/mm/Kconfig", "config OLD\n");
	run(box, 0, "2 passed, 0 failed");
	put("home/kernel/mm/Kconfig", "config NEW\n\tbool \"new\"\n");
	run(box, 0, "2 passed, 0 failed");
	put("home/kernel/mm/Kconfig", "menuconfig NEW\n\tbool \"new\"\n");
	put("home/targets/common.config", "CONFIG_NEW=3\n");
	run(box, EXIT_BUILD, "CONFIG_NEW=3 did not stick");
}

/* If make cannot be started, the message names it. */
static void test_make_cannot_start(void **state)
{
	(void)state;
	assert_int_equal(unlink(at("bin/make")), 0);
	assert_int_equal(symlink("make", at("bin/make")), 0);
	run("build --each-commit --kernel @/k box", EXIT_TOOL, "make");
	run("build --kernel @/k box", EXIT_TOOL, "make cannot be run: Too many levels of symbolic links");
}

/* If git grep fails, nobody knows whether the tree has a symbol. */
static void test_git_grep_fails(void **state)
{
	char *git = proc_find("git");
	char *text = str_fmt("#!/bin/sh\ncase \" $* \" in *' grep '*Kconfig*)\n"
			     "echo 'fatal: unable to read tree' >&2; exit 128;; esac\n"
			     "exec %s \"$@\"\n", git);

	(void)state;
	run("build --each-commit --kernel @/k box", 0, "2 passed");
	put("home/kernel/mm/Kconfig", "config NEW\n\tbool \"new\"\n");
	put("home/series/20-mm-second/edits", "new mm/Kconfig\n");
	run("build --each-commit --kernel @/k box", 0, "2 passed");
	put("home/targets/debug.config", "# flavour: x\nCONFIG_OTHER=n\n");
	put("bin/git", text);
	assert_int_equal(chmod(at("bin/git"), 0755), 0);
	run("build --each-commit --kernel @/k box", EXIT_TOOL, "git grep failed in ");
	free(text);
	free(git);
}

/*
 * make does not compile a file with a warning again. The warning must still
 * count in the next run.
 */
static void test_warning_is_seen_again(void **state)
{
	const char *const box = "build --each-commit --kernel @/k box";

	(void)state;
	/*
	 * This make compiles files that are newer than their object, and warns
	 * about them.
	 */
	put("bin/make", "#!/bin/sh\n"
	    "for a; do case $a in O=*) out=${a#O=};; esac; done\n"
	    "case \"$*\" in *allnoconfig*) : > $out/.config; exit;; esac\n"
	    "if test ! -e $out/memory.o || test mm/memory.c -nt $out/memory.o; then\n"
	    "grep -q two_and_a_half mm/memory.c && echo \"$PWD/mm/memory.c:3:1: warning: unused\"\n"
	    "touch $out/memory.o; fi\n"
	    "test ! -e ${0%/*}/die || { kill -9 $PPID; sleep 100; }\n");
	put("home/targets/common.config", "");
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-versions: 6.1\n");
	run(box, EXIT_BUILD, "0 passed, 1 failed");
	run(box, EXIT_BUILD, "does not build without warnings: mm/memory.c:3:1: warning: unused");
	/*
	 * The warning also counts if the command is killed after the compiler
	 * has printed it.
	 */
	put("home/series/10-mm-first/message", "mm: first\n\nBecause of this.\n");
	put("bin/die", "");
	assert_int_equal(lazymmu(box, NULL), 256 + SIGKILL);
	unlink(at("bin/die"));
	run(box, EXIT_BUILD, "0 passed, 1 failed");
}

static const char *const box_commits = "build --each-commit --kernel @/k box";

/* Install a make that runs these commands at its end. */
static void make_does(const char *commands)
{
	char *text = str_fmt("#!/bin/sh\n"
		"for a; do case $a in O=*) out=${a#O=};; esac; done\n"
		"case \"$*\" in *allnoconfig*) : > $out/.config; exit;; esac\n"
		"echo '  CC      mm/memory.o'\n%s", commands);

	put("home/targets/common.config", "");
	put("bin/make", text);
	free(text);
}

/* A full disk says nothing about the commit. */
static void test_no_space(void **state)
{
	char *out;

	(void)state;
	make_does("echo 'ld: final link failed: No space left on device'; exit 2\n");
	out = run_out(box_commits, EXIT_NO_SPACE);
	assert_contains(out, "lazymmu: no space left in ");
	assert_contains(out, "\n0 passed, 0 failed\n");
	assert_null(strstr(out, "not ok"));
	free(out);
}

/* A commit whose build was interrupted does not count as built. */
static void test_interrupted_is_not_built(void **state)
{
	(void)state;
	make_does("kill -INT $PPID; exec sleep 100\n");
	run(box_commits, EXIT_INTERRUPTED, "lazymmu: interrupted\n");
	make_does("kill -KILL $PPID; exec sleep 100\n");
	assert_int_equal(lazymmu(box_commits, NULL), 256 + SIGKILL);
	make_does("exit 2\n");
	run(box_commits, EXIT_BUILD, "0 passed, 2 failed");
	make_does("");
	run(box_commits, 0, "ok - 1/2 box: mm: first: 1 objects");
	run(box_commits, 0, "ok - 1/2 box: mm: first: has been built before");
}

static void test_missing_compiler(void **state)
{
	char *out;

	(void)state;
	put("home/targets/far", "arch = s390\nsrcarch = s390\ncross = far-\n"
	    "config = box.config\nmake = mm/\nkind = compile\n");
	out = run_out("build --each-commit --kernel @/k far box", EXIT_MISSING_TOOL);
	assert_contains(out, "[far] failed: far-gcc is not installed");
	assert_contains(out, "\n2 passed, 0 failed\n");
	free(out);
}

/* A run without a commit has proved nothing. */
static void test_empty_series(void **state)
{
	(void)state;
	put("home/series/10-mm-first/message", "mm: first\n\nLazymmu-versions: 6.1\n");
	put("home/series/20-mm-second/message", "mm: second\n\nLazymmu-versions: 6.1\n");
	put("home/series/30-mm-other/message", "mm: other\n\nLazymmu-versions: 6.1\n");
	run(box_commits, EXIT_NO_SERIES, "lazymmu: the series has no commit for Linux 6.12.99");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)
#define WITH_KERNEL(f) cmocka_unit_test_setup_teardown(f, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_goals), TEST(test_concerns),
		WITH_KERNEL(test_build), WITH_KERNEL(test_failures),
		WITH_KERNEL(test_make_cannot_start),
		WITH_KERNEL(test_git_grep_fails), WITH_KERNEL(test_no_space),
		WITH_KERNEL(test_interrupted_is_not_built),
		WITH_KERNEL(test_missing_compiler), WITH_KERNEL(test_empty_series),
		WITH_KERNEL(test_warning_is_seen_again),
	};

	return cmocka_run_group_tests_name("bisect", tests, NULL, NULL);
}
