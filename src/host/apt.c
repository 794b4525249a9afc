// SPDX-License-Identifier: GPL-2.0-only
#include "host/apt.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"
#include "util/strlist.h"
#include "util/version.h"

/* Where the newest version is. */
enum { ABSENT, CACHED, DOWNLOADED };

/* The first line of @text that begins with one of @marks, else the first. */
static char *line_marked(const char *text, const char *const marks[])
{
	for (; *marks; marks++) {
		struct lines l = LINES(text, strlen(text));

		while (lines_next(&l)) {
			if (!strncmp(l.line, *marks, strlen(*marks)))
				return str_fmt("%.*s", (int)l.len, l.line);
		}
	}
	return str_fmt("%.*s", (int)strcspn(text, "\n"), text);
}

/* Keep apt's complaint: it says why apt does not give a package. */
static void keep_complaint(struct apt *a, const char *err)
{
	char *why = line_marked(err, ARGS("E: ", "W: "));

	if (*why) {
		free(a->why);
		a->why = take_ptr(why);
	}
	free(why);
}

int apt_run(struct apt *a, const char *cwd, struct strbuf *out,
	    const char *const args[])
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strlist env __cleanup(sl_free) = { 0 };
	struct proc p = { .cwd = cwd, .out = out, .err = &err };
	int ret;

	sl_add(&env, "DEBIAN_FRONTEND=noninteractive");
	if (a->scratch.path)
		sl_addf(&env, "TMPDIR=%s", a->scratch.path);
	p.env = env.v;

	sl_add(&argv, args[0]);
	sl_add(&argv, "-q");
	/* apt's user "_apt" is not allowed to enter our directories. */
	sl_add(&argv, "-oAPT::Sandbox::User=root");
	if (a->lists) {
		sl_addf(&argv, "-oDir::State::Lists=%s/lists", a->lists);
		sl_addf(&argv, "-oDir::Cache=%s/cache", a->lists);
	}
	if (a->only_suites) {
		sl_addf(&argv, "-oDir::Etc::sourcelist=%s/sources.list", a->lists);
		sl_add(&argv, "-oDir::Etc::sourceparts=-");
	}
	for (const char *const *arg = args + 1; *arg; arg++)
		sl_add(&argv, *arg);
	ret = tool_run((const char *const *)argv.v, &p);
	/* apt-get update exits with 0 and a warning if it gets nothing. */
	if (ret > 0 || strstr(err.buf, "W: Failed to fetch "))
		keep_complaint(a, err.buf);
	if (ret > 0 && (space_blamed(err.buf) || space_is_out(a->scratch.path)))
		return fail(EXIT_NO_SPACE, ENOSPC, "no space left for %s in %s: %s",
			    args[0], a->scratch.path ? a->scratch.path : a->top,
			    a->why ? a->why : proc_status(ret));
	return ret;
}

bool apt_is_version(const char *s)
{
	return isdigit((unsigned char)*s) &&
	       !s[strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-:")];
}

/*
 * Find the package whose name matches @a->pattern and has the highest number:
 * "xen-hypervisor-4.17-amd64" comes after "xen-hypervisor-4.9-amd64". Returns 1,
 * 0 if there is none, or a negative value.
 */
static int find_name(struct apt *a)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *best __cleanup(str_free) = NULL;
	struct lines l;
	int ret;

	free(a->name);
	a->name = a->package ? str_dup(a->package) : NULL;
	if (a->name)
		return 1;
	ret = apt_run(a, NULL, &out, ARGS("apt-cache", "search", "--names-only",
					  a->pattern));
	if (ret)
		return ret < 0 ? ret : 0;
	l = (struct lines)LINES(out.buf, out.len);
	while (lines_next(&l)) {
		int len = strcspn(l.line, " \n");
		char *name __cleanup(str_free) = str_fmt("%.*s", len, l.line);
		char *number __cleanup(str_free) = version_find(name);

		if (!number || (best && version_compare(number, best) <= 0))
			continue;
		free(best);
		best = take_ptr(number);
		free(a->name);
		a->name = take_ptr(name);
	}
	return a->name ? 1 : 0;
}

/* Ask apt which version it would install. Returns 1, 0 if none, or negative. */
static int find_version(struct apt *a)
{
	static const char mark[] = "Candidate: ";
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *version;
	int ret;

	free(a->version);
	a->version = NULL;
	ret = apt_run(a, NULL, &out, ARGS("apt-cache", "policy", a->name));
	if (ret < 0)
		return ret;
	version = strstr(out.buf, mark);
	if (ret || !version)
		return 0;
	version += strlen(mark);
	version[strcspn(version, "\n")] = '\0';
	if (!apt_is_version(version))
		return 0;
	a->version = str_dup(version);
	return 1;
}

char *apt_path(const struct apt *a)
{
	return path_join(a->top, a->version);
}

/* Make the symbolic link "current" name this version, in one atomic step. */
static int set_current(const struct apt *a)
{
	char *link __cleanup(str_free) = path_join(a->top, "current");
	char *tmp __cleanup(str_free) = path_join(a->top, ".current");

	unlink(tmp);
	if (symlink(a->version, tmp) < 0 || rename(tmp, link) < 0)
		return fail(EXIT_TOOL, errno, "%s cannot be made: %s", link,
			    strerror(errno));
	return 0;
}

