// SPDX-License-Identifier: GPL-2.0-only
#include "fixture.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strlist.h"

char *top;

/*
 * A program that a script starts in the background, or that nohup starts,
 * ignores these signals, and so would the command: tests that interrupt the
 * command would wait for ever.
 */
__attribute__((constructor))
static void signals_by_default(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
}

static struct strlist paths;

const char *at(const char *path)
{
	sl_addf(&paths, "%s/%s", top, path);
	return paths.v[paths.n - 1];
}

int fixture_setup(void **state)
{
	char name[] = "/tmp/lazymmu-test-XXXXXX";

	(void)state;
	umask(022);
	assert_non_null(mkdtemp(name));
	top = str_dup(name);
	assert_int_equal(mkdir_p(at("home"), 0755), 0);
	setenv("LAZYMMU_HOME", at("home"), 1);
	setenv("LAZYMMU_CACHE", at("cache"), 1);
	setenv("HOME", top, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", at("gitconfig"), 1);
	put("gitconfig", "[user]\n\tname = A Tester\n\temail = tester@example.org\n");
	home_forget();
	fail_clear();
	note_quiet(true);
	return 0;
}

int fixture_teardown(void **state)
{
	(void)state;
	home_forget();
	fail_clear();
	rm_rf(top);
	free(top);
	top = NULL;
	sl_free(&paths);
	return 0;
}

void put(const char *path, const char *text)
{
	const char *file = at(path);

	assert_int_equal(mkdir_parents(file), 0);
	assert_int_equal(write_file(file, text, strlen(text)), 0);
}

char *get(const char *path)
{
	struct strbuf sb = STRBUF_INIT;

	assert_int_equal(read_file(at(path), &sb), 0);
	return sb_detach(&sb);
}

static int run_program(const char *cwd, const struct strlist *argv, struct strbuf *out)
{
	struct strbuf own = STRBUF_INIT;
	struct proc p = { .cwd = cwd, .out = out ? out : &own, .merge_err = true };
	int ret = proc_run((const char *const *)argv->v, &p);

	sb_free(&own);
	return ret;
}

char *git_in(const char *dir, const char *args)
{
	struct strbuf out = STRBUF_INIT;
	struct strlist argv = { 0 };
	int ret;

	sl_add(&argv, "git");
	sl_split(&argv, args, " ");
	ret = run_program(at(dir), &argv, &out);
	if (ret)
		fail_msg("git %s in %s: %s", args, dir, out.buf);
	sl_free(&argv);
	sb_rtrim(&out);
	return sb_detach(&out);
}

void make_kernel(const char *dir)
{
	static const char *const files[][2] = {
		{ "Makefile", "# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\n"
			      "PATCHLEVEL = 12\nSUBLEVEL = 99\nEXTRAVERSION =\n" },
		{ "Kconfig", "mainmenu \"Linux\"\n" },
		{ "MAINTAINERS", "THE REST\n" },
		{ "arch/x86/include/asm/a.h", "#define A 1\n" },
		{ "include/linux/pgtable.h", "static void enter(void)\n{\n}\n" },
		{ "mm/memory.c", "int one;\nint two;\nint three;\n" },
		{ "mm/an odd\nname.c", "int two;\n" },
		{ "mm/ref.c", "void f(void)\n{\n\told_call(1);\n}\n" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = str_fmt("%s/%s", dir, files[i][0]);

		put(path, files[i][1]);
		free(path);
	}
	free(git_in(dir, "init -q -b main"));
	free(git_in(dir, "add -f ."));
	free(git_in(dir, "commit -q -m pristine"));
}

void make_series(void)
{
	put("home/series/former", "");
	put("home/series/removed", "");
	put("home/versions/6.12",
	    "# SPDX-License-Identifier: GPL-2.0-only\n"
	    "debian = linux-source-6.12\nseries = stateful\ndefault = yes\n"
	    "dialect = stateless\nsuites = lazy_mmu_mode\n");
	put("home/series/ported", "line = lazy_mmu_state_t\nmainline = lazy_mmu_mode_enable\n"
	    "state = lazy_mmu_mode_disable\\([^)]\n"
	    "in = include mm arch/x86/include arch/powerpc/include\n");
	put("home/series/cover", "# SPDX-License-Identifier: GPL-2.0-only\n"
	    "mm: two small things\n\nThis is why.\n");
	put("home/series/10-mm-first/message",
	    "# SPDX-License-Identifier: GPL-2.0-only\nmm: first\n\nBecause.\n\n"
	    "Fixes: 123456789abc (\"something\")\n");
	put("home/series/10-mm-first/edits",
	    "in mm/memory.c\nafter ^int two;\n\t|int two_and_a_half;\n"
	    "check present two_and_a_half -- mm\n");
	put("home/series/20-mm-second/message", "mm: second\n\nBecause.\n");
	put("home/series/20-mm-second/edits",
	    "new include/linux/new.h\nin include/linux/pgtable.h\n"
	    "before enter\\(void\\)\n|#include <linux/new.h>\n|\n");
	put("home/series/30-mm-other/message",
	    "mm: not here\n\nBecause.\n\nLazymmu-if: mm/memory.c ^int four;\n");
	put("home/series/30-mm-other/edits", "in mm/memory.c\ndelete ^int four;\n");
	put("home/series/40-old/message", "mm: old\n\nLazymmu-versions: 6.1\n");
	put("home/series/40-old/edits", "in mm/memory.c\ndelete ^int old;\n");
	put("home/series/update/message", "mm: what came in\n\nBecause.\n");
	put("home/series/update/a.cocci",
	    "// files: stateless_call\n// in: mm\n@@ @@\n-stateless_call();\n+middle_call();\n");
	put("home/kernel/include/linux/new.h", "/* new */\n");
}

const char *command_path(void)
{
	static char path[PATH_MAX + 16];
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	assert_true(n > 0);
	path[n] = '\0';
	strcpy(strrchr(path, '/'), "/lazymmu");
	return path;
}

int lazymmu(const char *args, struct strbuf *out)
{
	struct strlist argv = { 0 }, words = { 0 };
	int ret;

	sl_add(&argv, command_path());
	sl_split(&words, args, " ");
	for (size_t i = 0; i < words.n; i++) {
		if (!strncmp(words.v[i], "@/", 2))
			sl_add(&argv, at(words.v[i] + 2));
		else
			sl_add(&argv, words.v[i]);
	}
	ret = run_program(NULL, &argv, out);
	sl_free(&argv);
	sl_free(&words);
	return ret;
}

void assert_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text ? text : "(nothing)");
}

