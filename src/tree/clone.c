// SPDX-License-Identifier: GPL-2.0-only
#include "tree/clone.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/git.h"
#include "host/space.h"
#include "host/tools.h"
#include "tree/kernel.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/sha256.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* Disk space: the objects of one commit, and its files. */
#define SPACE_NEEDED (2500ULL << 20)

/* The tag becomes part of a file name. */
#define TAG_MAX 100

static const char *const schemes[] = { "https", "http", "ssh", "git", "file" };

/* Does @url begin with a scheme that is allowed, and "://"? */
static bool has_scheme(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t len = strlen(schemes[i]);

		if (!strncmp(url, schemes[i], len) && !strncmp(url + len, "://", 3))
			return url[len + 3];
	}
	return false;
}

/*
 * Is the address of the form user@host:path, which git reaches by ssh?
 * TRANSPORT::ADDRESS is refused, as it would run a program.
 */
static bool is_ssh_address(const char *url)
{
	const char *colon = strchr(url, ':');
	const char *slash = strchr(url, '/');

	return colon && colon > url && colon[1] && colon[1] != ':' &&
	       strncmp(colon, "://", 3) && (!slash || colon < slash);
}

/*
 * Check the URL. Return: the URL, a path as an absolute one, to be freed by the
 * caller; or NULL (failure recorded).
 */
static char *check_url(const char *url)
{
	char *checked;
	bool plain = *url && *url != '-';

	for (const char *p = url; *p; p++)
		plain = plain && !iscntrl((unsigned char)*p);
	if (plain && exists(url)) {
		checked = realpath(url, NULL);
		if (!checked)
			fail(EXIT_FETCH, errno, "%s cannot be read: %s", url,
			     strerror(errno));
		return checked;
	}
	if (plain && (has_scheme(url) || is_ssh_address(url)))
		return str_dup(url);
	fail(EXIT_USAGE, EINVAL,
	     "'%s' is neither the URL of a git repository (https, http, ssh, git or file) nor the path of one",
	     url);
	return NULL;
}

static int check_tag(const char *tag)
{
	char *ref __cleanup(str_free) = str_fmt("refs/tags/%s", tag);
	const struct git g = { .own = true };
	int ret = git_status(&g, NULL, "check-ref-format", ref);

	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(&g, "check-ref-format", ret, "");
	if (ret || *tag == '-' || strlen(tag) > TAG_MAX)
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' cannot be the name of a tag: give one like v6.12.60",
			    tag);
	return 0;
}

/* The name of the tree's directory: the tag, and a digest that includes the URL. */
static char *directory_name(const char *url, const char *tag)
{
	char *name = NULL;
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, url);
	sha256_add_string(&d, tag);
	sha256_hex(&d, hex);
	name = str_fmt("%s-%.8s", tag, hex);
	for (char *p = name; *p; p++)
		*p = *p == '/' ? '-' : *p;
	return name;
}

/*
 * Look for @name in each directory VERSION-git of @kernels. Return: 1 with
 * *@path set, 0, or a negative errno value (failure recorded).
 */
static int find_cached(const char *kernels, const char *name, char **path)
{
	struct strlist dirs __cleanup(sl_free) = { 0 };
	int err = list_dir(kernels, &dirs);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", kernels,
			    strerror(-err));
	for (size_t i = 0; i < dirs.n; i++) {
		char *dir __cleanup(str_free) = str_fmt("%s/%s/%s", kernels,
							dirs.v[i], name);

		if (dirs.v[i][0] == '.' || !is_dir(dir))
			continue;
		/* Another process may be removing the tree. */
		err = cache_use(dir);
		if (err)
			return err;
		if (is_dir(dir)) {
			*path = take_ptr(dir);
			return 1;
		}
	}
	return 0;
}

/*
 * The line of git's message that names the error. ssh writes its own reason
 * before git's general one.
 */
static char *find_reason(const char *message)
{
	const char *p = strstr(message, "fatal: ");

	if (!p || !strncmp(p, "fatal: Could not read from remote", 33))
		p = message;
	if (!strncmp(p, "fatal: ", 7))
		p += 7;
	return str_fmt("%.*s", (int)strcspn(p, "\r\n"), p);
}

/* Get the commit of the tag, and nothing else, into the repository of @g. */
static int get_tag(const struct git *g, const char *url, const char *tag)
{
	struct strbuf message __cleanup(sb_free) = STRBUF_INIT;
	char *refspec __cleanup(str_free) = str_fmt("refs/tags/%s:refs/tags/%s",
						    tag, tag);
	char *why __cleanup(str_free) = NULL;
	int ret;

	note("fetch: getting %s from %s", tag, url);
	ret = git_try(g, NULL, 0, NULL, &message,
		      ARGS("fetch", "-q", "--depth=1", "--no-tags",
			   "--no-write-fetch-head", "--no-auto-gc", "--", url,
			   refspec));
	if (ret <= 0 || ret >= 256)
		return ret > 0 ? git_failed(g, "fetch", ret, message.buf) : ret;
	why = find_reason(message.buf);
	return fail(EXIT_FETCH, EIO,
		    "git cannot get the tag %s from %s (%s): check the network, the URL and the tag%s",
		    tag, url, *why ? why : "it does not say why",
		    !strncmp(url, "ssh://", 6) || is_ssh_address(url) ?
		    "; ssh may not ask for a password or about an unknown host, so a key must be in ssh-agent and the host in known_hosts" :
		    "");
}

