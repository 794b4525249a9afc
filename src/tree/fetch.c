// SPDX-License-Identifier: GPL-2.0-only
#include "tree/fetch.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/git.h"
#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "series/versions.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/strbuf.h"
#include "util/strlist.h"

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Disk space: package, tarball, sources and objects. */
#define SPACE_NEEDED (3500ULL << 20)

/**
 * struct fetch - a kernel source being fetched
 * @version: "6.12"
 * @suite: where it is, if that is not among what the system uses; or NULL
 * @package: "linux-source-6.12"
 * @top: where all fetched versions of it are
 * @candidate: package version to fetch
 * @lists: own package lists are used, made here; NULL: the system's
 * @scratch: where it is made
 */
struct fetch {
	const char *version;
	const char *suite;
	char *package;
	char *top;
	char *candidate;
	char *lists;
	struct scratch scratch;
};

/* apt, perhaps with package lists of our own; its output into @out. */
static int apt(const struct fetch *f, const char *cwd, struct strbuf *out,
	       struct strbuf *err, const char *const args[])
{
	struct strlist argv = { 0 }, env = { 0 };
	struct proc p = { .cwd = cwd, .out = out, .err = err };
	int ret;

	sl_split(&env, "LC_ALL=C DEBIAN_FRONTEND=noninteractive", " ");
	if (f->scratch.path)
		sl_addf(&env, "TMPDIR=%s", f->scratch.path);
	p.env = env.v;

	sl_add(&argv, args[0]);
	sl_add(&argv, "-q");
	sl_add(&argv, "-oAPT::Sandbox::User=root");
	if (f->lists) {
		sl_addf(&argv, "-oDir::State::Lists=%s/lists", f->lists);
		sl_addf(&argv, "-oDir::Cache=%s/cache", f->lists);
	}
	if (f->lists && f->suite) {
		sl_addf(&argv, "-oDir::Etc::sourcelist=%s/sources.list", f->lists);
		sl_add(&argv, "-oDir::Etc::sourceparts=-");
	}
	for (args++; *args; args++)
		sl_add(&argv, *args);
	ret = proc_run((const char *const *)argv.v, &p);
	sl_free(&argv);
	sl_free(&env);
	return ret;
}

/* Part of a path from now on: nothing but what Debian allows in a version. */
static bool is_package_version(const char *s)
{
	return *s && isdigit((unsigned char)*s) &&
	       !s[strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-:")];
}

/* Ask apt which version it would install. Absent: -ENOENT, no failure. */
static int find_candidate(struct fetch *f)
{
	static const char mark[] = "Candidate: ";
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	char *p;
	int ret;

	ret = apt(f, NULL, &out, &err, ARGS("apt-cache", "policy", f->package));
	p = strstr(out.buf, mark);
	if (ret == -EINTR)
		goto out;
	ret = -ENOENT;
	if (p) {
		p += strlen(mark);
		p[strcspn(p, "\n")] = '\0';
		if (is_package_version(p)) {
			free(f->candidate);
			f->candidate = str_dup(p);
			ret = 0;
		}
	}
out:
	sb_free(&out);
	sb_free(&err);
	return ret;
}

/*
 * The mirror of Debian that the system uses, "URI|KEYRING": the archive of
 * security updates is another one, and has no such suites.
 */
static int find_mirror(const struct fetch *f, char **mirror)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct strlist lines = { 0 };
	int ret;

	ret = apt(f, NULL, &out, &err,
		  ARGS("apt-get", "indextargets", "--format",
		       "$(ORIGIN)|$(RELEASE)|$(REPO_URI)", "Created-By: Packages"));
	sl_split(&lines, out.buf, "\n");
	*mirror = NULL;
	for (size_t i = 0; !ret && !*mirror && i < lines.n; i++) {
		char *uri = strrchr(lines.v[i], '|');

		/* a part of a line of a file for apt from now on */
		if (!strncmp(lines.v[i], "Debian|", 7) &&
		    !strstr(lines.v[i], "-security|") && uri[1] &&
		    !strpbrk(uri, " \t[]"))
			*mirror = str_dup(uri + 1);
	}
	if (ret != -EINTR)
		ret = *mirror ? 0 : -ENOENT;
	sl_free(&lines);
	sb_free(&out);
	sb_free(&err);
	return ret;
}