char *run_out(const char *args, int status)
{
	struct strbuf out = STRBUF_INIT;
	int ret = lazymmu(args, &out);

	if (ret != status)
		fail_msg("lazymmu %s: %s, not %d: %s", args, proc_status(ret),
			 status, out.buf);
	return sb_detach(&out);
}

void run(const char *args, int status, const char *part)
{
	char *out = run_out(args, status);

	assert_contains(out, part);
	free(out);
}

void sh(const char *commands)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &out, .merge_err = true };

	if (proc_run((const char *const[]){ "sh", "-ec", commands, NULL }, &p))
		fail_msg("%s: %s", commands, out.buf);
	sb_free(&out);
}

void script(const char *path, const char *text)
{
	put(path, text);
	assert_int_equal(chmod(at(path), 0755), 0);
}

void assert_git(const char *dir, const char *args, const char *expected)
{
	char *out = git_in(dir, args);

	assert_string_equal(out, expected);
	free(out);
}

char *fake_git(const char *text)
{
	char *old = str_dup(getenv("PATH"));
	char *path = str_fmt("%s:%s", at("bin"), old);
	char *real = proc_find("git");
	char *all = str_fmt("#!/bin/sh\nTOP='%s'\nGIT='%s'\n%s\nexec \"$GIT\" \"$@\"\n",
			    top, real, text);

	script("bin/git", all);
	setenv("PATH", path, 1);
	free(all);
	free(real);
	free(path);
	return old;
}

void real_git(char *old_path)
{
	unlink(at("bin/git"));
	setenv("PATH", old_path, 1);
	free(old_path);
}

void nap(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&ts, NULL);
}
