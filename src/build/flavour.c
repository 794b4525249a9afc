// SPDX-License-Identifier: GPL-2.0-only
#include "build/flavour.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/strbuf.h"

static const char suffix[] = ".config";
static const char description_mark[] = "# flavour: ";
static const char cflags_mark[] = "# cflags: ";
static const char program_mark[] = "# program: ";
static const char modules_mark[] = "# modules: ";
static const char kernel_mark[] = "# kernel: ";
static const char append_mark[] = "# append: ";
static const char instead_mark[] = "# instead of test: ";

/* Set *@value to the text after @mark, if @line is the first line with that mark. */
static void take_line(const char *line, const char *mark, char **value)
{
	if (!*value && !strncmp(line, mark, strlen(mark)))
		*value = str_dup(line + strlen(mark));
}

/*
 * Read the description and the flags of @path. Each stays NULL if the file does
 * not have its line.
 */
static int read_fragment(const char *path, struct flavour *f)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);
	struct lines l = LINES(text.buf, text.len);
	char *line;

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	while ((line = lines_cut(&l))) {
		take_line(line, description_mark, &f->description);
		take_line(line, cflags_mark, &f->cflags);
		take_line(line, program_mark, &f->program);
		take_line(line, modules_mark, &f->modules);
		take_line(line, instead_mark, &f->instead);
		take_line(line, kernel_mark, &f->kernel);
		take_line(line, append_mark, &f->append);
	}
	return 0;
}

static void free_flavour(struct flavour *f)
{
	free(f->name);
	free(f->description);
	free(f->kernel);
	free(f->append);
	free(f->cflags);
	free(f->program);
	free(f->modules);
	free(f->instead);
}

static int add_fragment(struct flavours *fs, const char *dir, const char *file)
{
	char *path __cleanup(str_free) = path_join(dir, file);
	size_t len = strlen(file) - strlen(suffix);
	struct flavour f = { .name = NULL };
	int err = read_fragment(path, &f);

	if (!f.description) {
		free_flavour(&f);
		return err;
	}
	f.name = str_fmt("%.*s", (int)len, file);
	f.cflags = f.cflags ? f.cflags : str_dup("");
	f.program = f.program ? f.program : str_dup("");
	f.modules = f.modules ? f.modules : str_dup("");
	f.kernel = f.kernel ? f.kernel : str_dup(f.name);
	f.append = f.append ? f.append : str_dup("");
	fs->v[fs->n++] = f;
	return err;
}

static bool is_fragment(const char *file)
{
	size_t len = strlen(file);

	return *file != '.' && len > strlen(suffix) &&
	       !strcmp(file + len - strlen(suffix), suffix);
}

static const struct flavour *find_flavour(const struct flavours *fs, const char *name)
{
	for (size_t i = 0; i < fs->n; i++) {
		if (!strcmp(fs->v[i].name, name))
			return &fs->v[i];
	}
	return NULL;
}

/*
 * Does each flavour boot a kernel that there is? A flavour without a kernel of its
 * own may have no lines about how a kernel is built.
 */
static int check_kernels(const struct flavours *fs)
{
	for (size_t i = 0; i < fs->n; i++) {
		const struct flavour *f = &fs->v[i];
		const struct flavour *k = find_flavour(fs, f->kernel);

		if (!k || strcmp(k->kernel, k->name))
			return fail(EXIT_TOOL, EINVAL,
				    "targets/%s.config boots the kernel of '%s', which is not a flavour with a kernel of its own",
				    f->name, f->kernel);
		if (k != f && (*f->cflags || *f->program || *f->modules || f->instead))
			return fail(EXIT_TOOL, EINVAL,
				    "targets/%s.config boots the kernel of '%s': besides '# append:', no other line has a meaning, so remove them",
				    f->name, f->kernel);
	}
	return 0;
}

int flavours_load(struct flavours *fs)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *dir __cleanup(str_free) = NULL;
	int err;

	*fs = (struct flavours){ 0 };
	if (!home_dir())
		return -ENOENT;
	dir = path_join(home_dir(), "targets");
	err = list_dir(dir, &names);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", dir,
			    strerror(-err));
	fs->v = calloc(names.n + 1, sizeof(*fs->v));
	if (!fs->v)
		oom();
	for (size_t i = 0; i < names.n && !err; i++) {
		if (is_fragment(names.v[i]))
			err = add_fragment(fs, dir, names.v[i]);
	}
	if (!err)
		err = check_kernels(fs);
	if (err)
		flavours_free(fs);
	return err;
}

void flavours_free(struct flavours *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		free_flavour(&fs->v[i]);
	free(fs->v);
	*fs = (struct flavours){ 0 };
}

/*
 * Read a string of the flavour @name; *@value is empty if there is no such flavour.
 * @member: offset of the string in struct flavour
 */
static int read_member(const char *name, size_t member, char **value)
{
	struct flavours fs __cleanup(flavours_free) = { 0 };
	const struct flavour *f;
	int err = flavours_load(&fs);

	if (err)
		return err;
	f = find_flavour(&fs, name);
	*value = str_dup(f ? *(char *const *)((const char *)f + member) : "");
	return 0;
}

int flavours_cflags(const char *name, char **cflags)
{
	return read_member(name, offsetof(struct flavour, cflags), cflags);
}

int flavours_kernel(const char *name, char **kernel)
{
	return read_member(name, offsetof(struct flavour, kernel), kernel);
}

int flavours_append(const char *name, char **append)
{
	return read_member(name, offsetof(struct flavour, append), append);
}

int flavours_program(const char *name, char **program)
{
	return read_member(name, offsetof(struct flavour, program), program);
}

int flavours_modules(const char *name, struct strlist *paths)
{
	char *modules __cleanup(str_free) = NULL;
	int err = read_member(name, offsetof(struct flavour, modules), &modules);

	if (!err)
		sl_split(paths, modules, " \t");
	return err;
}

/* Find the flavour @name in @fs. Return: NULL if there is none (failure recorded). */
static const struct flavour *need_flavour(const struct flavours *fs, const char *name)
{
	struct strbuf known __cleanup(sb_free) = STRBUF_INIT;
	const struct flavour *f = find_flavour(fs, name);

	if (f)
		return f;
	for (size_t i = 0; i < fs->n; i++)
		sb_addf(&known, "%s%s", i ? ", " : "", fs->v[i].name);
	fail(EXIT_USAGE, EINVAL, "'%s' is not a flavour: there are %s", name, known.buf);
	return NULL;
}

int flavours_need(const char *name)
{
	struct flavours fs __cleanup(flavours_free) = { 0 };
	int err = flavours_load(&fs);

	if (err)
		return err;
	return need_flavour(&fs, name) ? 0 : -EINVAL;
}

int flavours_need_tests(const char *name)
{
	struct flavours fs __cleanup(flavours_free) = { 0 };
	const struct flavour *f;
	int err = flavours_load(&fs);

	if (err)
		return err;
	f = need_flavour(&fs, name);
	if (!f)
		return -EINVAL;
	if (f->instead)
		return fail(EXIT_USAGE, EINVAL, "flavour '%s' has no tests: use '%s'",
			    name, f->instead);
	return 0;
}