/* Have apt look at nothing but the suite; to be done before its lists are used. */
static int write_sources(const struct fetch *f, const char *lists, char **why)
{
	static const char keys[] = "/usr/share/keyrings/debian-archive-keyring.gpg";
	char *path = path_join(lists, "sources.list"), *mirror, *line;
	int ret = find_mirror(f, &mirror);

	if (ret == -ENOENT) {
		free(*why);
		*why = str_dup("the system uses no mirror of Debian");
	}
	if (!ret) {
		line = exists(keys) ?
			str_fmt("deb [signed-by=%s] %s %s main\n", keys, mirror,
				f->suite) :
			str_fmt("deb %s %s main\n", mirror, f->suite);
		ret = write_file(path, line, strlen(line));
		free(line);
	}
	free(mirror);
	free(path);
	return ret;
}

/* Get package lists of our own: no root, and the system's stay as they are. */
static int own_lists(struct fetch *f, char **why)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	char *lists = path_join(f->scratch.path, "apt"), *dir;
	int ret;

	dir = path_join(lists, "lists/partial");
	ret = mkdir_p(dir, 0777);
	free(dir);
	dir = path_join(lists, "cache/archives/partial");
	if (!ret)
		ret = mkdir_p(dir, 0777);
	free(dir);
	if (!ret && f->suite)
		ret = write_sources(f, lists, why);
	f->lists = lists;
	if (!ret) {
		note("fetch: reading the package lists %s%s",
		     f->suite ? "of " : "again", f->suite ? f->suite : "");
		ret = apt(f, NULL, &out, &err, ARGS("apt-get", "update"));
	}
	sb_free(&out);
	sb_free(&err);
	return ret;
}

static char *first_line_with(const char *text, const char *mark)
{
	const char *p = strstr(text, mark);
	char *line;

	p = p ? p : text;
	line = strndup(p, strcspn(p, "\n"));
	if (!line)
		oom();
	return line;
}

/* The .deb ends up in @dir; apt has verified signature and hash. */
static int download(struct fetch *f, const char *dir, char **why)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	char *what = str_fmt("%s=%s", f->package, f->candidate);
	int ret;

	note("fetch: downloading %s %s", f->package, f->candidate);
	ret = apt(f, dir, &out, &err, ARGS("apt-get", "download", what));
	if (ret > 0) {
		free(*why);
		*why = first_line_with(err.buf, "E: ");
		if (space_blamed(err.buf) || space_is_out(dir))
			ret = fail(EXIT_NO_SPACE, ENOSPC, "no space left for apt-get in %s: %s",
				   dir, *why);
	}
	free(what);
	sb_free(&out);
	sb_free(&err);
	return ret;
}

/* Run a program that must succeed. */
static int must(const char *cwd, const char *const argv[])
{
	struct strbuf err = STRBUF_INIT;
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .cwd = cwd, .out = &out, .err = &err };
	int ret = proc_run(argv, &p);

	if (ret == -ENOENT)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "%s is not installed: 'lazymmu doctor --install' installs what is missing",
			   argv[0]);
	else if (ret)
		ret = fail(space_blamed(err.buf) || space_is_out(cwd) ?
			   EXIT_NO_SPACE : EXIT_FETCH, EIO, "%s failed in %s (%s): %.*s", argv[0], cwd,
			   proc_status(ret), (int)strcspn(err.buf, "\n"), err.buf);
	sb_free(&out);
	sb_free(&err);
	return ret;
}

/* The one name in @dir, with its path. */
static int only_entry(const char *dir, char **path)
{
	struct strlist names = { 0 };
	int err = list_dir(dir, &names);

	if (!err && names.n == 1)
		*path = path_join(dir, names.v[0]);
	else
		err = fail(EXIT_FETCH, EIO, "one file was expected in %s, there are %zu",
			   dir, names.n);
	sl_free(&names);
	return err;
}