/* Take the version that was used last. Returns false if there is none. */
static bool take_current(struct apt *a)
{
	char *link __cleanup(str_free) = path_join(a->top, "current");
	char *path __cleanup(str_free) = realpath(link, NULL);

	if (!path)
		return false;
	free(a->version);
	a->version = str_dup(strrchr(path, '/') + 1);
	return true;
}

static bool has_current(const struct apt *a)
{
	char *link __cleanup(str_free) = path_join(a->top, "current");

	return exists(link);
}

static int make_dir(const char *dir)
{
	int err = mkdir_p(dir, 0777);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be made: %s", dir, strerror(-err));
	return 0;
}

static int need_scratch(struct apt *a)
{
	return a->scratch.path ? 0 : scratch_make("fetch", &a->scratch);
}

int apt_download(struct apt *a)
{
	char *what __cleanup(str_free) = str_fmt("%s=%s", a->name, a->version);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *debs __cleanup(str_free) = NULL;
	int ret = make_dir(a->top);

	if (!ret)
		ret = space_check(a->top, a->bytes, a->what);
	if (!ret)
		ret = need_scratch(a);
	if (ret)
		return ret;
	debs = path_join(a->scratch.path, "debs");
	rm_rf(debs);
	ret = make_dir(debs);
	if (ret)
		return ret;
	note("fetch: downloading %s %s", a->name, a->version);
	ret = apt_run(a, debs, &out, ARGS("apt-get", "download", what));
	return ret < 0 ? ret : ret == 0;
}

/* Look for the newest version with the package lists of now. */
static int look(struct apt *a)
{
	char *path __cleanup(str_free) = NULL;
	int ret = find_name(a);

	if (ret > 0)
		ret = find_version(a);
	if (ret <= 0)
		return ret < 0 ? ret : ABSENT;
	path = apt_path(a);
	if (!exists(path)) {
		ret = apt_download(a);
		return ret < 0 ? ret : ret ? DOWNLOADED : ABSENT;
	}
	ret = set_current(a);
	return ret ? ret : CACHED;
}

/* The suites of the archive of security updates, which is apart from the others. */
static bool is_security(const char *suite)
{
	static const char mark[] = "-security";
	size_t len = strlen(suite);

	return len > strlen(mark) && !strcmp(suite + len - strlen(mark), mark);
}

/*
 * Find the mirror of Debian that the system uses, of the security updates or of
 * all the rest. Returns 1, 0 if there is no mirror, or a negative value.
 */
static int find_mirror(struct apt *a, bool security, char **mirror)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	char *line;
	int ret;

	ret = apt_run(a, NULL, &out, ARGS("apt-get", "indextargets", "--format",
					  "$(ORIGIN)|$(RELEASE)|$(REPO_URI)",
					  "Created-By: Packages"));
	if (ret)
		return ret < 0 ? ret : 0;
	l = (struct lines)LINES(out.buf, out.len);
	while ((line = lines_cut(&l))) {
		char *uri = strrchr(line, '|');

		/* The URI is written to a line of a file for apt. */
		if (strncmp(line, "Debian|", 7) || !uri[1] || strpbrk(uri, " \t[]"))
			continue;
		*uri++ = '\0';
		if (is_security(line) != security)
			continue;
		*mirror = str_dup(uri);
		return 1;
	}
	return 0;
}

/*
 * struct mirrors - where the suites are
 * @main: the mirror of all suites but those of security updates
 * @security: the mirror of these
 */
struct mirrors {
	char *main;
	char *security;
};

static void free_mirrors(struct mirrors *m)
{
	free(m->main);
	free(m->security);
}

/*
 * Find the mirrors that the suites need. A system without security updates gets
 * them from Debian's own server. Returns 1, 0 if there is no mirror, or a negative
 * value.
 */
static int find_mirrors(struct apt *a, struct mirrors *m)
{
	bool security = false;
	int ret = m->main ? 1 : find_mirror(a, false, &m->main);

	for (size_t i = 0; i < a->suites->n; i++)
		security |= is_security(a->suites->v[i]);
	if (ret <= 0 || !security || m->security)
		return ret;
	ret = find_mirror(a, true, &m->security);
	if (!ret)
		m->security = str_dup("http://deb.debian.org/debian-security");
	return ret < 0 ? ret : 1;
}

/* Let apt look at nothing but the suites. */
static int write_sources(struct apt *a, const struct mirrors *m)
{
	static const char keys[] = "/usr/share/keyrings/debian-archive-keyring.gpg";
	char *path __cleanup(str_free) = path_join(a->lists, "sources.list");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < a->suites->n; i++) {
		const char *suite = a->suites->v[i];

		sb_adds(&text, "deb ");
		if (exists(keys))
			sb_addf(&text, "[signed-by=%s] ", keys);
		sb_addf(&text, "%s %s main\n",
			is_security(suite) ? m->security : m->main, suite);
	}
	err = write_file(path, text.buf, text.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	a->only_suites = true;
	/* apt may have complained of other archives. */
	free(a->why);
	a->why = NULL;
	return 0;
}

