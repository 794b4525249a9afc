// SPDX-License-Identifier: GPL-2.0-only
#include "tree/kernel.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "series/versions.h"
#include "tree/fetch.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/regex.h"
#include "util/strbuf.h"

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

struct git kernel_git(const struct kernel *k)
{
	return (struct git){
		.cwd = k->path,
		.dir = k->git_dir,
		.work = k->bare ? NULL : k->path,
	};
}

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Is @path the top of a git tree, and where is what belongs to it? */
static int find_repository(struct kernel *k)
{
	struct git here = { .cwd = k->path };
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	char *top = NULL;
	int ret;

	ret = git_try(&here, NULL, 0, &out, &err,
		      ARGS("rev-parse", "--is-bare-repository"));
	if (ret > 0 && strstr(err.buf, "dubious ownership"))
		ret = fail(EXIT_NOT_GIT, EPERM,
			   "git does not trust %s, which another user owns: run as that user, or 'git config --global --add safe.directory %s'",
			   k->path, k->path);
	else if (ret > 0)
		ret = fail(EXIT_NOT_GIT, EINVAL,
			   "%s is not a git tree: in it, 'git init && git add -f . && git commit -m pristine' makes it one",
			   k->path);
	if (ret)
		goto out;
	k->bare = !strcmp(out.buf, "true\n");
	if (k->bare) {
		ret = git_line(&here, &top, ARGS("rev-parse", "--absolute-git-dir"));
	} else {
		sb_reset(&out);
		ret = git_status(&here, &out, "rev-parse", "--show-toplevel");
		if (ret > 0)
			ret = fail(EXIT_NOT_GIT, EINVAL,
				   "%s is inside a repository's own files, not a git tree: give the top of the tree",
				   k->path);
		if (out.len && out.buf[out.len - 1] == '\n')
			out.buf[--out.len] = '\0';
		top = sb_detach(&out);
	}
	if (!ret && strcmp(top, k->path))
		ret = fail(EXIT_NOT_GIT, EINVAL,
			   "%s is not the top of a git tree: give %s, which is",
			   k->path, top);
	if (!ret)
		ret = git_line(&here, &k->git_dir,
			       ARGS("rev-parse", "--absolute-git-dir"));
	if (!ret)
		ret = git_line(&here, &k->objects,
			       ARGS("rev-parse", "--path-format=absolute",
				    "--git-path", "objects"));
	if (!ret)
		ret = git_line(&here, &k->shallow,
			       ARGS("rev-parse", "--path-format=absolute",
				    "--git-path", "shallow"));
	if (!ret)
		ret = git_line(&here, &k->format,
			       ARGS("rev-parse", "--show-object-format"));
out:
	free(top);
	sb_free(&out);
	sb_free(&err);
	return ret;
}

static int not_a_kernel(const struct kernel *k, const char *why)
{
	return fail(EXIT_NOT_KERNEL, EINVAL,
		    "%s is not a Linux kernel tree (at HEAD, %s): give the top of one, or a version that 'lazymmu versions' lists",
		    k->path, why);
}

/* What HEAD must have to be a kernel. */
static int check_files(const struct kernel *k, const struct git *g)
{
	static const struct {
		const char *name, *type;
	} wanted[] = {
		{ "Makefile", " blob " }, { "Kconfig", " blob " },
		{ "MAINTAINERS", " blob " }, { "arch", " tree " },
		{ "mm", " tree " }, { "include/linux", " tree " },
	};
	struct strbuf in = STRBUF_INIT, out = STRBUF_INIT;
	const char *line;
	int err;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		sb_addf(&in, "%s:%s\n", k->head, wanted[i].name);
	err = git_do(g, in.buf, in.len, &out, ARGS("cat-file", "--batch-check"));
	line = out.buf;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted) && !err; i++) {
		const char *end = strchrnul(line, '\n');
		const char *type = strstr(line, wanted[i].type);

		if (!type || type > end) {
			char *why = str_fmt("there is no %s", wanted[i].name);

			err = not_a_kernel(k, why);
			free(why);
		}
		line = *end ? end + 1 : end;
	}
	sb_free(&in);
	sb_free(&out);
	return err;
}