/* Unpack the package in @debs into a source directory in the scratch. */
static int unpack(const struct fetch *f, const char *debs, char **src)
{
	char *deb = NULL;
	char *package = path_join(f->scratch.path, "package");
	char *tarball = str_fmt("%s/usr/src/%s.tar.xz", package, f->package);
	char *dir = path_join(f->scratch.path, "source");
	int err;

	err = only_entry(debs, &deb);
	if (!err) {
		note("fetch: unpacking");
		err = must(f->scratch.path, ARGS("dpkg-deb", "-x", deb, package));
	}
	if (!err) {
		err = mkdir_p(dir, 0777);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be made: %s", dir,
			     strerror(-err));
	}
	if (!err)
		err = must(dir, ARGS("tar", "--extract", "--xz", "--no-same-owner",
				     "--file", tarball));
	rm_rf(package);
	rm_rf(debs);
	if (!err)
		err = only_entry(dir, src);
	free(deb);
	free(package);
	free(tarball);
	free(dir);
	return err;
}

/* The number in the Makefile's line "NAME = 123". */
static void make_value(const char *makefile, const char *name, char value[16])
{
	const char *p = strstr(makefile, name);
	size_t len;

	p = p ? p + strlen(name) : "";
	p += strspn(p, " =\t");
	len = strspn(p, "0123456789");
	snprintf(value, 16, "%.*s", (int)(len < 15 ? len : 15), p);
}

/*
 * One pristine commit. Its id depends on the package only: author and date are
 * fixed, the date being the sources' own.
 */
static int commit(const struct fetch *f, const char *src)
{
	struct git g = { .cwd = src, .own = true };
	struct strbuf makefile = STRBUF_INIT;
	char *file = path_join(src, "Makefile");
	char v[3][16];
	char *message;
	struct stat st;
	int err;

	sb_adds(&makefile, "\n");	/* so that each line follows one */
	err = read_file(file, &makefile);
	if (!err && stat(file, &st) < 0)
		err = -errno;
	free(file);
	if (err)
		return fail(EXIT_FETCH, -err, "%s holds no Linux source", f->package);
	make_value(makefile.buf, "\nVERSION", v[0]);
	make_value(makefile.buf, "\nPATCHLEVEL", v[1]);
	make_value(makefile.buf, "\nSUBLEVEL", v[2]);
	message = str_fmt("Linux %s.%s.%s (Debian %s %s)\n", v[0], v[1], v[2],
			  f->package, f->candidate);
	sb_free(&makefile);
	for (int i = 0; i < 2; i++) {
		const char *role = i ? "COMMITTER" : "AUTHOR";

		sl_addf(&g.env, "GIT_%s_NAME=lazymmu", role);
		sl_addf(&g.env, "GIT_%s_EMAIL=lazymmu@localhost.localdomain", role);
		sl_addf(&g.env, "GIT_%s_DATE=%lld +0000", role,
			(long long)st.st_mtime);
	}

	note("fetch: making a git repository");
	err = git_ok(&g, NULL, "init", "-q", "--template=", "-b", "main");
	/*
	 * The source's .gitignore ignores everything at the top: -f. With this
	 * threshold all files go into one pack, not into 90,000 loose objects.
	 */
	if (!err)
		err = git_ok(&g, NULL, "-c", "core.bigFileThreshold=1",
			     "-c", "core.compression=1", "add", "-f", ".");
	if (!err)
		err = git_do(&g, message, strlen(message), NULL,
			     ARGS("commit", "-q", "--no-verify", "-F", "-"));
	free(message);
	git_free(&g);
	return err;
}

/* Let the symbolic link "current" name @candidate, at once or not at all. */
static int set_current(const struct fetch *f, const char *candidate)
{
	char *link = path_join(f->top, "current");
	char *tmp = path_join(f->top, ".current");
	int err = 0;

	unlink(tmp);
	if (symlink(candidate, tmp) < 0 || rename(tmp, link) < 0)
		err = fail(EXIT_TOOL, errno, "%s cannot be made: %s", link,
			   strerror(errno));
	free(link);
	free(tmp);
	return err;
}

static char *cached(const struct fetch *f, const char *name)
{
	char *link = path_join(f->top, name);
	char *path = realpath(link, NULL);

	free(link);
	return path;
}

