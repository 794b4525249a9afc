// SPDX-License-Identifier: GPL-2.0-only
/*
 * lazymmu apply and series, killed at any moment: the user's files must be
 * unchanged, and the next run must work, and remove the files that the killed
 * run left.
 */
#include "hurt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strlist.h"

/* Newer architectures have only the system calls with "at". */
#ifndef SYS_link
#define SYS_link	SYS_linkat
#define SYS_mkdir	SYS_mkdirat
#endif
#ifndef SYS_rename
#define SYS_rename	SYS_renameat2
#endif

static char *expected;
static long normal_us;

static int setup(void **state)
{
	hurt_setup(state);
	make_full_series();
	make_full_kernel("pristine");
	/* Measure an undisturbed run: its result and its duration. */
	copy("pristine", "k");
	ok("apply @/k");
	expected = the_branch("k");
	copy("pristine", "k");
	normal_us = how_long("apply @/k");
	assert_clean();
	printf("# an undisturbed run: %ld ms\n", normal_us / 1000);
	return 0;
}

static int teardown(void **state)
{
	free(expected);
	return hurt_teardown(state);
}

static void assert_expected(void)
{
	char *made = the_branch("k");

	assert_string_equal(made, expected);
	free(made);
}

/* The next run makes the branch, or finds the complete branch. */
static void next_run(bool there)
{
	struct strbuf out = STRBUF_INIT;
	int ret = lazymmu("apply @/k", &out);

	if (ret != (there ? EXIT_BRANCH_EXISTS : 0) &&
	    !(ret == EXIT_BRANCH_EXISTS && has_branch("k")))
		fail_msg("the next run: %d: %s", ret, out.buf);
	assert_expected();
	sb_free(&out);
}

static void killed_once(int i, bool all)
{
	long delay = chance(normal_us);
	/* Every other time, the next run does not wait for the orphans. */
	bool at_once = !all && i % 2;
	struct picture before;
	pid_t pid;

	printf("# %d: %s after %ld us\n", i, all ? "all" : at_once ?
	       "the command, and the next run at once" : "the command", delay);
	fflush(stdout);
	copy("pristine", "k");
	picture_take("k", &before);
	pid = begin("log", "apply @/k");
	nap_us(delay);
	if (all)
		kill_all(pid);
	else
		kill(pid, SIGKILL);
	if (!at_once) {
		wait_all(pid);
		assert_same_but_branch("k", &before, true);
		if (has_branch("k"))
			assert_expected();
	}
	next_run(has_branch("k"));
	wait_all(pid);
	/* An orphan may have held on to its scratch directory. */
	if (at_once && scratch_left())
		ok("apply -n @/k");
	assert_same_but_branch("k", &before, false);
	assert_clean();
	picture_free(&before);
}

static void test_killed_all(void **state)
{
	(void)state;
	for (int i = 0; i < rounds(50); i++)
		killed_once(i, true);
}

static void test_killed_alone(void **state)
{
	(void)state;
	for (int i = 0; i < rounds(50); i++)
		killed_once(i, false);
}

/*
 * The moments in which the repository changes are short, so kill git exactly
 * there: before and after its work.
 */
static void test_killed_in_git(void **state)
{
	static const char *const commands[] = { "unpack-objects", "update-ref -m" };

	(void)state;
	for (int i = 0; i < 12; i++) {
		const char *command = commands[i % 2];
		bool after = i % 4 < 2, all = i % 3;
		char *path = str_fmt("%s:%s", at("bin"), getenv("PATH"));
		char *old = str_dup(getenv("PATH"));
		/* git has read its commands when it is killed. */
		char *text = str_fmt("#!/bin/sh\ncase \"$*\" in *' %s '*)\n"
				     "cat > %s/stdin; exec < %s/stdin\n"
				     "%s\n: > %s/here; sleep %s;; esac\n"
				     "exec /usr/bin/git \"$@\"\n", command, top,
				     top, after ? "/usr/bin/git \"$@\"" : "", top,
				     all ? "100" : "0.3");
		struct picture before;
		pid_t pid;

		copy("pristine", "k");
		picture_take("k", &before);
		put("bin/git", text);
		sh("chmod +x bin/git; rm -f here");
		setenv("PATH", path, 1);
		pid = begin("log", "apply @/k");
		setenv("PATH", old, 1);
		for (int n = 0; n < 30000 && !exists(at("here")); n++)
			nap_us(2000);
		assert_true(exists(at("here")));
		if (all)
			kill_all(pid);
		else
			kill(pid, SIGKILL);
		wait_all(pid);
		assert_same_but_branch("k", &before, true);
		/* git may finish an update of references that it has begun. */
		if (i % 2 && (after || !all))
			assert_true(has_branch("k"));
		next_run(has_branch("k"));
		assert_same_but_branch("k", &before, false);
		assert_clean();
		picture_free(&before);
		free(path);
		free(old);
		free(text);
	}
}

