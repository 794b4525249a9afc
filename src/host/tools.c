// SPDX-License-Identifier: GPL-2.0-only
#include "host/tools.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/lines.h"
#include "util/strbuf.h"
#include "util/version.h"

#define PROGRAM(name_, package_, minimum_, purpose_) \
	{ .name = name_, .package = package_, .minimum = minimum_, .purpose = purpose_ }
#define LIBRARY(name_, file_, package_, purpose_) \
	{ .name = name_, .file = file_, .package = package_, .purpose = purpose_ }

const struct tool tools[] = {
	/* to build the command */
	PROGRAM("gcc", "gcc", TOOL_GCC_MINIMUM, "the command, kernels for x86_64"),
	PROGRAM("make", "make", "4.0", "the command, kernels"),
	LIBRARY("libc", "/usr/include/stdio.h", "libc6-dev", "the command, guests"),
	LIBRARY("jansson", "/usr/include/jansson.h", "libjansson-dev", "the command"),
	LIBRARY("pcre2", "/usr/include/pcre2.h", "libpcre2-dev", "the command"),
	LIBRARY("libmd", "/usr/include/sha256.h", "libmd-dev", "the command"),
	LIBRARY("cmocka", "/usr/include/cmocka.h", "libcmocka-dev", "its unit tests"),
	PROGRAM("valgrind", "valgrind", NULL, "its unit tests"),
	/* to fetch and convert a kernel */
	PROGRAM("git", "git", "2.34", "everything"),
	PROGRAM("spatch", "coccinelle", "1.1", "the series"),
	LIBRARY("libpython", "/usr/lib/*/libpython3*.so.1*", "libpython3-dev", "spatch's scripts"),
	PROGRAM("apt-get", "apt", NULL, "kernel sources, Xen"),
	PROGRAM("apt-cache", "apt", NULL, "kernel sources"),
	PROGRAM("dpkg-deb", "dpkg", NULL, "kernel sources, Xen"),
	PROGRAM("tar", "tar", NULL, "kernel sources"),
	PROGRAM("xz", "xz-utils", NULL, "kernel sources"),
	PROGRAM("gzip", "gzip", NULL, "kernels, Xen"),
	PROGRAM("perl", "perl", NULL, "kernels, checkpatch"),
	PROGRAM("python3", "python3", NULL, "kernels, spatch"),
	LIBRARY("ply", "/usr/lib/python3/dist-packages/ply/lex.py", "python3-ply", "checkpatch"),
	LIBRARY("GitPython", "/usr/lib/python3/dist-packages/git/repo/base.py",
		"python3-git", "checkpatch"),
	PROGRAM("gnuplot", "gnuplot-nox", NULL, "the plots of benchmarks"),
	PROGRAM("sparse", "sparse", NULL, "checking the series"),
	/* to build kernels */
	PROGRAM("bc", "bc", NULL, "kernels"),
	PROGRAM("flex", "flex", NULL, "kernels"),
	PROGRAM("bison", "bison", NULL, "kernels"),
	LIBRARY("libelf", "/usr/include/libelf.h", "libelf-dev", "kernels for x86_64"),
	LIBRARY("openssl", "/usr/include/openssl/ssl.h", "libssl-dev", "kernels"),
	{ 0 },
};

/*
 * Ask dpkg for the version of @package. Returns 1, 0 if the package is not
 * installed, -ENOENT if there is no dpkg (nothing recorded), or another
 * negative value.
 */
static int package_version(const char *package, char **version)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .err = &err, .timeout_s = 20 };
	struct lines l;
	char *line;
	int ret;

	ret = proc_run(ARGS("dpkg-query", "-W", "-f=${db:Status-Status} ${Version}\n",
			    package), &p);
	if (ret < 0)
		return ret;
	/* dpkg-query prints a line for each architecture; one line is enough. */
	l = (struct lines)LINES(out.buf, out.len);
	while ((line = lines_cut(&l))) {
		if (strncmp(line, "installed ", 10))
			continue;
		*version = str_dup(line + 10);
		return 1;
	}
	return 0;
}

/* Does a file match the pattern? The file name of a library contains its version. */
static bool file_there(const char *pattern)
{
	glob_t found;
	bool there = glob(pattern, 0, NULL, &found) == 0;

	globfree(&found);
	return there;
}

static int check_package(const struct tool *t, char **version)
{
	int ret = package_version(t->package, version);

	if (ret == -EINTR)
		return ret;
	return ret > 0 ? TOOL_OK : ret < 0 ? TOOL_UNKNOWN : TOOL_MISSING;
}

/* The version of a library is that of its package. */
static int check_file(const struct tool *t, char **version)
{
	int ret;

	if (!file_there(t->file))
		return TOOL_MISSING;
	ret = package_version(t->package, version);
	if (ret == -EINTR)
		return ret;
	if (ret <= 0)
		*version = str_dup("-");
	return TOOL_OK;
}

static int check_program(const struct tool *t, char **version)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true, .timeout_s = 20 };
	int ret = proc_run(ARGS(t->name, "--version"), &p);

	if (ret == -EINTR)
		return ret;
	if (ret == -ENOENT)
		return TOOL_MISSING;
	/* The digits of an error message are no version. */
	if (ret)
		return TOOL_BROKEN;
	*version = version_find(out.buf);
	if (!*version) {
		*version = str_dup("-");
		return t->minimum ? TOOL_NO_VERSION : TOOL_OK;
	}
	if (t->minimum && version_compare(*version, t->minimum) < 0)
		return TOOL_OLD;
	return TOOL_OK;
}

int tool_check(const struct tool *t, char **version)
{
	*version = NULL;
	return t->by_package ? check_package(t, version) :
	       t->file ? check_file(t, version) : check_program(t, version);
}

const char *tool_package(const char *name)
{
	for (const struct tool *t = tools; t->name; t++) {
		if (!strcmp(t->name, name))
			return t->package;
	}
	return NULL;
}

int tool_missing(const char *name)
{
	return tool_missing_in(name, tool_package(name));
}

int tool_missing_in(const char *name, const char *package)
{
	return fail(EXIT_MISSING_TOOL, ENOENT,
		    "%s is not installed%s%s%s: 'lazymmu doctor --install' installs what is missing",
		    name, package ? " (package " : "", package ? package : "",
		    package ? ")" : "");
}

int tools_need(const char *const names[])
{
	for (; *names; names++) {
		char *path = proc_find(*names);

		if (!path)
			return tool_missing(*names);
		free(path);
	}
	return 0;
}

int tool_run(const char *const argv[], struct proc *p)
{
	int ret = proc_run(argv, p);

	if (ret == -ENOENT)
		return tool_missing(argv[0]);
	if (ret == -ETIMEDOUT)
		return fail(EXIT_TOOL, ETIMEDOUT, "%s did not end within %d seconds",
			    argv[0], p->timeout_s);
	if (ret < 0)
		return fail(EXIT_TOOL, -ret, "%s cannot be run: %s", argv[0],
			    strerror(-ret));
	return ret;
}
