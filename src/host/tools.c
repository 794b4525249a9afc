// SPDX-License-Identifier: GPL-2.0-only
#include "host/tools.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/version.h"

const struct tool tools[] = {
	/* to build the command */
	{ "gcc", NULL, "gcc", "8.1", "the command, kernels for x86_64" },
	{ "make", NULL, "make", "4.0", "the command, kernels" },
	{ "libc", "/usr/include/stdio.h", "libc6-dev", NULL, "the command, guests" },
	{ "jansson", "/usr/include/jansson.h", "libjansson-dev", NULL, "the command" },
	{ "pcre2", "/usr/include/pcre2.h", "libpcre2-dev", NULL, "the command" },
	{ "libmd", "/usr/include/sha256.h", "libmd-dev", NULL, "the command" },
	{ "cmocka", "/usr/include/cmocka.h", "libcmocka-dev", NULL, "its unit tests" },
	{ "valgrind", NULL, "valgrind", NULL, "its unit tests" },
	/* to fetch and convert a kernel */
	{ "git", NULL, "git", "2.34", "everything" },
	{ "spatch", NULL, "coccinelle", "1.1", "the series" },
	{ "libpython", "/usr/lib/*/libpython3*.so.1*", "libpython3-dev", NULL,
	  "spatch's scripts" },
	{ "apt-get", NULL, "apt", NULL, "kernel sources, Xen" },
	{ "apt-cache", NULL, "apt", NULL, "kernel sources" },
	{ "dpkg-deb", NULL, "dpkg", NULL, "kernel sources, Xen" },
	{ "tar", NULL, "tar", NULL, "kernel sources" },
	{ "xz", NULL, "xz-utils", NULL, "kernel sources" },
	{ "gzip", NULL, "gzip", NULL, "kernels, Xen" },
	{ "perl", NULL, "perl", NULL, "kernels, checkpatch" },
	{ "python3", NULL, "python3", NULL, "kernels, spatch" },
	{ "ply", "/usr/lib/python3/dist-packages/ply/lex.py", "python3-ply", NULL,
	  "checkpatch" },
	{ "GitPython", "/usr/lib/python3/dist-packages/git/repo/base.py",
	  "python3-git", NULL, "checkpatch" },
	{ "gnuplot", NULL, "gnuplot-nox", NULL, "the plots of benchmarks" },
	{ "sparse", NULL, "sparse", NULL, "checking the series" },
	/* to build kernels */
	{ "bc", NULL, "bc", NULL, "kernels" },
	{ "flex", NULL, "flex", NULL, "kernels" },
	{ "bison", NULL, "bison", NULL, "kernels" },
	{ "libelf", "/usr/include/libelf.h", "libelf-dev", NULL, "kernels for x86_64" },
	{ "openssl", "/usr/include/openssl/ssl.h", "libssl-dev", NULL, "kernels" },
	{ "aarch64-linux-gnu-gcc", NULL, "gcc-aarch64-linux-gnu", "8.1", "arm64" },
	{ "powerpc64le-linux-gnu-gcc", NULL, "gcc-powerpc64le-linux-gnu", "8.1", "powerpc" },
	{ "sparc64-linux-gnu-gcc", NULL, "gcc-sparc64-linux-gnu", "8.1", "sparc64" },
	{ "s390x-linux-gnu-gcc", NULL, "gcc-s390x-linux-gnu", "8.1", "compile test" },
	{ "riscv64-linux-gnu-gcc", NULL, "gcc-riscv64-linux-gnu", "8.1", "compile test" },
	{ "libc for arm64", "/usr/aarch64-linux-gnu/include/stdio.h",
	  "libc6-dev-arm64-cross", NULL, "guests" },
	{ "libc for powerpc", "/usr/powerpc64le-linux-gnu/include/stdio.h",
	  "libc6-dev-ppc64el-cross", NULL, "guests" },
	{ "libc for sparc64", "/usr/sparc64-linux-gnu/include/stdio.h",
	  "libc6-dev-sparc64-cross", NULL, "guests" },
	/* to run them */
	{ "qemu-system-x86_64", NULL, "qemu-system-x86", NULL, "x86_64, Xen" },
	{ "qemu-system-aarch64", NULL, "qemu-system-arm", NULL, "arm64" },
	{ "qemu-system-ppc64", NULL, "qemu-system-ppc", NULL, "powerpc" },
	{ "qemu-system-sparc64", NULL, "qemu-system-sparc", NULL, "sparc64" },
	{ NULL, NULL, NULL, NULL, NULL },
};

/* A library tells no version; its package does. */
static char *package_version(const char *package)
{
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	struct proc p = { .out = &out, .err = &err, .timeout_s = 20 };
	int ret;

	ret = proc_run((const char *const[]){ "dpkg-query", "-W",
					      "-f=${Version}", package, NULL }, &p);
	if (ret || !out.len) {
		sb_reset(&out);
		sb_adds(&out, "-");
	}
	sb_free(&err);
	return sb_detach(&out);
}

/* Is there a file that matches? A library's name has its version in it. */
static bool file_there(const char *pattern)
{
	glob_t found;
	bool there = glob(pattern, 0, NULL, &found) == 0;

	globfree(&found);
	return there;
}

int tool_check(const struct tool *t, char **version)
{
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true, .timeout_s = 20 };
	int ret;

	*version = NULL;
	if (t->file) {
		if (!file_there(t->file))
			return TOOL_MISSING;
		*version = package_version(t->package);
		return TOOL_OK;
	}
	ret = proc_run((const char *const[]){ t->name, "--version", NULL }, &p);
	if (ret == -EINTR)
		goto out;
	if (ret < 0) {
		ret = TOOL_MISSING;
		goto out;
	}
	ret = TOOL_OK;
	*version = version_find(out.buf);
	if (!*version)
		*version = str_dup("-");
	else if (t->minimum && version_compare(*version, t->minimum) < 0)
		ret = TOOL_OLD;
out:
	sb_free(&out);
	return ret;
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
	const char *package = tool_package(name);

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