/* Is the rest of a line empty, but for white space and a comment? */
static bool line_ends(const char *p)
{
	p += strspn(p, " \t\r");
	return !*p || *p == '\n' || *p == '#';
}

/*
 * The number in the line "NAME = 123" of @makefile; -1: none, or what only make
 * could work out.
 */
static int make_number(const char *makefile, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = makefile; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, name, len)) {
			const char *q = p + len;

			q += strspn(q, " \t");
			if (*q++ != '=')
				continue;
			q += strspn(q, " \t");
			if (digits(q) < 1 || digits(q) > 4 ||
			    !line_ends(q + digits(q)))
				return -1;
			return atoi(q);
		}
		if (!*p)
			break;
	}
	return -1;
}

static int read_version(struct kernel *k, const struct git *g)
{
	struct strbuf size = STRBUF_INIT, text = STRBUF_INIT;
	char *makefile = str_fmt("%s:Makefile", k->head);
	int version, patchlevel, sublevel;
	int err;

	err = git_ok(g, &size, "cat-file", "-s", makefile);
	if (!err && strtoul(size.buf, NULL, 10) > 1024 * 1024)
		err = not_a_kernel(k, "the Makefile is larger than any kernel's");
	if (!err)
		err = git_ok(g, &text, "cat-file", "blob", makefile);
	if (!err) {
		version = make_number(text.buf, "VERSION");
		patchlevel = make_number(text.buf, "PATCHLEVEL");
		sublevel = make_number(text.buf, "SUBLEVEL");
		if (version < 0 || patchlevel < 0)
			err = not_a_kernel(k, "the Makefile names no VERSION and PATCHLEVEL");
	}
	if (!err) {
		k->version = str_fmt("%d.%d", version, patchlevel);
		k->release = sublevel > 0 ?
			str_fmt("%s.%d", k->version, sublevel) :
			str_dup(k->version);
	}
	free(makefile);
	sb_free(&size);
	sb_free(&text);
	return err;
}

static int check_converted(const struct kernel *k, const struct git *g)
{
	struct strbuf out = STRBUF_INIT;
	const char *file;
	int ret;

	ret = git_status(g, &out, "grep", "-lzF", "--no-textconv",
			 "-e", "lazy_mmu_state_t", "-e", "lazy_mmu_mode_enable",
			 k->head, "--", "include", "mm",
			 "arch/x86/include", "arch/powerpc/include");
	if (ret == 0) {
		file = strchr(out.buf, ':');
		ret = fail(EXIT_PORTED, EEXIST,
			   "%s already has lazy MMU sections with state, or mainline's (%s, for one): there is nothing to convert",
			   k->path, file ? file + 1 : out.buf);
	} else if (ret > 0) {
		ret = ret == 1 ? 0 : fail(EXIT_TOOL, EIO, "git grep failed in %s: %s",
					  k->path, proc_status(ret));
	}
	sb_free(&out);
	return ret;
}

static int check_clean(const struct kernel *k, const struct git *g)
{
	struct strbuf out = STRBUF_INIT;
	struct git unfiltered = *g;
	int err;

	/* To see whether a file has changed, git may run a filter on it. */
	unfiltered.env = (struct strlist){ 0 };
	err = git_filters_off(&unfiltered);
	if (!err)
		err = git_ok(&unfiltered, &out, "status", "--porcelain", "-z",
			     "--untracked-files=no", "--ignore-submodules=all",
			     "--no-renames");
	git_free(&unfiltered);
	if (!err && out.len > 3)
		err = fail(EXIT_DIRTY, EBUSY,
			   "%s has uncommitted changes in tracked files (%s, for one), which the branch would not hold: commit or stash them first",
			   k->path, out.buf + 3);
	sb_free(&out);
	return err;
}

/*
 * The commit to start from: HEAD, and in a tree of ours the pristine one,
 * whatever has been checked out there since.
 */
