// SPDX-License-Identifier: GPL-2.0-only
#include "tree/kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/shell.h"
#include "util/strbuf.h"

/* No kernel's Makefile is larger. */
#define MAKEFILE_MAX (1UL << 20)

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

/* Files that every kernel has. */
static const struct {
	const char *name, *type;
} wanted[] = {
	{ "Makefile", "blob" }, { "Kconfig", "blob" }, { "MAINTAINERS", "blob" },
	{ "arch", "tree" }, { "mm", "tree" }, { "include/linux", "tree" },
};

/*
 * Is there a kernel in the directory, so that it is worth a commit? Before there is
 * one, git has no files to look at. Nothing is known of a bare repository.
 */
static int check_directory(const struct kernel *k)
{
	for (size_t i = 0; i < ARRAY_SIZE(wanted) && !k->bare; i++) {
		char *path __cleanup(str_free) = path_join(k->path, wanted[i].name);

		if (!exists(path))
			return fail(EXIT_NOT_KERNEL, EINVAL,
				    "%s is not a Linux kernel tree (it has no %s): give the top of one, or a version that 'lazymmu versions' lists",
				    k->path, wanted[i].name);
	}
	return 0;
}

/* Is there a repository at @k->path, and is it bare? */
static int find_kind(struct kernel *k)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	char *word __cleanup(str_free) = shell_word(k->path);
	const struct git here = { .cwd = k->path };
	int ret = git_try(&here, NULL, 0, &out, &err,
			  ARGS("rev-parse", "--is-bare-repository"));

	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(&here, "rev-parse", ret, err.buf);
	if (ret && strstr(err.buf, "dubious ownership"))
		return fail(EXIT_NOT_GIT, EPERM,
			    "git does not trust %s, which another user owns: run as that user, or 'git config --global --add safe.directory %s'",
			    k->path, word);
	if (!ret) {
		k->bare = !strcmp(out.buf, "true\n");
		return 0;
	}
	ret = check_directory(k);
	if (!ret)
		ret = fail(EXIT_NOT_GIT, EINVAL,
			   "%s is not a git tree: to make it one, run 'git init && git add -f . && git commit -m pristine' in it",
			   k->path);
	return ret;
}

/* Is @k->path the top of the tree that it is in? */
static int check_top(const struct kernel *k)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	const struct git here = { .cwd = k->path };
	int ret = git_status(&here, &out, "rev-parse",
			     k->bare ? "--absolute-git-dir" : "--show-toplevel");

	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(&here, "rev-parse", ret, "");
	if (ret)
		return fail(EXIT_NOT_GIT, EINVAL,
			    "%s is inside a repository's own files, not a git tree: give the top of the tree",
			    k->path);
	if (out.len && out.buf[out.len - 1] == '\n')
		out.buf[--out.len] = '\0';
	if (strcmp(out.buf, k->path))
		return fail(EXIT_NOT_GIT, EINVAL,
			    "%s is not the top of a git tree: give %s instead",
			    k->path, out.buf);
	return 0;
}

/* Find the repository and its parts. */
static int find_repository(struct kernel *k)
{
	const struct git here = { .cwd = k->path };
	int err = find_kind(k);

	if (!err)
		err = check_top(k);
	if (!err)
		err = git_line(&here, &k->git_dir,
			       ARGS("rev-parse", "--absolute-git-dir"));
	if (!err)
		err = git_line(&here, &k->objects,
			       ARGS("rev-parse", "--path-format=absolute",
				    "--git-path", "objects"));
	if (!err)
		err = git_line(&here, &k->shallow,
			       ARGS("rev-parse", "--path-format=absolute",
				    "--git-path", "shallow"));
	if (!err)
		err = git_line(&here, &k->format,
			       ARGS("rev-parse", "--show-object-format"));
	return err;
}

static int not_a_kernel(const struct kernel *k, const char *why)
{
	if (k->what)
		return fail(EXIT_NOT_KERNEL, EINVAL, "%s is not a Linux kernel (%s)",
			    k->what, why);
	return fail(EXIT_NOT_KERNEL, EINVAL,
		    "%s is not a Linux kernel tree (at HEAD, %s): give the top of one, or a version that 'lazymmu versions' lists",
		    k->path, why);
}

/* Is @line, of git cat-file --batch-check, about an object of this type? */
static bool is_object(const char *line, const char *type)
{
	const char *p = strchr(line, ' ');

	return p && !strncmp(p + 1, type, strlen(type)) && p[1 + strlen(type)] == ' ';
}

/* Does the tree have the files that every kernel has? */
static int check_files(const struct kernel *k, const struct git *g)
{
	struct strbuf in __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		sb_addf(&in, "%s:%s\n", k->head, wanted[i].name);
	err = git_do(g, in.buf, in.len, &out, ARGS("cat-file", "--batch-check"));
	if (err)
		return err;
	l = (struct lines)LINES(out.buf, out.len);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		const char *line = lines_cut(&l);

		if (!line || !is_object(line, wanted[i].type)) {
			char *why __cleanup(str_free) =
				str_fmt("it has no %s", wanted[i].name);

			return not_a_kernel(k, why);
		}
	}
	return 0;
}

