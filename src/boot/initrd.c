// SPDX-License-Identifier: GPL-2.0-only
#include "boot/initrd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/cpio.h"
#include "boot/program.h"
#include "build/toolchain.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static const char *const guest_flags[] = {
	"-std=gnu11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-static",
	"-pthread",
};

/* "init.c" and "guest.h" are sources; "README" is not. */
static bool is_source(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && name[len - 2] == '.' && strchr("ch", name[len - 1]);
}

/* Append the paths of the sources in @dir to @sources, and hash them all. */
static int hash_sources(const char *dir, struct strlist *sources, struct sha256 *d)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = list_dir(dir, &names);

	for (size_t i = 0; !err && i < names.n; i++) {
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;

		if (!is_source(names.v[i]))
			continue;
		sl_addf(sources, "%s/%s", dir, names.v[i]);
		err = read_file(sources->v[sources->n - 1], &text);
		sha256_add_string(d, names.v[i]);
		sha256_add(d, text.buf, text.len);
	}
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", dir,
			    strerror(-err));
	return 0;
}

static int hash_compiler(const char *cc, struct sha256 *d)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .keep = toolchain_keep, .out = &text, .err = &text };
	int ret = tool_run(ARGS(cc, "-v"), &p);

	if (ret > 0)
		return fail(EXIT_TOOL, EIO, "'%s -v' failed: %s", cc, proc_status(ret));
	sha256_add(d, text.buf, text.len);
	for (size_t i = 0; i < ARRAY_SIZE(guest_flags); i++)
		sha256_add_string(d, guest_flags[i]);
	return ret;
}

static int compile_guest(const char *cc, const struct strlist *sources,
			 const char *out)
{
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .keep = toolchain_keep, .out = &text, .err = &text };
	int ret;

	sl_add(&argv, cc);
	for (size_t i = 0; i < ARRAY_SIZE(guest_flags); i++)
		sl_add(&argv, guest_flags[i]);
	sl_add(&argv, "-o");
	sl_add(&argv, out);
	for (size_t i = 0; i < sources->n; i++) {
		if (sources->v[i][strlen(sources->v[i]) - 1] == 'c')
			sl_add(&argv, sources->v[i]);
	}
	ret = tool_run((const char *const *)argv.v, &p);
	if (ret <= 0)
		return ret;
	note("%s", text.buf);
	return fail(EXIT_BUILD, EIO, "the guest does not compile with %s: %s", cc,
		    proc_status(ret));
}

static int hash_modules(const struct strlist *modules, struct sha256 *d)
{
	for (size_t i = 0; i < modules->n; i++) {
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
		int err = read_file(modules->v[i], &text);

		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be read: %s",
				    modules->v[i], strerror(-err));
		sha256_add_string(d, modules->v[i]);
		sha256_add(d, text.buf, text.len);
	}
	return 0;
}

static int add_modules(struct cpio *c, const struct strlist *modules)
{
	if (modules->n)
		cpio_add(c, "modules", S_IFDIR | 0755, NULL, 0, 0, 0);
	for (size_t i = 0; i < modules->n; i++) {
		const char *base = strrchr(modules->v[i], '/');
		struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
		char *name __cleanup(str_free) =
			path_join("modules", base ? base + 1 : modules->v[i]);
		int err = read_file(modules->v[i], &text);

		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be read: %s",
				    modules->v[i], strerror(-err));
		cpio_add(c, name, S_IFREG | 0644, text.buf, text.len, 0, 0);
	}
	return 0;
}

static int write_archive(const char *init, const struct strbuf *more,
			 const struct strlist *modules, const char *path)
{
	struct strbuf program __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct cpio c = { .out = &out };
	int err = read_file(init, &program);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", init,
			    strerror(-err));
	cpio_add(&c, "dev", S_IFDIR | 0755, NULL, 0, 0, 0);
	cpio_add(&c, "dev/console", S_IFCHR | 0600, NULL, 0, 5, 1);
	cpio_add(&c, "init", S_IFREG | 0755, program.buf, program.len, 0, 0);
	if (more->len)
		cpio_add(&c, "program", S_IFREG | 0755, more->buf, more->len, 0, 0);
	err = add_modules(&c, modules);
	if (err)
		return err;
	cpio_end(&c);
	err = write_file_atomic(path, out.buf, out.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}

/*
 * Compile our program to @init and the one of the kernel's tree, then make the
 * archive @path of them.
 */
static int make_archive(const char *cc, const struct strlist *sources,
			const struct program *program, const struct strlist *modules,
			const char *path, const char *init)
{
	char *tmp __cleanup(str_free) = str_fmt("%s.%d", init, (int)getpid());
	struct strbuf more __cleanup(sb_free) = STRBUF_INIT;
	int err = compile_guest(cc, sources, tmp);

	if (!err && program->names.n)
		err = program_compile(program, cc, &more);

	/* The archive is written last: if it exists, the program exists as well. */
	if (!err && rename(tmp, init))
		err = fail(EXIT_TOOL, errno, "%s cannot be made: %s", init,
			   strerror(errno));
	if (!err)
		err = write_archive(init, &more, modules, path);
	unlink(tmp);
	return err;
}

/*
 * The name of the initrd: the hash of everything that it is made of, which is
 * read meanwhile.
 */
static int name_initrd(const char *cc, const char *guest, struct strlist *sources,
		       const struct kernel *k, const char *files,
		       struct program *program, const struct strlist *modules,
		       char hex[65])
{
	struct sha256 d;
	int err;

	sha256_init(&d);
	err = hash_sources(guest, sources, &d);
	if (!err)
		err = hash_compiler(cc, &d);
	if (!err && *files)
		err = program_read(k, files, program, &d);
	if (!err)
		err = hash_modules(modules, &d);
	sha256_hex(&d, hex);
	return err;
}

int initrd_make(const struct target *t, const struct kernel *k, const char *program,
		const struct strlist *modules, char **path, char **init)
{
	char *cc __cleanup(str_free) = toolchain_compiler(t);
	char *archive __cleanup(str_free) = NULL, *copy __cleanup(str_free) = NULL;
	char *guest __cleanup(str_free) = NULL;
	struct strlist sources __cleanup(sl_free) = { 0 };
	struct program more __cleanup(program_free) = { .names = { 0 } };
	char hex[65];
	int err;

	if (!home_dir() || !cache_dir())
		return -ENOENT;
	guest = path_join(home_dir(), "guest");
	err = name_initrd(cc, guest, &sources, k, program, &more, modules, hex);
	if (err)
		return err;
	archive = str_fmt("%s/initrd/%s-%.16s.cpio", cache_dir(), t->kernel, hex);
	copy = str_fmt("%s.init", archive);
	err = mkdir_parents(archive);
	if (err)
		return fail(EXIT_TOOL, -err, "the directory of %s cannot be made: %s",
			    archive, strerror(-err));
	err = cache_use(archive);
	if (!err && (!exists(archive) || !exists(copy)))
		err = make_archive(cc, &sources, &more, modules, archive, copy);
	if (err)
		return err;
	*path = take_ptr(archive);
	if (init)
		*init = take_ptr(copy);
	return 0;
}
