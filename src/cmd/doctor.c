// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu doctor: is every tool there? */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/status.h"
#include "host/packages.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static const struct argp_option options[] = {
	{ "install", 'i', NULL, 0, "Install what is missing with apt-get, as root or through sudo", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	bool *install = state->input;

	(void)arg;
	if (key != 'i')
		return ARGP_ERR_UNKNOWN;
	*install = true;
	return 0;
}

STATUS_HELP(EXIT_NO_SPACE, EXIT_MISSING_TOOL, EXIT_INTERRUPTED)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show every program and library that is needed, its version, and whether it is "
	       "missing.",
	.help_filter = status_help,
};

/**
 * struct needs - everything that must be installed
 * @v: the tools of the command, then those of the targets
 * @n: number of tools
 * @cap: as of GROW()
 * @names: owns the names and purposes that are made here
 */
struct needs {
	struct tool *v;
	size_t n;
	size_t cap;
	struct strlist names;
};

static void needs_free(struct needs *needs)
{
	free(needs->v);
	sl_free(&needs->names);
}

static const char *own(struct needs *needs, char *name)
{
	sl_add(&needs->names, name);
	free(name);
	return needs->names.v[needs->names.n - 1];
}

/* Add @t. A tool that is in the list already only gets another purpose. */
static void add_need(struct needs *needs, const struct tool *t)
{
	for (size_t i = 0; i < needs->n; i++) {
		struct tool *old = &needs->v[i];

		if (strcmp(old->name, t->name))
			continue;
		old->purpose = own(needs, str_fmt("%s, %s", old->purpose, t->purpose));
		return;
	}
	GROW(needs->v, needs->n, needs->cap);
	needs->v[needs->n++] = *t;
}

/* The package of @t whose name begins with @begin, or NULL. */
static const char *find_package(const struct target *t, const char *begin)
{
	for (size_t i = 0; i < t->packages.n; i++) {
		if (!strncmp(t->packages.v[i], begin, strlen(begin)))
			return t->packages.v[i];
	}
	return NULL;
}

/*
 * Add the programs and packages of a target. The name of a package tells
 * whether it holds the compiler or the emulator: these two programs must exist,
 * from the package or from elsewhere. All other packages must be installed.
 */
static void add_target(struct needs *needs, const struct target *t)
{
	const char *purpose = t->compile_only ?
		own(needs, str_fmt("%s (compile test)", t->name)) : t->name;
	const char *of_compiler = NULL, *of_emulator = NULL;

	if (*t->cross) {
		const char *name = own(needs, str_fmt("%sgcc", t->cross));
		char *package __cleanup(str_free) =
			str_fmt("gcc-%.*s", (int)strlen(t->cross) - 1, t->cross);

		of_compiler = find_package(t, package);
		add_need(needs, &(struct tool){
			.name = name, .package = of_compiler,
			.minimum = TOOL_GCC_MINIMUM, .purpose = purpose });
	}
	if (t->qemu.n) {
		of_emulator = find_package(t, "qemu-system-");
		add_need(needs, &(struct tool){
			.name = t->qemu.v[0], .package = of_emulator,
			.purpose = purpose });
	}
	for (size_t i = 0; i < t->packages.n; i++) {
		const char *package = t->packages.v[i];

		if (package != of_compiler && package != of_emulator)
			add_need(needs, &(struct tool){
				.name = package, .package = package,
				.purpose = purpose, .by_package = true });
	}
}

static void list_needs(const struct targets *ts, struct needs *needs)
{
	for (const struct tool *t = tools; t->name; t++)
		add_need(needs, t);
	for (size_t i = 0; i < ts->n; i++)
		add_target(needs, &ts->v[i]);
}

static char *describe_state(const struct tool *t, int state)
{
	const char *of = t->package ? ": package " : "";
	const char *package = t->package ? t->package : "";

	if (state == TOOL_UNKNOWN)
		return str_dup("not known without dpkg-query");
	if (state == TOOL_OK)
		return str_dup("ok");
	if (state == TOOL_OLD)
		return str_fmt("too old (%s wanted)%s%s", t->minimum, of, package);
	if (state == TOOL_NO_VERSION)
		return str_fmt("reports no version (%s wanted)%s%s", t->minimum, of,
			       package);
	return str_fmt("%s%s%s", state == TOOL_BROKEN ? "does not work" : "missing",
		       of, package);
}

/*
 * Print the table. The packages that are missing, too old or broken are added to
 * @packages, and such tools whose package is not known to @others.
 */
static int examine(const struct needs *needs, struct strlist *packages,
		   struct strlist *others)
{
	printf("%-26s %-16s %-28s %s\n", "TOOL", "VERSION", "STATE", "FOR");
	for (size_t i = 0; i < needs->n; i++) {
		const struct tool *t = &needs->v[i];
		char *version __cleanup(str_free) = NULL, *state __cleanup(str_free) = NULL;
		int ret = tool_check(t, &version);

		if (ret < 0)
			return ret;
		state = describe_state(t, ret);
		if (ret != TOOL_OK && ret != TOOL_UNKNOWN) {
			struct strlist *list = t->package ? packages : others;
			const char *name = t->package ? t->package : t->name;

			if (!sl_has(list, name))
				sl_add(list, name);
		}
		printf("%-26s %-16s %-28s %s\n", t->name, version ? version : "-",
		       state, t->purpose);
	}
	return 0;
}

static char *joined(const struct strlist *packages, const struct strlist *others)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < packages->n; i++)
		sb_addf(&sb, " %s", packages->v[i]);
	for (size_t i = 0; i < others->n; i++)
		sb_addf(&sb, " %s", others->v[i]);
	return sb_detach(&sb);
}

int cmd_doctor(int argc, char **argv)
{
	struct strlist packages __cleanup(sl_free) = { 0 };
	struct strlist others __cleanup(sl_free) = { 0 };
	struct targets ts __cleanup(targets_free) = { 0 };
	struct needs needs __cleanup(needs_free) = { 0 };
	char *names __cleanup(str_free) = NULL;
	bool wanted = false;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &wanted))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts);
	if (ret)
		return ret;
	list_needs(&ts, &needs);
	ret = examine(&needs, &packages, &others);
	if (!ret && packages.n && wanted) {
		ret = packages_install(&packages);
		sl_free(&packages);
		sl_free(&others);
		if (!ret)
			ret = examine(&needs, &packages, &others);
	}
	if (ret || (!packages.n && !others.n))
		return ret;
	names = joined(&packages, &others);
	if (wanted)
		return fail(EXIT_MISSING_TOOL, ENOENT,
			    "still missing, too old or broken after the installation:%s", names);
	if (!packages.n)
		return fail(EXIT_MISSING_TOOL, ENOENT,
			    "programs are missing or broken whose packages are not known; install them yourself:%s", names);
	return fail(EXIT_MISSING_TOOL, ENOENT,
		    "packages are missing, too old or broken:%s; 'lazymmu doctor --install' installs them",
		    names);
}