/* Only git is killed, in the middle of writing an object. */
static void test_git_killed(void **state)
{
	struct picture before;
	char *path;

	(void)state;
	copy("pristine", "k");
	picture_take("k", &before);
	path = fake_git("case \"$*\" in *' unpack-objects '*) ulimit -c 0; ulimit -f 0;; esac");
	assert_int_equal(lazymmu("apply @/k", NULL), EXIT_TOOL);
	real_git(path);
	assert_same_but_branch("k", &before, false);
	assert_clean();
	next_run(false);
	assert_same_but_branch("k", &before, false);
	picture_free(&before);
}

/*
 * A script stands in for a git that is killed while it holds its lock: the real
 * moment is too short.
 */
static void test_stale_lock(void **state)
{
	/* The content of the lock file: complete, or still empty. */
	static const char *const lock[] = { "echo $new", ":" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = str_fmt("%s:%s", at("bin"), getenv("PATH"));
		char *old = str_dup(getenv("PATH"));
		char *text = str_fmt(
			"#!/bin/sh\ncase \"$*\" in *' update-ref '*refs/heads/result*) ;;\n"
			"*' update-ref '*)\nread command ref new\n"
			"mkdir -p %s/k/.git/refs/heads/lazymmu\n"
			"%s > %s/k/.git/refs/heads/lazymmu/6.12.lock\n"
			": > %s/here; sleep 100;; esac\nexec /usr/bin/git \"$@\"\n",
			top, lock[i], top, top);
		struct picture before;
		pid_t pid;

		copy("pristine", "k");
		picture_take("k", &before);
		put("bin/git", text);
		sh("chmod +x bin/git; rm -f here");
		setenv("PATH", path, 1);
		pid = begin("log", "apply @/k");
		setenv("PATH", old, 1);
		for (int n = 0; n < 30000 && !exists(at("here")); n++)
			nap_us(2000);
		kill_all(pid);
		assert_true(exists(at("k/.git/refs/heads/lazymmu/6.12.lock")));
		next_run(false);
		assert_same_but_branch("k", &before, false);
		assert_clean();
		picture_free(&before);
		free(path);
		free(old);
		free(text);
	}
	/* The lock of another git must stay. */
	copy("pristine", "k");
	put("k/.git/refs/heads/lazymmu/6.12.lock", "");
	assert_int_equal(lazymmu("apply @/k", NULL), EXIT_TOOL);
	assert_true(exists(at("k/.git/refs/heads/lazymmu/6.12.lock")));
}

static size_t entries(const char *dir)
{
	struct strlist names = { 0 };
	size_t n;

	list_dir(at(dir), &names);
	n = names.n;
	sl_free(&names);
	return n;
}

/* Write patches to a directory that exists, and to one that does not. */
static void test_series_killed(void **state)
{
	struct picture before;
	long us;

	(void)state;
	us = how_long("series -o @/first @/k");
	copy("pristine", "k");
	picture_take("k", &before);
	for (int i = 0; i < rounds(16); i++) {
		/* Kill in the second half: the files are moved at the end. */
		long delay = us / 2 + chance(us / 2);
		bool there = i % 2;
		int status;
		pid_t pid;

		printf("# %d: series -o %s, killed after %ld us\n", i,
		       there ? "there" : "new", delay);
		sh("rm -rf out; mkdir out");
		if (there)
			sh("mkdir out/there");
		pid = begin("log", there ? "series -o @/out/there @/k" :
			    "series -o @/out/new @/k");
		nap_us(delay);
		if (i % 4 < 2)
			kill_all(pid);
		else
			kill(pid, SIGKILL);
		wait_all(pid);
		/*
		 * The next run removes the leftovers. Then there are all patches,
		 * so that it refuses the directory, or none, so that it writes
		 * them; the comparison below finds anything else.
		 */
		status = lazymmu(there ? "series -o @/out/there @/k" :
				 "series -o @/out/new @/k", NULL);
		assert_true(status == EXIT_OK || status == EXIT_USAGE);
		assert_int_equal(entries("out"), 1);
		sh(there ? "diff -r -I ^Date: -I ^From first out/there" :
		   "diff -r -I ^Date: -I ^From first out/new");
		assert_same_but_branch("k", &before, false);
		assert_clean();
	}
	picture_free(&before);
}

/* Kill before each object is moved into place, and before some other steps. */
static void test_killed_while_moving(void **state)
{
	static const long calls[] = { SYS_rename, SYS_mkdir };
	struct picture before;
	int n = 0, killed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		bool was = true;

		for (n = 1; was && n < 200; n += 1 + chance(8)) {
			copy("pristine", "k");
			picture_take("k", &before);
			was = killed_at("apply @/k", calls[i], n);
			killed += was;
			assert_same_but_branch("k", &before, true);
			next_run(has_branch("k"));
			assert_same_but_branch("k", &before, false);
			assert_clean();
			picture_free(&before);
		}
	}
	assert_true(killed >= 5);
}

/* Kill before each patch is moved into place. */
static void test_series_killed_while_moving(void **state)
{
	int n = 1;

	(void)state;
	ok("series -o @/first @/k");
	for (;; n++) {
		sh("rm -rf out; mkdir out");
		if (!killed_at("series -o @/out @/k", SYS_link, n))
			break;
		assert_int_equal(entries("out"), n);
		ok("series -o @/out @/k");
		sh("diff -r -I ^Date: -I ^From first out");
		assert_clean();
	}
	assert_int_equal(n, entries("first") + 1);
}

