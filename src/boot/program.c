// SPDX-License-Identifier: GPL-2.0-only
#include "boot/program.h"

#include <errno.h>
#include <string.h>

#include "build/toolchain.h"
#include "host/git.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/scratch.h"

int program_read(const struct kernel *k, const char *files, struct program *p,
		 struct sha256 *d)
{
	struct git g = kernel_git(k);
	int err = 0;

	sl_split(&p->names, files, " ");
	for (size_t i = 0; i < p->names.n && !err; i++) {
		char *object __cleanup(str_free) =
			str_fmt("%s:%s", k->head, p->names.v[i]);
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;

		err = git_ok(&g, &text, "cat-file", "blob", object);
		sl_add(&p->texts, text.buf);
		sha256_add_string(d, p->names.v[i]);
		sha256_add_string(d, text.buf);
	}
	git_free(&g);
	return err;
}

/* Write the files to @dir, under their paths in the tree. */
static int write_files(const struct program *p, const char *dir)
{
	for (size_t i = 0; i < p->names.n; i++) {
		char *path __cleanup(str_free) = path_join(dir, p->names.v[i]);
		int err = mkdir_parents(path);

		if (!err)
			err = write_file_atomic(path, p->texts.v[i],
						strlen(p->texts.v[i]));
		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be written: %s",
				    path, strerror(-err));
	}
	return 0;
}

/* Warnings about the kernel's own programs are not for our users. */
static int run_compiler(const char *cc, const char *dir, const char *source,
			const char *out)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .cwd = dir, .keep = toolchain_keep, .out = &text, .err = &text };
	int ret = tool_run((const char *const[]){ cc, "-std=gnu11", "-D_GNU_SOURCE",
						  "-O2", "-w", "-static", "-pthread",
						  "-I.", "-o", out, source, NULL }, &p);

	if (ret <= 0)
		return ret;
	note("%s", text.buf);
	return fail(EXIT_BUILD, EIO, "%s does not compile with %s: %s", source, cc,
		    proc_status(ret));
}

int program_compile(const struct program *p, const char *cc, struct strbuf *out)
{
	char *path __cleanup(str_free) = NULL;
	struct scratch s;
	int err = scratch_make("program", &s);

	if (err)
		return err;
	path = path_join(s.path, "program");
	err = write_files(p, s.path);
	if (!err)
		err = run_compiler(cc, s.path, p->names.v[0], path);
	if (!err) {
		err = read_file(path, out);
		if (err)
			err = fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
				   strerror(-err));
	}
	scratch_remove(&s);
	return err;
}

void program_free(struct program *p)
{
	sl_free(&p->names);
	sl_free(&p->texts);
}
