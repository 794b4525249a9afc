// SPDX-License-Identifier: GPL-2.0-only
/* The guest's initrd. */
#include "boot/initrd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/cpio.h"
#include "build/toolchain.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/cache.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strlist.h"

static const char *const guest_flags[] = {
	"-std=gnu11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-static",
	"-pthread",
};

#define N_FLAGS	(sizeof(guest_flags) / sizeof(guest_flags[0]))

/* Append the paths of guest/'s C files to @sources and hash them all. */
static int hash_sources(const char *dir, struct strlist *sources,
			struct sha256 *d)
{
	struct strlist names = { 0 };
	int ret = list_dir(dir, &names);

	for (size_t i = 0; !ret && i < names.n; i++) {
		size_t len = strlen(names.v[i]);
		struct strbuf text;

		if (len < 3 || names.v[i][len - 2] != '.' ||
		    !strchr("ch", names.v[i][len - 1]))
			continue;
		sb_init(&text);
		sl_addf(sources, "%s/%s", dir, names.v[i]);
		ret = read_file(sources->v[sources->n - 1], &text);
		sha256_add_string(d, names.v[i]);
		sha256_add(d, text.buf, text.len);
		sb_free(&text);
	}
	sl_free(&names);
	if (ret < 0)
		return fail(EXIT_TOOL, -ret, "%s cannot be read: %s", dir, strerror(-ret));
	return 0;
}

static int hash_compiler(const char *cc, struct sha256 *d)
{
	const char *const argv[] = { cc, "-v", NULL };
	struct strbuf text;
	int ret;

	sb_init(&text);
	ret = tool_run(argv, &(struct proc){
		.keep = toolchain_keep, .out = &text, .err = &text });
	sha256_add(d, text.buf, text.len);
	sb_free(&text);
	if (ret < 0)
		return ret;
	if (ret)
		return fail(EXIT_TOOL, EIO, "'%s -v' failed: %s", cc, proc_status(ret));
	for (size_t i = 0; i < N_FLAGS; i++)
		sha256_add_string(d, guest_flags[i]);
	return 0;
}

static int compile(const char *cc, const struct strlist *sources,
		   const char *out)
{
	struct strlist argv = { 0 };
	struct strbuf text;
	int ret;

	sl_add(&argv, cc);
	for (size_t i = 0; i < N_FLAGS; i++)
		sl_add(&argv, guest_flags[i]);
	sl_add(&argv, "-o");
	sl_add(&argv, out);
	for (size_t i = 0; i < sources->n; i++) {
		if (sources->v[i][strlen(sources->v[i]) - 1] == 'c')
			sl_add(&argv, sources->v[i]);
	}
	sb_init(&text);
	ret = tool_run((const char *const *)argv.v, &(struct proc){
		.keep = toolchain_keep, .out = &text, .err = &text });
	if (ret > 0) {
		note("%s", text.buf);
		ret = fail(EXIT_BUILD, EIO, "the guest does not compile with %s: %s",
			   cc, proc_status(ret));
	}
	sb_free(&text);
	sl_free(&argv);
	return ret;
}

static int write_archive(const char *init, const char *path)
{
	struct strbuf program, out;
	struct cpio c = { .out = &out };
	int ret;

	sb_init(&program);
	sb_init(&out);
	ret = read_file(init, &program);
	if (!ret) {
		cpio_add(&c, "dev", S_IFDIR | 0755, NULL, 0, 0, 0);
		cpio_add(&c, "dev/console", S_IFCHR | 0600, NULL, 0, 5, 1);
		cpio_add(&c, "init", S_IFREG | 0755, program.buf, program.len,
			 0, 0);
		cpio_end(&c);
		ret = write_file_atomic(path, out.buf, out.len);
	}
	sb_free(&program);
	sb_free(&out);
	if (ret < 0)
		return fail(EXIT_TOOL, -ret, "%s cannot be written: %s", path, strerror(-ret));
	return 0;
}

/* The path of the program beside the archive, for its symbols. */
static char *init_path(const char *archive)
{
	return str_fmt("%s.init", archive);
}

static int make_archive(const char *cc, const struct strlist *sources,
			const char *path)
{
	char *init = str_fmt("%s.%d.init", path, (int)getpid());
	char *kept = init_path(path);
	int ret = compile(cc, sources, init);

	/* The archive is renamed last: if it exists, the program exists as well. */
	if (!ret && rename(init, kept))
		ret = fail(EXIT_TOOL, errno, "%s cannot be made: %s", kept, strerror(errno));
	if (!ret)
		ret = write_archive(kept, path);
	unlink(init);
	free(init);
	free(kept);
	return ret;
}

int initrd_make(const struct target *t, char **path, char **init)
{
	char *cc = toolchain_compiler(t), *guest = NULL, *dir = NULL;
	char *kept = NULL;
	struct strlist sources = { 0 };
	struct sha256 d;
	char hex[65];
	int ret = -ENOENT;

	*path = NULL;
	if (!home_dir() || !cache_dir())
		goto out;
	guest = path_join(home_dir(), "guest");
	dir = path_join(cache_dir(), "initrd");
	sha256_init(&d);
	ret = hash_sources(guest, &sources, &d);
	if (!ret)
		ret = hash_compiler(cc, &d);
	if (ret)
		goto out;
	sha256_hex(&d, hex);
	ret = mkdir_p(dir, 0777);
	if (ret) {
		fail(EXIT_TOOL, -ret, "%s cannot be made: %s", dir, strerror(-ret));
		goto out;
	}
	*path = str_fmt("%s/%s-%.16s.cpio", dir, t->kernel, hex);
	kept = init_path(*path);
	ret = cache_use(*path);
	if (!ret && (!exists(*path) || !exists(kept)))
		ret = make_archive(cc, &sources, *path);
out:
	if (ret) {
		free(*path);
		*path = NULL;
	}
	if (init && !ret)
		*init = kept;
	else
		free(kept);
	sl_free(&sources);
	free(cc);
	free(guest);
	free(dir);
	return ret;
}