static int find_head(struct kernel *k, const struct git *g)
{
	const char *ref = k->fetched ? "refs/heads/main" : "HEAD";
	char *commit = str_fmt("%s^{commit}", ref);
	char *tree = str_fmt("%s^{tree}", ref);
	struct strbuf out = STRBUF_INIT;
	struct strlist ids = { 0 };
	int ret;

	ret = git_status(g, &out, "rev-parse", commit, tree);
	if (!ret)
		sl_split(&ids, out.buf, "\n");
	if (ret >= 0 && ids.n < 2) {
		ret = fail(EXIT_NOT_KERNEL, ENOENT,
			   "%s has no commit at HEAD to start from: 'git add -f . && git commit' in it first",
			   k->path);
	} else if (!ret) {
		k->head = str_dup(ids.v[0]);
		k->tree = str_dup(ids.v[1]);
	}
	free(commit);
	free(tree);
	sb_free(&out);
	sl_free(&ids);
	return ret;
}

/* The version in a release, "6.12" in "6.12.117" or "v6.12"; false: is none. */
static bool release_version(const char *name, char version[16])
{
	size_t major, minor;

	name += *name == 'v';
	major = digits(name);
	if (!major || name[major] != '.')
		return false;
	minor = digits(name + major + 1);
	if (!minor || (name[major + 1 + minor] && !strchr(".-", name[major + 1 + minor])))
		return false;
	snprintf(version, 16, "%.*s", (int)(major + 1 + minor), name);
	return versions_is_name(version);
}

static int check_series(const struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	int err = versions_load(&vs);

	if (!err && !versions_need_series(&vs, k->version, k->path))
		err = -ENOTSUP;
	return err;
}

static int open_tree(const char *path, bool fetched, bool peer,
		     struct kernel *out)
{
	struct kernel k = { .fetched = fetched };
	char version[16];
	struct git g;
	int err;

	k.path = realpath(path, NULL);
	if (!k.path && errno == ENOENT && release_version(path, version))
		return fail(EXIT_NOT_KERNEL, ENOENT,
			    "%s is neither a directory nor a version that can be asked for: give %s",
			    path, version);
	if (!k.path)
		return fail(EXIT_NOT_KERNEL, errno,
			    "%s is neither a kernel version nor a directory: %s",
			    path, strerror(errno));
	if (!is_dir(k.path))
		err = fail(EXIT_NOT_KERNEL, ENOTDIR,
			   "%s is neither a kernel version nor a directory", path);
	else
		err = cache_use(k.path);
	if (!err)
		err = find_repository(&k);
	g = kernel_git(&k);
	if (!err)
		err = find_head(&k, &g);
	if (!err)
		err = check_files(&k, &g);
	if (!err)
		err = read_version(&k, &g);
	if (!err && !peer)
		err = check_converted(&k, &g);
	if (!err && !peer)
		err = check_series(&k);
	if (!err && !k.bare && !fetched)
		err = check_clean(&k, &g);
	if (err)
		kernel_free(&k);
	else
		*out = k;
	return err;
}

int kernel_open(const char *path, bool fetched, struct kernel *k)
{
	return open_tree(path, fetched, false, k);
}

int kernel_resolve_mainline(const struct version *v, struct kernel *k)
{
	char *path = NULL;
	int err = fetch_kernel(v, &path);

	if (!err)
		err = open_tree(path, true, true, k);
	free(path);
	return err;
}

int kernel_resolve(const char *name, struct kernel *k)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	char *path __cleanup(str_free) = NULL;
	const struct version *v;
	int err;

	if (name && (!versions_is_name(name) || is_dir(name)))
		return kernel_open(name, false, k);
	err = versions_load(&vs);
	if (err)
		return err;
	v = name ? versions_need_series(&vs, name, "asked for by version") :
		   versions_default(&vs);
	err = v ? fetch_kernel(v, &path) : -ENOTSUP;
	return err ? err : kernel_open(path, true, k);
}

void kernel_free(struct kernel *k)
{
	free(k->path);
	free(k->git_dir);
	free(k->objects);
	free(k->shallow);
	free(k->format);
	free(k->head);
	free(k->tree);
	free(k->version);
	free(k->release);
	*k = (struct kernel){ 0 };
}
