// SPDX-License-Identifier: GPL-2.0-only
#include "hurt.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/sha256.h"

/* --- chance --- */

static unsigned long long state;

void chance_init(void)
{
	const char *env = getenv("LAZYMMU_SEED");

	state = env && *env ? strtoull(env, NULL, 10) :
		((unsigned long long)time(NULL) * 1000 + getpid()) % 1000000000;
	printf("# LAZYMMU_SEED=%llu\n", state);
	cmocka_set_test_filter(getenv("LAZYMMU_TEST"));
	fflush(stdout);
}

/* splitmix64: a simple generator that gives the same numbers everywhere. */
unsigned long chance(unsigned long n)
{
	unsigned long long z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return n ? (z ^ (z >> 31)) % n : 0;
}

int rounds(int normal)
{
	const char *env = getenv("LAZYMMU_ROUNDS");

	return env && atoi(env) > 0 ? atoi(env) : normal;
}

/* --- time and processes --- */

void nap_us(long us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static pid_t start(const char *log, const char *args, bool traced)
{
	struct strlist argv = { 0 }, words = { 0 };
	const char *file = at(log);
	pid_t pid;

	sl_add(&argv, command_path());
	sl_split(&words, args, " ");
	for (size_t i = 0; i < words.n; i++)
		sl_add(&argv, !strncmp(words.v[i], "@/", 2) ?
		       at(words.v[i] + 2) : words.v[i]);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		setsid();
		dup2(out, 1);
		dup2(out, 2);
		if (traced)
			ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(argv.v[0], argv.v);
		_exit(127);
	}
	assert_true(pid > 0);
	sl_free(&argv);
	sl_free(&words);
	return pid;
}

pid_t begin(const char *log, const char *args)
{
	return start(log, args, false);
}

int end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Find the living processes of the session @sid, except its leader. */
static size_t members(pid_t sid, pid_t *found, size_t max)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;
	size_t n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir)) && n < max) {
		struct strbuf sb = STRBUF_INIT;
		char *file, *end_of_name;
		int session;
		char how;

		if (!isdigit((unsigned char)e->d_name[0]))
			continue;
		file = str_fmt("/proc/%s/stat", e->d_name);
		if (!read_file(file, &sb) &&
		    (end_of_name = strrchr(sb.buf, ')')) &&
		    sscanf(end_of_name + 1, " %c %*d %*d %d", &how, &session) == 2 &&
		    session == sid && how != 'Z')
			found[n++] = atoi(e->d_name);
		free(file);
		sb_free(&sb);
	}
	closedir(dir);
	return n;
}

/* Wait for the orphans of the command, which become our children: see hurt_setup(). */
static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

void kill_all(pid_t pid)
{
	pid_t found[256];
	size_t n;

	kill(pid, SIGKILL);
	while ((n = members(pid, found, 256))) {
		while (n)
			kill(found[--n], SIGKILL);
		reap();
	}
	reap();
}

void wait_all(pid_t pid)
{
	pid_t found[256];
	long long until = now_us() + 30 * 1000000LL;

	while (members(pid, found, 256)) {
		if (now_us() > until)
			fail_msg("process %d does not end", (int)found[0]);
		nap_us(2000);
		reap();
	}
	reap();
}

bool killed_at(const char *args, long nr, int n)
{
	pid_t pid = start("log", args, true);
	int status, sig = 0;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       (void *)(PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD));
	for (;;) {
		struct __ptrace_syscall_info info = { 0 };

		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSTOPPED(status))
			return false;
		sig = WSTOPSIG(status);
		if (sig != (SIGTRAP | 0x80))
			continue;
		sig = 0;
		ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info);
		if (info.op != PTRACE_SYSCALL_INFO_ENTRY ||
		    (long)info.entry.nr != nr || --n)
			continue;
		kill_all(pid);
		wait_all(pid);
		return true;
	}
}

void ok(const char *args)
{
	struct strbuf out = STRBUF_INIT;
	int ret = lazymmu(args, &out);

	if (ret)
		fail_msg("lazymmu %s: %s: %s", args, proc_status(ret), out.buf);
	sb_free(&out);
}

long how_long(const char *args)
{
	long long start = now_us();

	ok(args);
	return now_us() - start;
}

void copy(const char *from, const char *to)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true };

	assert_int_equal(rm_rf(at(to)), 0);
	if (proc_run((const char *const[]){ "cp", "-a", at(from), at(to), NULL }, &p))
		fail_msg("cp: %s", out.buf);
	sb_free(&out);
}

/* --- pictures --- */

static struct picture *taken;
static size_t skip_path;

