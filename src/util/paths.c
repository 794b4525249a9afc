// SPDX-License-Identifier: GPL-2.0-only
#include "util/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/private.h"
#include "util/strbuf.h"

static char *home;
static char *cache;

/* The directory @path, relative to @exe, if the command's data is there. */
static char *beside(const char *exe, const char *path)
{
	char *series = str_fmt("%s/%s/series", exe, path);
	char *dir = NULL;

	if (is_dir(series)) {
		*strrchr(series, '/') = '\0';
		dir = realpath(series, NULL);
	}
	free(series);
	return dir;
}

const char *home_dir(void)
{
	const char *env = getenv("LAZYMMU_HOME");
	char exe[PATH_MAX];
	ssize_t n;

	if (home)
		return home;
	if (env && *env) {
		home = realpath(env, NULL);
		if (!home)
			fail(EXIT_TOOL, errno, "LAZYMMU_HOME=%s cannot be used: %s",
			     env, strerror(errno));
		return home;
	}
	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n <= 0) {
		fail(EXIT_TOOL, errno,
		     "/proc/self/exe cannot be read (%s): set LAZYMMU_HOME to the directory that holds series/",
		     strerror(errno));
		return NULL;
	}
	exe[n] = '\0';
	*strrchr(exe, '/') = '\0';
	home = beside(exe, "");
	if (!home)
		home = beside(exe, "../share/lazymmu");
	if (!home)
		fail(EXIT_TOOL, ENOENT,
		     "the series and the targets are neither in %s nor in %s/../share/lazymmu: set LAZYMMU_HOME to the directory that holds them",
		     exe, exe);
	return home;
}

char *plugin_dir(void)
{
	const char *dir = home_dir();
	char *path;

	if (!dir)
		return NULL;
	/* Only a checkout has build/. */
	path = path_join(dir, "build");
	if (!is_dir(path)) {
		free(path);
		path = path_join(dir, "../../lib/lazymmu");
	}
	return path;
}

/*
 * The path that the environment gives the cache, to be freed by the caller, or
 * NULL.
 */
static char *wanted_cache(void)
{
	const char *env = getenv("LAZYMMU_CACHE");

	if (env && *env)
		return str_dup(env);
	/* The XDG specification says that a relative path is ignored. */
	env = getenv("XDG_CACHE_HOME");
	if (env && *env == '/')
		return path_join(env, "lazymmu");
	env = getenv("HOME");
	if (env && *env)
		return path_join(env, ".cache/lazymmu");
	return NULL;
}

const char *cache_dir(void)
{
	char *path __cleanup(str_free) = NULL;
	char *real __cleanup(str_free) = NULL;
	int ret;

	if (cache)
		return cache;
	path = wanted_cache();
	if (!path) {
		fail(EXIT_TOOL, ENOENT,
		     "no place for the cache: set LAZYMMU_CACHE or HOME");
		return NULL;
	}
	ret = mkdir_parents(path);
	/* The directory may be a symbolic link to a disk with more room. */
	real = ret ? NULL : realpath(path, NULL);
	if (ret) {
		fail(EXIT_TOOL, -ret,
		     "the cache directory %s cannot be made (%s): set LAZYMMU_CACHE to one that can",
		     path, strerror(-ret));
		return NULL;
	}
	ret = private_dir(real ? real : path, "cache directory");
	if (ret < 0)
		return NULL;
	if (ret)
		note("the cache directory %s is open to nobody but you from now on", path);
	cache = real ? take_ptr(real) : realpath(path, NULL);
	if (!cache)
		fail(EXIT_TOOL, errno, "the cache directory %s cannot be used: %s",
		     path, strerror(errno));
	return cache;
}

void home_forget(void)
{
	free(home);
	free(cache);
	home = NULL;
	cache = NULL;
}