/* Download, unpack and commit the candidate; the last act is a rename. */
static int make(struct fetch *f, char **why)
{
	char *debs = path_join(f->scratch.path, "debs");
	char *final = path_join(f->top, f->candidate);
	char *src = NULL;
	int err;

	err = space_check(f->top, SPACE_NEEDED, "a kernel source");
	if (!err) {
		err = mkdir_p(debs, 0777);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be made: %s", debs,
			     strerror(-err));
	}
	if (!err) {
		err = download(f, debs, why);
		if (err > 0)	/* the lists may be old */
			err = -EAGAIN;
		else if (err < 0)
			fail(EXIT_FETCH, -err, "apt-get cannot be run: %s",
			     strerror(-err));
	}
	if (!err)
		err = unpack(f, debs, &src);
	if (!err)
		err = commit(f, src);
	if (!err && rename(src, final) < 0)
		err = fail(EXIT_TOOL, errno, "%s cannot be made: %s", final,
			   strerror(errno));
	if (!err)
		err = set_current(f, f->candidate);
	rm_rf(debs);
	free(src);
	free(final);
	free(debs);
	return err;
}

static bool all_there(const char *const names[])
{
	bool there = true;

	for (; *names && there; names++) {
		char *path = proc_find(*names);

		there = path;
		free(path);
	}
	return there;
}

static int get(struct fetch *f, char **path)
{
	const char *const *programs = ARGS("apt-get", "apt-cache", "dpkg-deb",
					   "tar", "xz", "git");
	char *why = NULL;
	int err;

	if (!all_there(programs)) {
		*path = cached(f, "current");
		if (!*path)
			return tools_need(programs);
		note("fetch: not all programs that fetch are there ('lazymmu doctor' names them); using the %s in the cache",
		     f->package);
		return 0;
	}
	err = f->suite ? -ENOENT : find_candidate(f);
	if (!err && (*path = cached(f, f->candidate))) {
		note("fetch: %s %s is in the cache", f->package, f->candidate);
		return set_current(f, f->candidate);
	}
	if (err == -EINTR)
		return err;
	if (!err) {
		err = scratch_make("fetch", &f->scratch);
		if (!err)
			err = make(f, &why);
	}
	if ((err == -EAGAIN || err == -ENOENT) && !fail_message()) {
		if (!f->scratch.path)
			err = scratch_make("fetch", &f->scratch);
		if (f->scratch.path) {
			err = own_lists(f, &why);
			if (!err)
				err = find_candidate(f);
			if (!err && !(*path = cached(f, f->candidate)))
				err = make(f, &why);
		}
	}
	if (!err && !*path)
		*path = cached(f, f->candidate);
	if (err && !fail_message()) {
		*path = cached(f, "current");
		if (*path) {
			note("fetch: apt gives no %s now (%s); using the one in the cache",
			     f->package, why ? why : "unknown to it");
			err = 0;
		} else {
			err = fail(EXIT_FETCH, ENOENT,
				   "apt gives no package %s (%s): check the network and /etc/apt/sources.list, and run apt-get update",
				   f->package, why ? why : "unknown to it");
		}
	}
	free(why);
	return err;
}

int fetch_kernel(const struct version *v, char **path)
{
	struct fetch f = { .version = v->name, .suite = v->debian_suite,
			   .scratch = { .lock = -1 } };
	const char *cache = cache_dir();
	char *lock;
	int fd, err;

	*path = NULL;
	if (!cache)
		return -ENOENT;
	if (!v->debian)
		return fail(EXIT_FETCH, ENOTSUP,
			    "Linux %s comes from %s, which cannot be fetched: clone it, and give the path of the clone",
			    v->name, v->git);
	f.package = str_dup(v->debian);
	f.top = str_fmt("%s/kernels/%s", cache, v->name);
	lock = path_join(f.top, ".lock");
	fd = lock_take(lock, "fetches this kernel");
	err = fd < 0 ? fd : 0;
	if (!err) {
		err = get(&f, path);
		scratch_remove(&f.scratch);
		close(fd);
	}
	if (err) {
		free(*path);
		*path = NULL;
	}
	free(lock);
	free(f.package);
	free(f.top);
	free(f.candidate);
	free(f.lists);
	return err;
}