static int update_lists(struct apt *a, const char *which)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;

	note("fetch: reading the package lists %s", which);
	return apt_run(a, NULL, &out, ARGS("apt-get", "update",
					   "-oAcquire::Languages=none"));
}

int apt_make_lists(struct apt *a)
{
	struct mirrors mirrors __cleanup(free_mirrors) = { 0 };
	char *lists __cleanup(str_free) = NULL, *archives __cleanup(str_free) = NULL;
	int ret = need_scratch(a);

	if (ret)
		return ret;
	if (a->suites)
		ret = find_mirrors(a, &mirrors);
	if (ret < 0)
		return ret;
	a->lists = path_join(a->scratch.path, "apt");
	lists = path_join(a->lists, "lists/partial");
	archives = path_join(a->lists, "cache/archives/partial");
	ret = make_dir(lists);
	if (!ret)
		ret = make_dir(archives);
	if (ret)
		return ret;
	if (!a->suites || !mirrors.main) {
		/* apt knows which mirror is Debian's only after it has read the lists. */
		ret = update_lists(a, "again");
		if (!ret && a->suites)
			ret = find_mirrors(a, &mirrors);
		if (ret < 0)
			return ret;
	}
	if (!a->suites)
		return ret == 0;
	if (!mirrors.main) {
		if (!a->why)
			a->why = str_dup("the system uses no mirror of Debian");
		return 0;
	}
	ret = write_sources(a, &mirrors);
	if (!ret) {
		char *names __cleanup(str_free) = sl_join(a->suites, ", ");
		char *which __cleanup(str_free) = str_fmt("of %s", names);

		ret = update_lists(a, which);
	}
	return ret < 0 ? ret : ret == 0;
}

static bool all_there(const char *const names[])
{
	for (; *names; names++) {
		char *path __cleanup(str_free) = proc_find(*names);

		if (!path)
			return false;
	}
	return true;
}

/* apt does not give the package: use the version that was used last. */
static int use_current(struct apt *a)
{
	const char *wanted = a->package ? a->package : a->name;
	const char *why = a->why ? a->why : "unknown to it";

	if (!wanted)
		wanted = a->pattern;
	if (take_current(a)) {
		note("fetch: apt gives no %s now (%s); using %s, which is in the cache",
		     wanted, why, a->version);
		return 0;
	}
	return fail(EXIT_FETCH, ENOENT,
		    "apt gives no package %s (%s): check the network and /etc/apt/sources.list, and run apt-get update",
		    wanted, why);
}

int apt_newest(struct apt *a)
{
	const char *const *own = ARGS("apt-get", "apt-cache", "dpkg-deb");
	int ret = ABSENT;

	if (!all_there(own) || !all_there(a->programs)) {
		if (!take_current(a)) {
			ret = tools_need(own);
			return ret ? ret : tools_need(a->programs);
		}
		note("fetch: programs that fetch are missing ('lazymmu doctor' names them); using the %s %s in the cache",
		     a->package ? a->package : a->what, a->version);
		return 0;
	}
	if (!a->suites)
		ret = look(a);
	if (ret == ABSENT && !(a->lazy && has_current(a))) {
		ret = apt_make_lists(a);
		ret = ret > 0 ? look(a) : ret < 0 ? ret : ABSENT;
	}
	if (ret == CACHED && !a->lazy)
		note("fetch: %s %s is in the cache", a->name, a->version);
	if (ret == ABSENT)
		return use_current(a);
	return ret < 0 ? ret : ret == DOWNLOADED;
}

int apt_unpack(const struct apt *a, const char *dir)
{
	char *debs __cleanup(str_free) = path_join(a->scratch.path, "debs");
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	char *deb __cleanup(str_free) = NULL;
	int ret = list_dir(debs, &names);

	if (ret || names.n != 1)
		return fail(EXIT_FETCH, EIO,
			    "apt-get download left %zu files in %s, where one package was expected",
			    names.n, debs);
	deb = path_join(debs, names.v[0]);
	note("fetch: unpacking");
	ret = tool_run(ARGS("dpkg-deb", "-x", deb, dir), &(struct proc){ .err = &err });
	if (ret > 0)
		ret = fail(space_blamed(err.buf) || space_is_out(a->scratch.path) ?
			   EXIT_NO_SPACE : EXIT_FETCH, EIO,
			   "dpkg-deb cannot unpack %s (%s): %.*s", deb,
			   proc_status(ret), (int)strcspn(err.buf, "\n"), err.buf);
	rm_rf(debs);
	return ret;
}

int apt_keep(const struct apt *a, const char *dir)
{
	char *final __cleanup(str_free) = apt_path(a);

	if (rename(dir, final) < 0)
		return fail(EXIT_TOOL, errno, "%s cannot be made: %s", final,
			    strerror(errno));
	return a->exact ? 0 : set_current(a);
}

void apt_free(struct apt *a)
{
	scratch_remove(&a->scratch);
	free(a->name);
	free(a->version);
	free(a->lists);
	free(a->why);
}