/* Is the rest of a line empty, except for white space and a comment? */
static bool line_ends(const char *p)
{
	p += strspn(p, " \t\r");
	return !*p || *p == '\n' || *p == '#';
}

/* The number in the line "@name = 123", or -1 if @line is another line. */
static int line_number(const char *line, const char *name)
{
	size_t n;

	line += strlen(name);
	line += strspn(line, " \t");
	if (*line++ != '=')
		return -1;
	line += strspn(line, " \t");
	n = digits(line);
	return n >= 1 && n <= 4 && line_ends(line + n) ? atoi(line) : -1;
}

/*
 * The number in the first line "@name = ..." of @makefile, or -1 if there is no
 * such line or its value is not a plain number.
 */
static int make_number(const char *makefile, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = makefile; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, name, len) && p[len + strspn(p + len, " \t")] == '=')
			return line_number(p, name);
		if (!*p)
			break;
	}
	return -1;
}

bool kernel_parse_makefile(const char *makefile, struct release *r)
{
	r->version = make_number(makefile, "VERSION");
	r->patchlevel = make_number(makefile, "PATCHLEVEL");
	r->sublevel = make_number(makefile, "SUBLEVEL");
	return r->version >= 0 && r->patchlevel >= 0;
}

static int read_release(struct kernel *k, const struct git *g)
{
	struct strbuf size __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char *makefile __cleanup(str_free) = str_fmt("%s:Makefile", k->head);
	struct release r;
	int err = git_ok(g, &size, "cat-file", "-s", makefile);

	if (!err && strtoul(size.buf, NULL, 10) > MAKEFILE_MAX)
		err = not_a_kernel(k, "the Makefile is larger than any kernel's");
	if (!err)
		err = git_ok(g, &text, "cat-file", "blob", makefile);
	if (!err && !kernel_parse_makefile(text.buf, &r))
		err = not_a_kernel(k, "the Makefile names no VERSION and PATCHLEVEL");
	if (err)
		return err;
	k->version = str_fmt("%d.%d", r.version, r.patchlevel);
	k->release = r.sublevel > 0 ? str_fmt("%s.%d", k->version, r.sublevel) :
				      str_dup(k->version);
	return 0;
}

/*
 * Find the commit to start from: HEAD, or in a fetched kernel the pristine
 * commit, whatever is checked out there now.
 */
static int find_head(struct kernel *k, const struct git *g)
{
	const char *ref = k->fetched ? "refs/heads/main" : "HEAD";
	char *commit __cleanup(str_free) = str_fmt("%s^{commit}", ref);
	char *tree __cleanup(str_free) = str_fmt("%s^{tree}", ref);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strlist ids __cleanup(sl_free) = { 0 };
	int ret = git_status(g, &out, "rev-parse", commit, tree);

	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(g, "rev-parse", ret, "");
	if (!ret)
		sl_split(&ids, out.buf, "\n");
	ret = ids.n < 2 ? check_directory(k) : 0;
	if (!ret && ids.n < 2)
		ret = fail(EXIT_NOT_KERNEL, ENOENT,
			   "%s has no commit at HEAD: run 'git add -f . && git commit' in it first",
			   k->path);
	if (ret)
		return ret;
	k->head = str_dup(ids.v[0]);
	k->tree = str_dup(ids.v[1]);
	return 0;
}

static int open_as(const char *path, bool fetched, const char *what, struct kernel *k)
{
	struct kernel tree __cleanup(kernel_free) = { .fetched = fetched, .what = what };
	struct git g;
	int err;

	tree.path = realpath(path, NULL);
	if (!tree.path)
		return fail(EXIT_NOT_KERNEL, errno, "%s cannot be opened: %s", path,
			    strerror(errno));
	err = cache_use(tree.path);
	if (!err)
		err = find_repository(&tree);
	g = kernel_git(&tree);
	if (!err)
		err = find_head(&tree, &g);
	if (!err)
		err = check_files(&tree, &g);
	if (!err)
		err = read_release(&tree, &g);
	if (err)
		return err;
	*k = tree;
	k->what = NULL;
	tree = (struct kernel){ 0 };
	return 0;
}

int kernel_open(const char *path, bool fetched, struct kernel *k)
{
	return open_as(path, fetched, NULL, k);
}

int kernel_open_as(const char *path, const char *what, struct kernel *k)
{
	return open_as(path, true, what, k);
}

int kernel_at(const struct kernel *k, const char *commit, struct kernel *out)
{
	struct kernel at __cleanup(kernel_free) = {
		.path = str_dup(k->path),
		.git_dir = str_dup(k->git_dir),
		.objects = str_dup(k->objects),
		.shallow = str_dup(k->shallow),
		.format = str_dup(k->format),
		.head = str_dup(commit),
		.bare = k->bare,
		.fetched = k->fetched,
	};
	char *tree __cleanup(str_free) = str_fmt("%s^{tree}", commit);
	struct git g = kernel_git(&at);
	int err = git_line(&g, &at.tree, ARGS("rev-parse", "--verify", "-q", tree));

	if (!err)
		err = read_release(&at, &g);
	if (err)
		return err;
	*out = at;
	at = (struct kernel){ 0 };
	return 0;
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
	free(k->series);
	*k = (struct kernel){ 0 };
}
