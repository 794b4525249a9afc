// SPDX-License-Identifier: GPL-2.0-only
#include "build/toolchain.h"

#include <errno.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* proc_run() adds LC_ALL=C. */
const char *const toolchain_keep[] = { "PATH", "HOME", "TMPDIR", NULL };

char *toolchain_compiler(const struct target *t)
{
	return str_fmt("%sgcc", t->cross);
}

/*
 * Run the compiler of @t with the option @question, and take the first line of
 * its answer.
 */
static int ask_compiler(const struct target *t, const char *question, char **answer)
{
	char *cc __cleanup(str_free) = toolchain_compiler(t);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .keep = toolchain_keep, .out = &out, .err = &err };
	int ret = tool_run(ARGS(cc, question), &p);

	if (ret > 0)
		return fail(EXIT_TOOL, EIO, "'%s %s' failed: %s", cc, question,
			    proc_status(ret));
	if (!ret)
		*answer = str_fmt("%.*s", (int)strcspn(out.buf, "\n"), out.buf);
	return ret;
}

int toolchain_version(const struct target *t, char **version)
{
	return ask_compiler(t, "--version", version);
}

/* gcc answers with the path of the file if it has it, else with the bare name. */
static int need_static_libc(const struct target *t)
{
	char *path __cleanup(str_free) = NULL;
	char *cc __cleanup(str_free) = toolchain_compiler(t);
	int err = ask_compiler(t, "-print-file-name=libc.a", &path);

	if (!err && path && !strcmp(path, "libc.a"))
		err = fail(EXIT_MISSING_TOOL, ENOENT,
			   "%s has no C library to link guests with (libc.a): 'lazymmu doctor --install' installs what is missing",
			   cc);
	return err;
}

/*
 * Check that the program @name is installed. @prefix: how the name of its
 * package begins, which may be one of the packages of @t.
 */
static int need_program(const struct target *t, const char *name, const char *prefix)
{
	const char *package = tool_package(name);
	char *path __cleanup(str_free) = proc_find(name);

	if (path)
		return 0;
	for (size_t i = 0; i < t->packages.n && !package; i++) {
		if (!strncmp(t->packages.v[i], prefix, strlen(prefix)))
			package = t->packages.v[i];
	}
	return tool_missing_in(name, package);
}

int toolchain_need(const struct target *t, bool boot)
{
	char *cc __cleanup(str_free) = toolchain_compiler(t);
	int err = tools_need(ARGS("make"));

	if (!err)
		err = need_program(t, cc, "gcc-");
	if (!err && boot)
		err = need_program(t, t->qemu.v[0], "qemu-");
	if (!err && boot)
		err = need_static_libc(t);
	return err;
}