/*
 * Kill before each rename that adds the patches to a source package. The next run
 * finds the package as it was, or finished.
 */
static void test_package_killed(void **state)
{
	static const char args[] = "series --format debian -o @/p @/k";
	int n = 1, before = 0, finished = 0;

	(void)state;
	sh("rm -rf pristine-p done; mkdir -p pristine-p/debian/patches\n"
	   "echo 'linux (6.12.99-1) trixie' > pristine-p/debian/changelog\n"
	   "echo a.patch > pristine-p/debian/patches/series\n"
	   "cp -a pristine-p p");
	ok(args);
	sh("mv p done");
	for (;; n++) {
		bool was;
		int status;

		sh("rm -rf p; cp -a pristine-p p");
		was = killed_at(args, SYS_rename, n);
		status = lazymmu(args, NULL);
		assert_true(status == EXIT_OK || status == EXIT_USAGE);
		if (status == EXIT_OK)
			before++;
		else
			finished++;
		sh("diff -r done p");
		assert_clean();
		if (!was)
			break;
	}
	/* Killed before the directory's rename, and before the list's; not killed. */
	assert_true(before >= 2);
	assert_true(finished >= 1);
}

/* A file of another content is the user's, and must stay. */
static void test_series_half_moved(void **state)
{
	(void)state;
	sh("mkdir -p out cache/tmp/series-1-abcdef out/.lazymmu.series-1-abcdef\n"
	   "for i in 1 2 3; do echo $i > out/.lazymmu.series-1-abcdef/$i.patch; done\n"
	   "ln out/.lazymmu.series-1-abcdef/1.patch out/1.patch\n"
	   "echo 2 > out/2.patch\n"
	   "p=$PWD/out; q=$p/.lazymmu.series-1-abcdef\n"
	   "printf 'link\\0%s/1.patch\\0%s/1.patch\\0link\\0%s/2.patch\\0%s/2.patch\\0"
	   "link\\0%s/3.patch\\0%s/3.patch\\0tree\\0%s\\0\\0' "
	   "$p $q $p $q $p $q $q > cache/tmp/series-1-abcdef/outside");
	assert_int_equal(lazymmu("series -o @/out @/k", NULL), EXIT_USAGE);
	assert_int_equal(entries("out"), 1);
	assert_true(exists(at("out/2.patch")));
	sh("rm out/2.patch");
	ok("series -o @/out @/k");
	assert_clean();
}

/* Find a real kernel in the user's cache. */
static char *real_kernel(const char *cache)
{
	char *link = str_fmt("%s/kernels/6.12/current", cache);
	char *path = realpath(link, NULL);

	free(link);
	return path;
}

static const char *user_cache;

static void test_real_kernel(void **state)
{
	char *kernel = user_cache ? real_kernel(user_cache) : NULL;
	struct picture before;
	char *here, *text;

	(void)state;
	if (!kernel || !exists("series")) {
		print_message("# no kernel in the cache: skipped\n");
		free(kernel);
		skip();
		return;
	}
	here = getcwd(NULL, 0);
	assert_non_null(here);
	setenv("LAZYMMU_HOME", here, 1);
	free(here);
	text = str_fmt("rm -rf k; git clone -q --bare --shared --single-branch -b main %s k", kernel);
	sh(text);
	free(text);
	normal_us = how_long("apply @/k");
	free(expected);
	expected = the_branch("k");
	free(git_in("k", "branch -q -D lazymmu/6.12"));
	picture_take("k", &before);
	for (int i = 0; i < rounds(5) && i < 5; i++) {
		long delay = chance(normal_us);
		pid_t pid = begin("log", "apply @/k");

		printf("# %d: after %ld ms of %ld\n", i, delay / 1000, normal_us / 1000);
		nap_us(delay);
		if (i % 2)
			kill_all(pid);
		else
			kill(pid, SIGKILL);
		wait_all(pid);
		text = git_in("k", "count-objects -v");
		assert_contains(text, "garbage: 0");
		free(text);
		/*
		 * On a machine that has become less busy, the run may have
		 * ended before.
		 */
		if (has_branch("k")) {
			text = the_branch("k");
			assert_string_equal(text, expected);
			free(text);
			free(git_in("k", "branch -q -D lazymmu/6.12"));
		}
	}
	next_run(false);
	assert_clean();
	picture_free(&before);
	free(kernel);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_killed_all), TEST(test_killed_alone),
		TEST(test_killed_in_git), TEST(test_git_killed),
		TEST(test_stale_lock),
		TEST(test_killed_while_moving), TEST(test_series_killed),
		TEST(test_series_killed_while_moving), TEST(test_series_half_moved),
		TEST(test_package_killed),
		TEST(test_real_kernel),
	};

	chance_init();
	home_forget();
	user_cache = str_dup(cache_dir() ? cache_dir() : "");
	return cmocka_run_group_tests_name("apply, killed", tests, NULL, NULL);
}