static int take_one(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	struct strbuf sb = STRBUF_INIT;
	struct sha256 d;
	char hex[65];

	(void)ftw;
	sha256_init(&d);
	if (type == FTW_F) {
		assert_int_equal(read_file(path, &sb), 0);
		sha256_add(&d, sb.buf, sb.len);
		sha256_add(&d, &st->st_mtim, sizeof(st->st_mtim));
	} else if (type == FTW_SL) {
		char target[4096] = "";

		assert_true(readlink(path, target, sizeof(target) - 1) >= 0);
		sha256_add_string(&d, target);
	}
	sha256_hex(&d, hex);
	sl_addf(&taken->v, "%s\t%o %.16s", path + skip_path, st->st_mode, hex);
	sb_free(&sb);
	return 0;
}

void picture_take(const char *dir, struct picture *p)
{
	*p = (struct picture){ 0 };
	taken = p;
	skip_path = strlen(at(dir));
	assert_int_equal(nftw(at(dir), take_one, 32, FTW_PHYS), 0);
	sl_sort(&p->v);
}

void picture_free(struct picture *p)
{
	sl_free(&p->v);
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Is the line of a picture about a file that may be new in the git directory? */
static bool may_be_new(const char *line, bool killed)
{
	const char *objects = strstr(line, "/objects/");
	char *path = str_fmt("%.*s", (int)strcspn(line, "\t"), line);
	bool may = false;

	if (objects) {
		const char *name = objects + strlen("/objects/");
		size_t hex = strspn(name, "0123456789abcdef/");

		may = (name[hex] == '\t' && (hex == 2 || hex == 41 || hex == 65) &&
		       (hex == 2 || name[2] == '/')) ||
		      (killed && begins(name, "tmp_objdir-apply-"));
	} else {
		may = strstr(path, "/refs/heads/lazymmu") &&
		      (!strcmp(strstr(path, "/refs/"), "/refs/heads/lazymmu") ||
		       !strcmp(strstr(path, "/refs/"), "/refs/heads/lazymmu/6.12") ||
		       (killed && !strcmp(strstr(path, "/refs/"),
					  "/refs/heads/lazymmu/6.12.lock")));
	}
	free(path);
	return may;
}

void assert_same_but_branch(const char *dir, const struct picture *before,
			    bool killed)
{
	struct picture now;
	size_t i = 0, j = 0;

	picture_take(dir, &now);
	while (i < before->v.n || j < now.v.n) {
		const char *old = i < before->v.n ? before->v.v[i] : NULL;
		const char *new = j < now.v.n ? now.v.v[j] : NULL;
		int order = !old ? 1 : !new ? -1 : strcmp(old, new);

		if (order < 0)
			fail_msg("changed or gone: %s (now %s)", old, new);
		if (new && order > 0 && !may_be_new(new, killed))
			fail_msg("new: %s", new);
		i += order <= 0;
		j += order >= 0;
	}
	picture_free(&now);
	/* --strict also checks that each object is complete. */
	free(git_in(dir, "fsck --strict --no-dangling"));
}

bool scratch_left(void)
{
	struct strlist names = { 0 };
	bool left;

	list_dir(at("cache/tmp"), &names);
	left = names.n > 1;
	sl_free(&names);
	return left;
}

void assert_clean(void)
{
	struct strlist names = { 0 };

	list_dir(at("cache/tmp"), &names);
	for (size_t i = 0; i < names.n; i++) {
		if (strcmp(names.v[i], ".lock"))
			fail_msg("left: cache/tmp/%s", names.v[i]);
	}
	sl_free(&names);
	assert_int_equal(list_dir(at("tmpdir"), &names), 0);
	if (names.n)
		fail_msg("left: $TMPDIR/%s", names.v[0]);
}

char *the_branch(const char *dir)
{
	return git_in(dir, "log --reverse --format=%T%n%B main..lazymmu/6.12");
}

bool has_branch(const char *dir)
{
	char *refs = git_in(dir, "for-each-ref --format=%(refname) refs/heads/lazymmu/6.12");
	bool has = *refs;

	free(refs);
	return has;
}

/* --- kernels and series --- */

void make_full_kernel(const char *dir)
{
	char *path;

	make_kernel(dir);
	for (int i = 0; i < 40; i++) {
		path = str_fmt("%s/mm/more%d.c", dir, i);
		put(path, "int f(void)\n{\n\treturn old_call(2);\n}\n");
		free(path);
	}
	free(git_in(dir, "add -f ."));
	free(git_in(dir, "commit -q -m more"));
	/* Make packed and loose branches, tags, notes, a stash, and another work tree. */
	free(git_in(dir, "branch packed HEAD~1"));
	free(git_in(dir, "tag -a -m tag v6.12"));
	free(git_in(dir, "gc -q"));
	free(git_in(dir, "pack-refs --all"));
	free(git_in(dir, "branch loose"));
	free(git_in(dir, "notes add -m note"));
	path = str_fmt("%s/mm/memory.c", dir);
	put(path, "int stashed;\n");
	free(path);
	free(git_in(dir, "stash -q"));
	free(git_in(dir, "worktree add -q -b elsewhere ../elsewhere"));
	path = str_fmt("%s/.git/hooks/reference-transaction", dir);
	put(path, "#!/bin/sh\ntouch hooked\nexit 1\n");
	assert_int_equal(chmod(at(path), 0755), 0);
	free(path);
	path = str_fmt("%s/untracked", dir);
	put(path, "x");
	free(path);
}

void make_full_series(void)
{
	char *spatch = proc_find("spatch");

	make_series();
	if (spatch)
		put("home/series/20-mm-second/a.cocci",
		    "// files: \\bold_call\\(\n// in: mm\n\n@@\nexpression e;\n@@\n"
		    "- old_call(e);\n+ new_call(e);\n");
	free(spatch);
	for (int i = 0; i < 3; i++) {
		char *path = str_fmt("home/series/5%d-mm-more/message", i);
		char *edits = str_fmt("in mm/more%d.c\nafter ^int f\n|/* %d */\n", i, i);

		put(path, "mm: more\n\nBecause.\n");
		strcpy(strrchr(path, '/'), "/edits");
		put(path, edits);
		free(path);
		free(edits);
	}
}

static char *old_path;

int hurt_setup(void **test_state)
{
	fixture_setup(test_state);
	old_path = str_dup(getenv("PATH"));
	assert_int_equal(mkdir_p(at("tmpdir"), 0755), 0);
	setenv("TMPDIR", at("tmpdir"), 1);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return 0;
}

int hurt_teardown(void **test_state)
{
	setenv("PATH", old_path, 1);
	unsetenv("TMPDIR");
	free(old_path);
	return fixture_teardown(test_state);
}

/* --- disks --- */

bool private_mounts(void)
{
	static int can = -1;
	uid_t uid = getuid();
	gid_t gid = getgid();

	if (can >= 0)
		return can;
	can = 0;
	if (unshare(CLONE_NEWNS)) {
		char *map;

		if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
			return false;
		write_file("/proc/self/setgroups", "deny", 4);
		map = str_fmt("0 %d 1", (int)uid);
		write_file("/proc/self/uid_map", map, strlen(map));
		free(map);
		map = str_fmt("0 %d 1", (int)gid);
		write_file("/proc/self/gid_map", map, strlen(map));
		free(map);
	}
	can = !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
	return can;
}

void small_disk(const char *dir, const char *options)
{
	umount2(at(dir), MNT_DETACH);
	assert_int_equal(mkdir_p(at(dir), 0755), 0);
	if (mount("none", at(dir), "tmpfs", 0, options))
		fail_msg("mount -t tmpfs -o %s: %s", options, strerror(errno));
}

/* --- packages --- */

void fake_apt(void)
{
	char *path = str_fmt("%s:%s", at("bin"), getenv("PATH"));

	setenv("PATH", path, 1);
	free(path);
	setenv("TEST_TOP", top, 1);
	script("bin/apt-cache", "#!/bin/sh\n"
	       "printf 'linux-source-6.12:\\n  Installed: (none)\\n  Candidate: '\n"
	       "cat $TEST_TOP/apt/candidate\n");
	script("bin/apt-get", "#!/bin/sh\n"
	       "for last; do :; done\n"
	       "case \"$*\" in\n"
	       "*update*) ;;\n"
	       "*download*) cp $TEST_TOP/apt/${last#*=}.deb . || { echo 'E: download failed' >&2; exit 100; };;\n"
	       "esac\n");
}

void publish(const char *version)
{
	char *text = str_fmt(
		"mkdir -p apt deb/DEBIAN deb/usr/src linux-source-6.12/mm\n"
		"printf 'VERSION = 6\\nPATCHLEVEL = 12\\nSUBLEVEL = 7\\n' > linux-source-6.12/Makefile\n"
		"for i in 1 2 3 4 5 6 7 8 9; do head -c 100000 /bin/sh > linux-source-6.12/mm/$i.c; done\n"
		"echo %s > linux-source-6.12/mm/memory.c\n"
		"if test -d package; then cp -a package/. linux-source-6.12; fi\n"
		"touch -d 2024-01-01T00:00:00Z linux-source-6.12/Makefile\n"
		"tar -cJf deb/usr/src/linux-source-6.12.tar.xz linux-source-6.12\n"
		"printf 'Package: linux-source-6.12\\nVersion: %s\\nArchitecture: all\\n"
		"Maintainer: T <t@example.org>\\nDescription: x\\n' > deb/DEBIAN/control\n"
		"dpkg-deb -Znone -b deb apt/%s.deb\n"
		"echo %s > apt/candidate\n", version, version, version, version);

	sh(text);
	free(text);
}
