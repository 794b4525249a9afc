// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu doctor: is every tool there? */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "host/apt.h"
#include "host/tools.h"
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

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show every program and library needed, its version, and what is "
	       "missing.\v"
	       "Exit status: 0 all is there, 2 usage, 3 a program failed, 16 something "
	       "is missing, 130 interrupted.",
};

/* Print the table; the packages that would help go to @packages. */
static int examine(struct strlist *packages)
{
	printf("%-26s %-16s %-28s %s\n", "TOOL", "VERSION", "STATE", "FOR");
	for (const struct tool *t = tools; t->name; t++) {
		char *version, *state = NULL;
		int ret = tool_check(t, &version);

		if (ret < 0)
			return ret;
		if (ret == TOOL_MISSING)
			state = str_fmt("missing: package %s", t->package);
		else if (ret == TOOL_OLD)
			state = str_fmt("too old (%s wanted): package %s", t->minimum, t->package);
		if (state && !sl_has(packages, t->package))
			sl_add(packages, t->package);
		printf("%-26s %-16s %-28s %s\n", t->name, version ? version : "-",
		       state ? state : "ok", t->purpose);
		free(version);
		free(state);
	}
	return 0;
}

int cmd_doctor(int argc, char **argv)
{
	struct strlist packages = { 0 };
	struct strbuf names = STRBUF_INIT;
	bool wanted = false;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &wanted))
		return EXIT_USAGE;
	ret = examine(&packages);
	if (!ret && packages.n && wanted) {
		ret = apt_install(&packages);
		sl_free(&packages);
		if (!ret)
			ret = examine(&packages);
	}
	for (size_t i = 0; i < packages.n; i++)
		sb_addf(&names, " %s", packages.v[i]);
	if (!ret && packages.n && wanted)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "still missing or too old after the installation:%s",
			   names.buf);
	else if (!ret && packages.n)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "packages are missing:%s; 'lazymmu doctor --install' installs them",
			   names.buf);
	sb_free(&names);
	sl_free(&packages);
	return ret;
}