/* Make a work tree of the tag in @dir. */
static int make_tree(const char *dir, const char *url, const char *tag)
{
	char *commit __cleanup(str_free) = str_fmt("refs/tags/%s^{commit}", tag);
	struct git g __cleanup(git_free) = { .own = true, .cwd = dir };
	int err = mkdir_p(dir, 0777);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be made: %s", dir,
			    strerror(-err));
	/* This is the only git command that may use the network. */
	sl_add(&g.env, "GIT_ALLOW_PROTOCOL=https:http:ssh:git:file");
	err = git_ok(&g, NULL, "init", "-q", "--template=", "-b", "main");
	if (!err)
		err = get_tag(&g, url, tag);
	if (!err)
		err = git_ok(&g, NULL, "update-ref", "refs/heads/main", commit);
	if (!err) {
		note("fetch: checking out %s", tag);
		err = git_ok(&g, NULL, "reset", "-q", "--hard", "main");
	}
	return err;
}

/* Is the tree in @dir a kernel of the required version? */
static int check_kernel(const char *dir, const char *url, const char *tag,
			const char *version, struct kernel *k)
{
	/* The user does not know the path in the cache. */
	char *what __cleanup(str_free) = str_fmt("the tag %s of %s", tag, url);
	struct failure f;
	int err = kernel_open_as(dir, what, k);

	if (err) {
		fail_take(&f);
		err = f.code == EXIT_NOT_KERNEL ? fail_again(&f, err) :
		      fail(f.code, -err, "%s cannot be used: %s", what, f.message);
		failure_free(&f);
		return err;
	}
	if (version && strcmp(version, k->version))
		return fail(EXIT_FETCH, EINVAL,
			    "the tag %s of %s is Linux %s, not %s: correct versions/%s",
			    tag, url, k->version, version, version);
	return 0;
}

/* Make the tree in a scratch directory, and rename it as the last step. */
static int make_kernel(const char *kernels, const char *name, const char *url,
		       const char *tag, const char *version, char **path)
{
	struct scratch s __cleanup(scratch_remove) = { .lock = -1 };
	struct kernel k __cleanup(kernel_free) = { 0 };
	char *dir __cleanup(str_free) = NULL;
	char *final __cleanup(str_free) = NULL;
	int err = space_check(kernels, SPACE_NEEDED, "a kernel source");

	if (!err)
		err = scratch_make("fetch", &s);
	if (err)
		return err;
	dir = path_join(s.path, "tree");
	err = make_tree(dir, url, tag);
	if (!err)
		err = check_kernel(dir, url, tag, version, &k);
	if (err)
		return err;
	final = str_fmt("%s/%s-git/%s", kernels, k.version, name);
	err = mkdir_parents(final);
	if (!err && rename(dir, final) < 0)
		err = -errno;
	if (err) {
		/* A directory that was made for this tree alone is empty. */
		*strrchr(final, '/') = '\0';
		rmdir(final);
		return fail(EXIT_TOOL, -err, "%s/%s cannot be made: %s", final,
			    name, strerror(-err));
	}
	*path = take_ptr(final);
	return 0;
}

int clone_tag(const char *url, const char *tag, const char *version, char **path)
{
	const char *cache = cache_dir();
	char *kernels __cleanup(str_free) = NULL;
	char *checked __cleanup(str_free) = NULL;
	char *name __cleanup(str_free) = NULL;
	char *file __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	int ret;

	*path = NULL;
	if (!cache)
		return -ENOENT;
	ret = tools_need(ARGS("git"));
	if (ret)
		return ret;
	checked = check_url(url);
	if (!checked)
		return -EINVAL;
	ret = check_tag(tag);
	if (ret)
		return ret;
	kernels = path_join(cache, "kernels");
	name = directory_name(checked, tag);
	/* One lock for all tags: a lock is never removed, and tags are many. */
	file = path_join(kernels, ".git.lock");
	lock = lock_take(file, "fetches a kernel with git");
	if (lock < 0)
		return lock;
	ret = find_cached(kernels, name, path);
	if (ret > 0)
		note("fetch: %s of %s is in the cache", tag, checked);
	else if (!ret)
		ret = make_kernel(kernels, name, checked, tag, version, path);
	if (ret < 0)
		return ret;
	return cache_use(*path);
}
